"""The mails of reports and of requests about one's own data."""

from django.conf import settings
from django.db.models import Model
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from bildungsregion.base import region, texts
from bildungsregion.base.languages import in_german
from bildungsregion.base.outbox import queue_mail

from .entries import addresses_of
from .models import Case, DataRequest, Report


# They name people: actions.forget deletes them after thirty days.
PURPOSES = ("report_told", "report_confirmed", "report_answered", "report_owner",
            "request_confirmed", "request_answered")  # fmt: skip


@in_german
def report_told(report: Report) -> None:
    """To the office; an answer from the mail program goes straight to who wrote."""
    context = _context(report)
    if office := context["region"].office_email:
        _send("report_told", [office], context, reply_to=report.email)


def report_confirmed(report: Report) -> None:
    """In the language of the page; what was written is not repeated, for the address is unproven."""
    subject = _("Ihre Meldung ist angekommen (%s)") % report.number
    _send("report_confirmed", [report.email], _context(report), subject=subject)


def report_answered(report: Report) -> None:
    with translation.override(report.language):
        context = _context(report)
        subject = _("Antwort auf Ihre Meldung %s") % report.number
        office = context["region"].office_email
        _send("report_answered", [report.email], context, subject=subject, reply_to=office)


@in_german
def owner_told(report: Report, row: Model | None) -> None:
    """The institution reads what was decided and why, never who reported (Art. 17 DSA)."""
    if addresses := addresses_of(row):
        context = _context(report) | {"entry": row}
        office = context["region"].office_email
        _send("report_owner", addresses, context, reply_to=office)


@in_german
def request_confirmed(request: DataRequest) -> None:
    _send("request_confirmed", [request.email], _context(request))


@in_german
def request_answered(request: DataRequest) -> None:
    context = _context(request)
    office = context["region"].office_email
    _send("request_answered", [request.email], context, reply_to=office)


def _send(
    name: str, to: list[str], context: dict, *, subject: str = "", reply_to: str = ""
) -> None:
    """With a subject the shipped words in the language that is active; else as the office words it."""
    if subject:
        mail = texts.Written(subject, render_to_string(f"duties/emails/{name}.txt", context))
    else:
        mail = texts.write(f"duties/{name}", context)
    queue_mail(
        to=to, subject=mail.subject, body=mail.body, purpose=name,
        **({"reply_to": [reply_to]} if reply_to else {}),
    )  # fmt: skip


def _context(case: Case) -> dict:
    portal, name = settings.PORTAL_URL.rstrip("/"), case._meta.model_name
    path = getattr(case, "page", "")
    return {
        "case": case,
        "region": region.current(),
        "page_url": f"{portal}{path}" if path else "",
        "office_url": portal + reverse(f"admin:bildungsregion_{name}_change", args=[case.pk]),
    }
