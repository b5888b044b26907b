"""Somebody asks for an accessible copy, the office answers, and what is over is forgotten."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from bildungsregion.base.errors import DomainError
from bildungsregion.base.models import OutgoingMail
from documents import emails
from documents.models import CopyRequest, Document
from documents.models.requests import ANSWER_WITHIN


MOST_A_DAY = 8
# How long name, address and words of an answered request are kept, for questions that follow.
KEPT = timedelta(days=90)


@transaction.atomic
def request_copy(
    *, document: Document, need: str, name: str, email: str, message: str
) -> CopyRequest:
    """Keep the request, tell the office, confirm it to who asked.

    Raises DomainError where the same address asked very often within a day.
    """
    since = timezone.now() - timedelta(days=1)
    if CopyRequest.objects.filter(email=email, created_at__gt=since).count() >= MOST_A_DAY:
        raise DomainError(
            _(
                "Mit dieser E-Mail-Adresse kamen heute schon viele Bitten. Bitte warten Sie bis morgen."
            )
        )
    row = CopyRequest.objects.create(
        document=document,
        need=need,
        name=name,
        email=email,
        message=message,
        due_on=timezone.localdate() + ANSWER_WITHIN,
    )
    emails.copy_requested(row)
    emails.copy_request_confirmed(row)
    return row


@transaction.atomic
def answer_copy_request(*, row: CopyRequest, answer: str, by) -> CopyRequest:
    """Send the answer and close the request. Raises DomainError where it was answered already."""
    row = (
        CopyRequest.objects.select_for_update(no_key=True).select_related("document").get(pk=row.pk)
    )
    if not row.is_open:
        raise DomainError("Diese Bitte ist schon beantwortet.")
    row.answer, row.answered_at, row.answered_by = answer, timezone.now(), by
    row.save()
    emails.copy_request_answered(row)
    return row


@transaction.atomic
def forget_copy_requests(*, today: date) -> int:
    """Take name, address and words out of requests answered long ago, and delete their mails; how many.

    That somebody asked, for what and when it was answered stays: it shows which documents need work.
    """
    mails = OutgoingMail.objects.filter(
        purpose__in=emails.COPY_REQUESTS, created_at__date__lt=today - KEPT
    )
    mails.exclude(sent_at=None, given_up_at=None).delete()
    return empty(copies_over(today))


def copies_over(today: date) -> QuerySet[CopyRequest]:
    return CopyRequest.objects.filter(answered_at__date__lt=today - KEPT).exclude(email="")


def empty(rows: QuerySet[CopyRequest]) -> int:
    """Take out who asked; answered requests only, for what is open still has to be answered."""
    return rows.update(name="", email="", message="", answer="(gelöscht)")
