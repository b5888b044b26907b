"""Everything the portal keeps about a person, as plain data (Art. 15 and 20 DSGVO; docs/funding.md, 6)."""

from django.contrib.admin.models import LogEntry
from django.db.models import Q

from accounts.models import User
from bildungsregion.base.models import OutgoingMail

from . import bank
from .models import Application, Letter, MutedReminder, SentReminder, Step


VERSION = 1


def collect(user: User) -> dict:
    """Account, ties, cases, letters, log and mails of a person; JSON once DjangoJSONEncoder is used."""
    theirs = Q(created_by=user) | Q(submitted_by=user) | Q(contact_email__iexact=user.email)
    cases = Application.objects.filter(theirs).select_related("institution", "programme")
    return {
        "version": VERSION,
        "account": _account(user),
        "memberships": list(
            user.memberships.order_by("pk").values(
                "actor__name", "role", "created_at", "confirmed_at"
            )
        ),
        "applications": [_case(case) for case in cases.order_by("pk")],
        "letters": list(
            Letter.objects.filter(application__in=cases)
            .order_by("issued_at", "pk")
            .values("number", "kind", "issued_at", "sha256")
        ),
        **_traces(user),
    }


def _account(user: User) -> dict:
    said = ("email", "name", "joined_at", "last_login", "is_active", "is_staff")
    return {name: getattr(user, name) for name in said} | {
        "roles": list(user.groups.values_list("name", flat=True))
    }


def _traces(user: User) -> dict:
    """What the person did, and what was sent to them."""
    return {
        "log": list(
            Step.objects.filter(taken_by=user)
            .order_by("taken_at", "pk")
            .values("application__number", "verb", "taken_at", "note_public")
        ),
        "office_log": list(
            LogEntry.objects.filter(user=user)
            .order_by("action_time", "pk")
            .values("action_time", "object_repr", "change_message")
        ),
        "mails": [
            {"subject": mail.subject, "created_at": mail.created_at, "sent_at": mail.sent_at}
            for mail in OutgoingMail.objects.order_by("pk").defer("message", "body").iterator()
            if user.email in map(str.lower, mail.to)
        ],
        "reminders": {
            "sent": list(
                SentReminder.objects.filter(user=user).order_by("pk").values("key", "sent_on")
            ),
            "off": list(MutedReminder.objects.filter(user=user).values_list("kind", flat=True)),
        },
    }


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
    }
