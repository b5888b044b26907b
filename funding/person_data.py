"""Everything the portal keeps about a person, as plain data (Art. 15 and 20 DSGVO; docs/funding.md, 6)."""

from django.contrib.admin.models import LogEntry
from django.db.models import Q

from accounts.models import User
from actors.models import ChangeProposal, Claim, FreshnessAsk, Invitation, VisitFeedback
from bildungsregion.base.models import OutgoingMail
from bildungsregion.base.subscriptions.models import Subscription
from events.models import Registration, Submission

from . import bank
from .models import (
    Application,
    BankDataView,
    Letter,
    MutedReminder,
    Receipt,
    SentReminder,
    Step,
    VenueConfirmation,
)


VERSION = 3


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
        **_directory(user.email, user),
        **_traces(user),
    }


def collect_address(email: str) -> dict:
    """What is kept about somebody without an account who left their address; empty where there is nothing."""
    found = {name: rows for name, rows in _directory(email).items() if rows}
    return {"version": VERSION, "email": email, **found} if found else {}


def _directory(email: str, user: User | None = None) -> dict:
    """What the person wanted of the directory, was asked by it, and hears of it: by account or address."""
    # Without an account no row is theirs by key: no key is 0.
    own = user.pk if user else 0
    claims = Claim.objects.filter(user=own)
    proposals = ChangeProposal.objects.filter(Q(proposed_by=own) | Q(email__iexact=email))
    invitations = Invitation.objects.filter(
        Q(email__iexact=email) | Q(invited_by=own) | Q(answered_by=own)
    )
    submissions = Submission.objects.filter(Q(submitted_by=own) | Q(email__iexact=email))
    return {
        "registrations": list(
            Registration.objects.filter(email__iexact=email).order_by("pk").values(*REGISTRATION)
        ),
        "submitted_events": list(submissions.order_by("pk").values(*SUBMISSION)),
        "claims": list(claims.order_by("pk").values(*CLAIM)),
        "proposals": list(proposals.order_by("pk").values(*PROPOSAL)),
        "invitations": list(invitations.order_by("pk").values(*INVITATION)),
        "subscriptions": list(
            Subscription.objects.filter(email__iexact=email).order_by("pk").values(*SUBSCRIPTION)
        ),
        "questions": list(
            FreshnessAsk.objects.filter(email__iexact=email).order_by("pk").values(*QUESTION)
        ),
        "visits": list(
            VisitFeedback.objects.filter(written_by=own)
            .order_by("pk")
            .values("reference", "text", "created_at")
        ),
    }


CLAIM = ("actor__name", "role", "way", "mailed_to", "message", "state", "reason", "created_at")
PROPOSAL = ("kind", "title", "wanted", "message", "email", "state", "reason", "created_at")
REGISTRATION = (
    "occurrence__event__title", "occurrence__starts_at", "state", "name", "email", "institution", "persons",
    "group_label", "needs_assistance", "needs_interpreter", "needs_note", "answers", "came", "created_at",
)  # fmt: skip
SUBMISSION = ("event__title", "email", "message", "state", "reason", "answer", "created_at")
INVITATION = ("actor__name", "email", "role", "hands_over", "state", "created_at", "answered_at")
SUBSCRIPTION = ("email", "list", "title", "query", "rhythm", "asked_on", "confirmed_on")
QUESTION = ("actor__name", "email", "sent_on", "answered_on", "answer")


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
        # Who of the office looks at account numbers is written down; it is about them as well.
        "bank_views": list(
            BankDataView.objects.filter(viewed_by=user)
            .order_by("pk")
            .values("application__number", "purpose", "viewed_at")
        ),
        "venue_confirmations": [
            {
                "appointment": row.appointment.starts_on,
                **{name: getattr(row, name) for name in VISIT},
            }
            for row in VenueConfirmation.objects.filter(email__iexact=user.email)
            .select_related("appointment")
            .order_by("pk")
        ],
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
