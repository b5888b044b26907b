"""How long what is kept, and what is forgotten when its time is over (docs/adr/0095, 0096).

The terms stand with the programme. A case that ever had money bound (paid, called off, lapsed or revoked
alike) is kept for ten years from 1 January after the year in which the annual accounts were adopted (§ 41
KomHKVO): no adopted accounts, no end of the term. One without money has the shorter term of refusals.
Nothing here writes; actions/keeping.py does.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, Max, OuterRef, Q, QuerySet, Sum
from django.utils import timezone

from accounts import forgetting
from accounts.models import User
from bildungsregion.base.dates import months_later
from bildungsregion.base.models import OutgoingMail
from bildungsregion.base.money import euro

from . import budget
from .models import (
    Application,
    Appointment,
    Attachment,
    ChangeRequest,
    Claim,
    CostLine,
    Decision,
    Hearing,
    InfoRequest,
    LedgerEntry,
    PaymentOrder,
    Receipt,
    UsageReport,
    VenueConfirmation,
)


S = Application.Status
# Nothing more happens to these by itself; whether the money is through is asked of the ledger.
ENDED = frozenset({S.APPROVED, S.REJECTED, S.WITHDRAWN, S.CLOSED, S.CANCELLED, S.LAPSED, S.REVOKED})

UNUSED_ACCOUNT_DAYS = 30
SILENT_ACCOUNT_MONTHS = 24
SENT_MAIL_DAYS = 14
# Longer, so that the office sees for a while what could not be delivered.
UNDELIVERED_MAIL_DAYS = 90

FORGOTTEN = "Nach Ablauf der Frist gelöscht."
FORGOTTEN_TITLE, FORGOTTEN_FILE = "Anonymisiertes Vorhaben", "Anlage"

# What speaks of people, model by model, and what stands there afterwards. Rows that are written once
# have their own list (AppendOnly.FORGETTABLE); a test demands that every text is in one of them.
BLANKS: dict[type, dict[str, object]] = {
    Application: {
        "head_name": "", "contact_name": "", "contact_phone": "", "contact_email": "", "title": FORGOTTEN_TITLE,
        "description": "", "place": "", "bus_reason": "", "third_party_name": "", "iban": "", "account_holder": "",
        "draft_data": {},
    },
    Appointment: {"group_label": ""},
    CostLine: {"label": ""},
    Attachment: {"file": "", "name": FORGOTTEN_FILE},
    InfoRequest: {"items": [], "answer": ""},
    UsageReport: {"text": ""},
    Receipt: {"issuer": "", "number": "", "number_key": ""},
    VenueConfirmation: {"email": "", "note": ""},
    ChangeRequest: {"reasons": "", "plan_json": []},
    Hearing: {"reasons": "", "statement": ""},
    PaymentOrder: {"iban": "", "account_holder": "", "purpose": ""},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Term:
    """``ends_on`` is the first day on which it may be forgotten, None where there is none (yet)."""

    basis: str
    ends_on: date | None

    def is_over(self, today: date) -> bool:
        return self.ends_on is not None and self.ends_on <= today


def last_touched(case: Application) -> date:
    """The day of the last change or upload: a draft lies still since then, not since it was begun."""
    uploaded = case.attachments.aggregate(last=Max("uploaded_at"))["last"]
    return timezone.localdate(max(case.updated_at, uploaded or case.updated_at))


def term(case: Application) -> Term:
    """The term of a draft or a case, from its programme."""
    keep = case.programme
    if case.is_draft:
        months = keep.keep_drafts_months
        basis = f"Entwurf, {months} Monate nach der letzten Änderung"
        return Term(basis, None if months is None else months_later(last_touched(case), months))
    years = _money_years(case)
    if years or _has_money(case):
        basis = f"bewilligt, {keep.keep_granted_years} Jahre nach dem Jahresabschluss"
        return Term(basis, _after(_vouchers_complete(case, years), keep.keep_granted_years))
    ended_at = case.decided_at or case.withdrawn_at
    basis = f"{case.get_status_display().lower()}, {keep.keep_refused_years} Jahre"
    return Term(basis, _after(ended_at and timezone.localdate(ended_at), keep.keep_refused_years))


def _after(start: date | None, years: int | None) -> date | None:
    """Years count from 1 January after the day."""
    return None if start is None or years is None else date(start.year + 1 + years, 1, 1)


def _money_years(case: Application) -> list:
    """The budget years that this case has to do with; none for what never had money."""
    years = {entry.budget_year for entry in case.entries.select_related("budget_year")}
    if _has_money(case) and case.budget_year is not None:
        years.add(case.budget_year)
    return sorted(years, key=lambda year: year.year)


def _has_money(case: Application) -> bool:
    """Granted and running, or paid on paper before the portal, whether booked here or not."""
    return case.status == S.APPROVED or bool(case.imported_from and case.decided_cents)


def _vouchers_complete(case: Application, years: list) -> date | None:
    """The day from which vouchers are kept: the last adoption, or a booking that came after it.

    Money claimed back may arrive years later; its voucher is not older than its day.
    """
    adopted = [year.accounts_adopted_on for year in years]
    if None in adopted or not adopted:
        return None
    last = case.entries.aggregate(last=Max("booked_at"))["last"]
    return max([*adopted, *([timezone.localdate(last)] if last else [])])


def _not_ended(case: Application) -> str:
    if case.status in ENDED:
        return ""
    return f"Der Vorgang hat den Stand „{case.get_status_display()}“ und ist noch nicht beendet."


def _money_under_way(case: Application) -> str:
    sums = budget.balance(case)
    # What came back after the year was closed stays committed there; it waits for nothing.
    came_back = case.entries.filter(kind=LedgerEntry.Kind.REFUND).aggregate(
        sum=Sum("amount_cents", default=0)
    )
    rest = sums["committed"] - sums["paid"] - came_back["sum"]
    if rest <= 0:
        return ""
    return f"{euro(rest)} sind bewilligt, aber weder ausgezahlt noch zurückgegeben."


def _claim_open(case: Application) -> str:
    claim = Claim.objects.open().filter(application=case).first()
    if claim is None:
        return ""
    return f"Von der Rückforderung sind noch {euro(claim.outstanding_cents)} offen."


def _accounts_not_adopted(case: Application) -> str:
    waiting = [str(year.year) for year in _money_years(case) if year.accounts_adopted_on is None]
    if not waiting:
        return ""
    return f"Der Jahresabschluss {' und '.join(waiting)} ist noch nicht festgestellt."


# Each gives a German sentence, or "" where nothing stands in the way.
OBSTACLES: tuple[Callable[[Application], str], ...] = (
    _not_ended,
    _money_under_way,
    _claim_open,
    _accounts_not_adopted,
)


def obstacles(case: Application, today: date) -> list[str]:
    """Why a filed case may not be anonymised on that day; empty when it may."""
    found = [sentence for obstacle in OBSTACLES if (sentence := obstacle(case))]
    ends_on = term(case).ends_on
    if ends_on is None and not found:
        found.append("Für diesen Vorgang ist kein Ende der Aufbewahrung festgelegt.")
    if ends_on is not None and today < ends_on:
        found.append(
            f"Die Aufbewahrungsfrist läuft bis zum {ends_on - timedelta(days=1):%d.%m.%Y}."
        )
    return found


def drafts_over(today: date) -> list[Application]:
    """Drafts that have lain still for the programme's term."""
    drafts = Application.objects.drafts().select_related("programme", "institution")
    return [draft for draft in drafts.order_by("pk") if term(draft).is_over(today)]


def cases_over(today: date) -> list[Application]:
    """Cases whose term is over, whether or not something still stands in the way."""
    adopted = Q(budget_year__accounts_adopted_on__isnull=False)
    never_granted = Q(status__in=[S.REJECTED, S.WITHDRAWN])
    cases = Application.objects.filed().filter(adopted | never_granted, anonymised_on__isnull=True)
    cases = cases.select_related("programme", "budget_year", "institution").order_by("pk")
    return [case for case in cases if term(case).is_over(today)]


def unused_accounts(today: date) -> QuerySet[User]:
    return forgetting.never_used(_midnight(today - timedelta(days=UNUSED_ACCOUNT_DAYS)))


def silent_accounts(today: date) -> QuerySet[User]:
    """Nobody has signed in for two years, and no case that still names people is theirs."""
    theirs = Q(created_by=OuterRef("pk")) | Q(submitted_by=OuterRef("pk"))
    named = Application.objects.filter(theirs, anonymised_on__isnull=True)
    since = _midnight(months_later(today, -SILENT_ACCOUNT_MONTHS))
    return forgetting.silent(since).filter(~Exists(named))


def old_mails(today: date) -> QuerySet[OutgoingMail]:
    """Sent, or given up long ago."""
    sent = _midnight(today - timedelta(days=SENT_MAIL_DAYS))
    given_up = _midnight(today - timedelta(days=UNDELIVERED_MAIL_DAYS))
    return OutgoingMail.objects.filter(Q(sent_at__lt=sent) | Q(given_up_at__lt=given_up))


def reasons_left(decision: Decision, modules: list[str]) -> str:
    """Of the reasons only the office's standard sentences: the statistics count by them."""
    if not decision.reasons:
        return ""
    return "\n".join(text for text in modules if text in decision.reasons) or FORGOTTEN


def words_of(case: Application) -> list[tuple[QuerySet, str]]:
    """Rows and their column whose words must not be empty: a CHECK demands some, so FORGOTTEN stands there."""
    visits = VenueConfirmation.objects.filter(appointment__application=case)
    receipts = Receipt.objects.filter(cost_line__appointment__application=case)
    orders = case.payment_orders
    return [
        (case.checks.exclude(note=""), "note"),
        (receipts.exclude(cut_reason=""), "cut_reason"),
        (visits.exclude(confirmer=""), "confirmer"),
        (Claim.objects.filter(application=case).exclude(waived_reason=""), "waived_reason"),
        (orders.exclude(exception_reason=""), "exception_reason"),
        (orders.exclude(failed_reason=""), "failed_reason"),
    ]


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
