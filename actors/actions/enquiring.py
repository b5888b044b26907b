"""A group asks a learning place, and tells afterwards how it was."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from actors import emails
from actors.enquiries import Asked, sender_key
from actors.models import Actor, Enquiry, Offer, VisitFeedback
from bildungsregion.base.errors import DomainError
from bildungsregion.base.models import OutgoingMail


MOST_ENQUIRIES_A_DAY = 8
# How long the mails of an enquiry stay in the outbox, in case one did not arrive.
MAILS_KEPT = timedelta(days=30)


@transaction.atomic
def enquire(*, offer: Offer, asked: Asked) -> Enquiry:
    """Hand a group's enquiry to the learning place, with a copy to the group.

    Raises DomainError where the same sender has asked very often within a day.
    """
    sender = sender_key(asked.email)
    since = timezone.now() - timedelta(days=1)
    if Enquiry.objects.filter(sender=sender, created_at__gt=since).count() >= MOST_ENQUIRIES_A_DAY:
        raise DomainError(
            _(
                "Mit dieser E-Mail-Adresse kamen heute schon viele Anfragen. Bitte warten Sie bis morgen."
            )
        )
    row = Enquiry.objects.create(
        offer=offer, children=asked.children, adults=asked.adults, sender=sender
    )
    emails.enquiry(offer, asked)
    emails.enquiry_copy(offer, asked)
    return row


@transaction.atomic
def tell_how_it_was(
    *, actor: Actor, offer: Offer | None, reference: str, institution: str, text: str, by
) -> VisitFeedback:
    """Hand what a group says of its funded visit to the learning place and the office; once for each case.

    Raises DomainError where it was said already.
    """
    feedback, is_new = VisitFeedback.objects.get_or_create(
        reference=reference,
        defaults={"actor": actor, "offer": offer, "text": text, "written_by": by},
    )
    if not is_new:
        raise DomainError(_("Zu diesem Besuch gibt es schon eine Rückmeldung."))
    emails.visit_feedback(feedback, institution)
    return feedback


@transaction.atomic
def forget_enquirers(*, today: date) -> int:
    """Delete the mails of enquiries after thirty days, and the hashes of who sent them after two.

    What waits to be sent stays. The number of mails; safe to repeat.
    """
    Enquiry.objects.filter(created_at__date__lt=today - timedelta(days=2)).update(sender="")
    return mails_over(today).delete()[0]


def mails_over(today: date) -> QuerySet[OutgoingMail]:
    mails = OutgoingMail.objects.filter(purpose__in=emails.ENQUIRIES)
    old = mails.filter(created_at__date__lt=today - MAILS_KEPT)
    return old.exclude(sent_at=None, given_up_at=None)
