"""The mails about accessible copies."""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from bildungsregion.base import region, texts
from bildungsregion.base.languages import in_german
from bildungsregion.base.outbox import queue_mail

from .models import CopyRequest


# The mails that the office may word; the confirmation speaks the language of the page.
WORDED = ("copy_request", "copy_request_answer")
# The purposes of mails that hold who asked; actions.forget_copy_requests deletes them.
COPY_REQUESTS = ("copy_request", "copy_request_copy", "copy_request_answer")


@in_german
def copy_requested(row: CopyRequest) -> None:
    """To the office; an answer from the mail program goes straight to who asked."""
    context = _context(row)
    if address := context["region"].office_email:
        _send(row, context, "copy_request", to=address, reply_to=[row.email])


def copy_request_confirmed(row: CopyRequest) -> None:
    _send(row, _context(row), "copy_request_copy", to=row.email)


@in_german
def copy_request_answered(row: CopyRequest) -> None:
    context = _context(row)
    address = context["region"].office_email
    _send(
        row, context, "copy_request_answer", to=row.email, reply_to=[address] if address else None
    )


def _send(row: CopyRequest, context: dict, name: str, *, to: str, reply_to=None) -> None:
    if name in WORDED:
        mail = texts.write(f"documents/{name}", context)
    else:
        subject = _("Ihre Bitte ist da: {}").format(row.document.title)
        mail = texts.Written(subject, render_to_string(f"documents/emails/{name}.txt", context))
    queue_mail(
        to=[to],
        subject=mail.subject,
        body=mail.body,
        purpose=name,
        **({"reply_to": reply_to} if reply_to else {}),
    )


def _context(row: CopyRequest) -> dict:
    portal = settings.PORTAL_URL.rstrip("/")
    return {
        "row": row,
        "document": row.document,
        "region": region.current(),
        "document_url": portal + row.document.get_absolute_url(),
        "office_url": portal + reverse("admin:documents_copyrequest_change", args=[row.pk]),
    }
