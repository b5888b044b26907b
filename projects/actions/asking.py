"""Somebody asks those who lead a project."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from bildungsregion.base.errors import DomainError
from bildungsregion.base.models import OutgoingMail
from projects import emails
from projects.enquiries import Asked, sender_key
from projects.models import Adoption, Project, ProjectEnquiry


MOST_ENQUIRIES_A_DAY = 8
# How long the mails of an enquiry stay in the outbox, in case one did not arrive.
MAILS_KEPT = timedelta(days=30)
# How long the address of who said „Wir machen das auch“ is kept after the answer.
ADDRESS_KEPT = timedelta(days=90)


@transaction.atomic
def enquire(*, project: Project, asked: Asked) -> ProjectEnquiry:
    """Hand an enquiry to those who lead the project, with a copy to who asked.

    Raises DomainError where the same sender has asked very often within a day.
    """
    sender = sender_key(asked.email)
    since = timezone.now() - timedelta(days=1)
    lately = ProjectEnquiry.objects.filter(sender=sender, created_at__gt=since)
    if lately.count() >= MOST_ENQUIRIES_A_DAY:
        raise DomainError(
            _(
                "Mit dieser E-Mail-Adresse kamen heute schon viele Anfragen. Bitte warten Sie bis morgen."
            )
        )
    row = ProjectEnquiry.objects.create(project=project, sender=sender)
    emails.enquiry(project, asked)
    emails.enquiry_copy(project, asked)
    return row


@transaction.atomic
def forget_enquirers(*, today: date) -> int:
    """Delete the mails of enquiries after thirty days, and the hashes of who sent them after two.

    What waits to be sent stays. The number of mails; safe to repeat.
    """
    old_rows = ProjectEnquiry.objects.filter(created_at__date__lt=today - timedelta(days=2))
    old_rows.update(sender="")
    return mails_over(today).delete()[0]


def mails_over(today: date) -> QuerySet[OutgoingMail]:
    mails = OutgoingMail.objects.filter(purpose__in=emails.ENQUIRIES)
    old = mails.filter(created_at__date__lt=today - MAILS_KEPT)
    return old.exclude(sent_at=None, given_up_at=None)


def forget_senders(*, today: date) -> int:
    """Empty the addresses of people whose „Wir machen das auch“ was answered long ago; how many."""
    return senders_over(today).update(email="")


def senders_over(today: date) -> QuerySet[Adoption]:
    answered = Adoption.objects.filter(decided_at__date__lt=today - ADDRESS_KEPT)
    return answered.exclude(email="")
