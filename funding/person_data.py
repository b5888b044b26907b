"""Everything the portal keeps about a person, as plain data (Art. 15 and 20 DSGVO; docs/funding.md, 6)."""

from django.contrib.admin.models import LogEntry
from django.db.models import Q, QuerySet

from accounts.models import User
from bildungsregion.base import processing
from bildungsregion.base.models import OutgoingMail

from . import bank
from .models import (
    Application,
    BankDataView,
    FileView,
    Letter,
    MutedReminder,
    Receipt,
    SentReminder,
    Step,
    VenueConfirmation,
)


VERSION = 5


def collect(user: User) -> dict:
    """Account, ties, cases, letters, log and mails of a person; JSON once DjangoJSONEncoder is used."""
    return {"version": VERSION, **processing.find(user.email, user)}


def collect_address(email: str) -> dict:
    """What is kept about somebody without an account who left their address; empty where there is nothing."""
    found = {name: rows for name, rows in processing.find(email).items() if rows}
    return {"version": VERSION, "email": email, **found} if found else {}


def cases_of(email: str, user: User | None) -> QuerySet[Application]:
    """Begun, handed in or answered for by this person."""
    own = user.pk if user else 0
    theirs = Q(created_by=own) | Q(submitted_by=own) | Q(contact_email__iexact=email)
    return Application.objects.filter(theirs)


def own_drafts(user: User | None) -> QuerySet[Application]:
    """What nobody but this person began and handed in to nobody: it goes when they ask for it."""
    return Application.objects.drafts().filter(created_by=user.pk if user else 0)


def drafts(email: str, user: User | None) -> list[dict]:
    return _cases(own_drafts(user))


def applications(email: str, user: User | None) -> list[dict]:
    """All that stays: what was handed in, and drafts of others that name the address."""
    return _cases(cases_of(email, user).exclude(pk__in=own_drafts(user).values("pk")))


def _cases(rows: QuerySet[Application]) -> list[dict]:
    return [_case(case) for case in rows.select_related("institution", "programme").order_by("pk")]


def letters(email: str, user: User | None) -> list[dict]:
    rows = Letter.objects.filter(application__in=cases_of(email, user)).order_by("issued_at", "pk")
    return list(rows.values("number", "kind", "issued_at", "sha256"))


def log(email: str, user: User | None) -> list[dict]:
    """What the person did in cases of the fund."""
    rows = Step.objects.filter(taken_by=user.pk if user else 0).order_by("taken_at", "pk")
    return list(rows.values("application__number", "verb", "taken_at", "note_public"))


def office_log(email: str, user: User | None) -> list[dict]:
    rows = LogEntry.objects.filter(user=user.pk if user else 0).order_by("action_time", "pk")
    return list(rows.values("action_time", "object_repr", "change_message"))


def bank_views(email: str, user: User | None) -> list[dict]:
    """Who of the office looks at account numbers is written down; it is about them as well."""
    rows = BankDataView.objects.filter(viewed_by=user.pk if user else 0).order_by("pk")
    return list(rows.values("application__number", "purpose", "viewed_at"))


def file_views(email: str, user: User | None) -> list[dict]:
    """The same for who opens an attachment, a receipt or a letter."""
    rows = FileView.objects.filter(viewed_by=user.pk if user else 0).order_by("pk")
    return list(rows.values("application__number", "kind", "name", "purpose", "viewed_at"))


def venue_confirmations(email: str, user: User | None) -> list[dict]:
    rows = VenueConfirmation.objects.filter(email__iexact=email).select_related("appointment")
    return [
        {"appointment": row.appointment.starts_on, **{name: getattr(row, name) for name in VISIT}}
        for row in rows.order_by("pk")
    ]


def mails(email: str, user: User | None) -> list[dict]:
    return [
        {"subject": mail.subject, "created_at": mail.created_at, "sent_at": mail.sent_at}
        for mail in mails_to(email)
    ]


def mails_to(email: str) -> list[OutgoingMail]:
    """Still in the outbox; a mail has several recipients, which no database searches alike."""
    rows = OutgoingMail.objects.order_by("pk").defer("message", "body").iterator()
    return [mail for mail in rows if email.lower() in map(str.lower, mail.to)]


def reminders(email: str, user: User | None) -> dict:
    if user is None:
        return {}
    sent = SentReminder.objects.filter(user=user).order_by("pk").values("key", "sent_on")
    off = MutedReminder.objects.filter(user=user).values_list("kind", flat=True)
    return {"sent": list(sent), "off": list(off)}


VISIT = ("email", "asked_at", "confirmed_on", "confirmer", "persons", "note")


def _case(case: Application) -> dict:
    said = (
        "head_name",
        "contact_name",
        "contact_phone",
        "contact_email",
        "title",
        "description",
        "account_holder",
    )
    return {
        "number": case.number,
        "institution": str(case.institution),
        "status": case.status,
        "created_at": case.created_at,
        "submitted_at": case.submitted_at,
        **{name: getattr(case, name) for name in said},
        "iban": bank.masked(case.iban),
        "attachments": list(case.attachments.values("name", "uploaded_at", "sha256")),
        "answers": list(case.info_requests.order_by("pk").values("items", "answer", "answered_at")),
        **_since_the_decision(case),
    }


def _since_the_decision(case: Application) -> dict:
    return {
        "change_requests": list(
            case.change_requests.order_by("pk").values("reasons", "outcome", "requested_at")
        ),
        "usage_report": _report(case),
        "receipts": list(
            Receipt.objects.filter(cost_line__appointment__application=case)
            .order_by("pk")
            .values("issuer", "number", "issued_on", "amount_cents", "claimed_cents")
        ),
        "statements": list(
            case.hearings.order_by("pk").values("reasons", "statement", "stated_at")
        ),
        "bank_changes": list(case.bank_changes.values("old_account", "new_account", "changed_at")),
        "payments": [
            {
                "account_holder": row.account_holder,
                "iban": bank.masked(row.iban),
                "amount_cents": row.amount_cents,
                "paid_on": row.paid_on,
            }
            for row in case.payment_orders.order_by("pk")
        ],
    }


def _report(case: Application) -> dict | None:
    report = getattr(case, "usage_report", None)
    return report and {
        "text": report.text,
        "third_party_cents": report.third_party_cents,
        "submitted_at": report.submitted_at,
    }
