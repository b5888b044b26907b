"""A whole case as plain data: integer cents, days and moments as they are, people by their shown name.

The shape is documented in docs/funding/case-file.md; who changes it raises VERSION. Account numbers are masked
unless the caller says otherwise.
"""

from collections.abc import Iterable, Sequence

from . import bank
from .models import Application, Appointment, Claim, Receipt, VenueConfirmation


VERSION = 2
SAID = (
    "title", "field", "description", "place", "own_premises", "travel_mode", "bus_reason", "third_party_name",
    "third_party_cents", "head_name", "contact_name", "contact_phone", "contact_email", "account_holder",
    "delivery_consent", "on_behalf", "requested_cents", "computed_cents", "decided_cents", "settled_cents", "late",
    "received_on", "submitted_at", "complete_since", "decided_at", "proof_due_on", "settled_at", "closed_on",
    "withdrawn_at", "imported_from", "anonymised_on",
)  # fmt: skip
OF_APPOINTMENT = (
    "starts_on", "ends_on", "start_time", "group_label", "age_band", "children", "adults", "actual_children",
    "actual_adults",
)  # fmt: skip
OF_COST = (
    "phase", "kind", "label", "persons", "unit_cents", "total_cents", "for_adults", "accepted_persons",
)  # fmt: skip


def as_data(case: Application, *, show_bank: bool = False) -> dict:
    """The case; everything in it can be written as JSON by DjangoJSONEncoder."""
    return {
        "version": VERSION,
        "number": case.number,
        "programme": case.programme.slug,
        "rules": case.rule_set.version,
        "budget_year": case.budget_year and case.budget_year.year,
        "status": case.status,
        "institution": {
            "name": case.institution.name,
            "kind": case.institution.kind,
            "municipality": str(case.institution.municipality),
        },
        "provider": case.provider_label,
        "municipality": str(case.municipality or ""),
        **_said(case, SAID),
        "iban": _account(case.iban, show_bank),
        "submitted_by": _person(case.submitted_by),
        "decided_by": _person(case.decided_by),
        "settled_by": _person(case.settled_by),
        "appointments": [_appointment(row) for row in case.appointments.order_by("pk")],
        **_review(case),
        **_proof(case),
        **_money(case, show_bank),
        **_procedure(case),
    }


def _review(case: Application) -> dict:
    """What was filed, checked, asked, wished and decided."""
    return {
        "attachments": list(
            case.attachments.values("name", "kind", "mime", "size", "sha256", "uploaded_at")
        ),
        "checks": list(case.checks.values("code", "result", "note", "checked_at")),
        "info_requests": list(
            case.info_requests.order_by("pk").values(
                "items", "sections", "due_on", "asked_at", "answer", "answered_at", "closed_at"
            )
        ),
        "change_requests": _rows(
            case.change_requests.order_by("pk"),
            ("outcome", "reasons", "plan_json", "third_party_cents", "requested_at", "closed_at"),
            ("requested_by", "closed_by"),
        ),
        "decisions": [
            row | {"budget_year": decision.budget_year.year}
            for decision in case.decisions.order_by("pk")
            for row in _rows(
                [decision],
                ("kind", "amount_cents", "computed_cents", "reasons", "conditions", "prepared_at", "signed_at"),
                ("prepared_by", "signed_by"),
            )
        ],
    }  # fmt: skip


def _proof(case: Application) -> dict:
    """What became of it: the report, its receipts, the venue's word."""
    report = getattr(case, "usage_report", None)
    receipts = Receipt.objects.filter(cost_line__appointment__application=case).order_by("pk")
    visits = VenueConfirmation.objects.filter(appointment__application=case).order_by("pk")
    return {
        "usage_report": report
        and _rows(
            [report],
            ("text", "third_party_cents", "begun_at", "submitted_at"),
            ("begun_by", "submitted_by"),
        )[0],
        "receipts": [_receipt(row) for row in receipts.select_related("attachment", "cost_line")],
        "venue_confirmations": [
            _said(row, ("email", "asked_at", "expires_on", "confirmed_on", "confirmer", "persons", "note"))
            | {"appointment": row.appointment.starts_on}
            for row in visits.select_related("appointment")
        ],
    }  # fmt: skip


def _receipt(row: Receipt) -> dict:
    said = (
        "issuer", "number", "issued_on", "amount_cents", "claimed_cents", "accepted_cents", "cut_reason", "judged_at",
    )  # fmt: skip
    return _said(row, said) | {
        "judged_by": _person(row.judged_by),
        "cost": row.cost_line.kind,
        "file": row.attachment.name,
        "file_sha256": row.attachment.sha256,
    }


def _money(case: Application, show_bank: bool) -> dict:
    """What was ordered, booked, claimed back, and whose account it was."""
    orders = case.payment_orders.select_related("run", *(f"{act}_by" for act in ORDER_ACTS))
    said = (
        "number", "amount_cents", "account_holder", "purpose", "payee", "exception_reason", "paid_on",
        "failed_reason", *(f"{act}_at" for act in ORDER_ACTS),
    )  # fmt: skip
    return {
        "payment_orders": [
            row | {"iban": _account(order.iban, show_bank), "list": order.run and order.run.number}
            for order in orders.order_by("pk")
            for row in _rows([order], said, [f"{act}_by" for act in ORDER_ACTS])
        ],
        "bank_changes": _rows(
            case.bank_changes.all(), ("old_account", "new_account", "changed_at"), ["changed_by"]
        ),
        "bank_views": _rows(case.bank_views.all(), ("purpose", "viewed_at"), ["viewed_by"]),
        "claim": _claim(case),
        "ledger": list(
            case.entries.values("budget_year__year", "kind", "amount_cents", "reason", "booked_at")
        ),
    }


ORDER_ACTS = ("prepared", "factual", "arithmetic", "ordered", "failed")


def _claim(case: Application) -> dict | None:
    claim = Claim.objects.filter(application=case).first()
    said = ("amount_cents", "refunded_cents", "due_on", "settled_on", "waived_at", "waived_reason")
    return claim and _rows([claim], said, ["waived_by"])[0]


def _procedure(case: Application) -> dict:
    """Reminders, hearings, letters and how they went out, and the log."""
    hearings = ("reasons", "due_on", "opened_at", "statement", "stated_at", "ended_at")
    ways = ("channel", "notified_at", "fetched_at", "deemed_on", "ended_on")
    log = ("verb", "from_status", "to_status", "note_public", "note_internal", "taken_at")
    letters = case.letters.prefetch_related("deliveries")
    return {
        "proof_reminders": _rows(
            case.proof_reminders.all(), ("level", "due_on", "sent_at"), ["sent_by"]
        ),
        "hearings": _rows(
            case.hearings.order_by("pk"), hearings, ("opened_by", "stated_by", "ended_by")
        ),
        "letters": [
            _said(row, ("number", "kind", "issued_at", "sha256"))
            | {"deliveries": _rows(row.deliveries.all(), ways, ("notified_by", "fetched_by"))}
            for row in letters
        ],
        "snapshots": list(case.snapshots.values("occasion", "taken_at", "result_cents", "sha256")),
        "log": _rows(
            case.steps.select_related("taken_by", "in_place_of"), log, ["taken_by", "in_place_of"]
        ),
    }


def _rows(rows: Iterable, said: Sequence[str], people: Sequence[str]) -> list[dict]:
    return [
        _said(row, said) | {name: _person(getattr(row, name)) for name in people} for row in rows
    ]


def _said(row, names: Sequence[str]) -> dict:
    return {name: getattr(row, name) for name in names}


def _person(user) -> str | None:
    return user and str(user)


def _account(iban: str, show_bank: bool) -> str:
    return iban if show_bank else bank.masked(iban)


def _appointment(row: Appointment) -> dict:
    lines = row.cost_lines.order_by("pk")
    return _said(row, OF_APPOINTMENT) | {"costs": [_said(line, OF_COST) for line in lines]}
