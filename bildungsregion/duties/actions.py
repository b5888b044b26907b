"""The verbs of reports, and of what people may ask about themselves; every step is written down."""

import secrets
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Model, Q, QuerySet
from django.utils import timezone
from django.utils.translation import get_language

from accounts.models import User
from bildungsregion.base import processing
from bildungsregion.base.dates import months_later
from bildungsregion.base.errors import DomainError
from bildungsregion.base.models import OutgoingMail
from funding.models import Application
from funding.person_data import collect, collect_address

from . import emails
from .entries import HIDEABLE, entry_at, is_gone, match_of, may_be_told, path_of
from .models import Case, DataRequest, DutyStep, Report
from .statement import facts
from .workflow import VERBS, demand, letter_of


MAILS_KEPT = timedelta(days=30)


@transaction.atomic
def receive_report(
    *, kind: str, page: str, message: str, reason: str = "", name: str = "", email: str = "",
    in_good_faith: bool = False,
) -> Report:  # fmt: skip
    """Somebody reports a barrier or an entry: kept as a case, told to the office, and confirmed by mail."""
    terms, path = facts(), path_of(page)
    match = match_of(path) if path else None
    row = entry_at(path)
    days = terms.answer_days if kind == Report.Kind.BARRIER else terms.decide_days
    report = Report(
        kind=kind, page=path if may_be_told(match) or match is None else "", title=str(row or "")[:300],
        reason=reason, message=message, name=name, email=email, in_good_faith=in_good_faith,
        language=get_language() or "de", due_on=timezone.localdate() + timedelta(days=days),
    )  # fmt: skip
    _enter(report)
    _step(report, "receive")
    emails.report_told(report)
    if email:
        emails.report_confirmed(report)
    return report


@transaction.atomic
def receive_request(*, values: Mapping[str, Any], by: User) -> DataRequest:
    """The office enters who asked, when and how; the term is a month (Art. 12 Abs. 3 DSGVO)."""
    request = DataRequest(**values, due_on=months_later(values["received_on"], 1))
    # What is looked for; who named only a number gets no mail about it.
    request.email = request.email or email_of(request.reference)
    _enter(request)
    _step(request, "receive", by=by)
    if values["email"]:
        emails.request_confirmed(request)
    return request


def email_of(number: str) -> str:
    """The address that a case of the fund, or a report, stands under; "" where there is no such number."""
    cases = Application.objects.filter(number__iexact=number).values_list(
        "contact_email", flat=True
    )
    reports = Report.objects.filter(number__iexact=number).values_list("email", flat=True)
    return next(filter(None, [*cases, *reports]), "") if number else ""


@transaction.atomic
def take(*, case: Case, verb: str, by: User, note: str = "") -> Case:
    """A step without a form of its own: begin, note, drop or reopen. Raises DomainError."""
    case = _locked(case)
    demand(case, verb)
    if VERBS[verb].target:
        case.state = VERBS[verb].target
    if verb in ("drop", "reopen"):
        ends = verb == "drop"
        case.decided_at, case.decided_by = (timezone.now(), by) if ends else (None, None)
    case.save()
    _step(case, verb, by=by, note=note)
    return case


@transaction.atomic
def answer_report(
    *, report: Report, answer: str, by: User, outcome: str = "", tell_owner: bool = False
) -> Report:
    """Answer who reported, tell the entry's owner, and take the entry from the site where that is decided.

    Raises DomainError where it was answered before, and where nothing would be taken from the site.
    """
    report = _locked(report)
    demand(report, "answer")
    # The office may have hidden it before it decides: its owner is told all the same.
    row = None if report.is_barrier else entry_at(report.page, hidden=True)
    if outcome == Report.Outcome.REMOVED:
        _take_down(row, report.page)
    report.answer, report.outcome = answer, outcome
    _finish(report, by)
    note = report.get_outcome_display() if outcome else ""
    _step(report, "answer", by=by, note=str(note))
    if report.email:
        emails.report_answered(report)
    if tell_owner:
        emails.owner_told(report, row)
    return report


@transaction.atomic
def identify(
    *, request: DataRequest, identity: str, note: str, by: User, email: str = ""
) -> DataRequest:
    """Who asks is who they say; only the way of the check is kept, never a copy of a card.

    ``email``: what the office found the person's rows under, where the request named none.
    """
    request = _locked(request)
    demand(request, "identify")
    request.email = request.email or email
    request.identity, request.identity_note = identity, note
    request.state = VERBS["identify"].target
    request.save()
    _step(request, "identify", by=by, note=request.get_identity_display())
    return request


def account_of(request: DataRequest) -> User | None:
    return User.objects.filter(email__iexact=request.email).first() if request.email else None


def found_for(request: DataRequest) -> dict[str, Any]:
    """Everything about the address, as plain data; {} where nothing is kept."""
    if not request.email:
        return {}
    user = account_of(request)
    return collect(user) if user else collect_address(request.email)


@transaction.atomic
def export(*, request: DataRequest, by: User) -> dict[str, Any]:
    """What goes to the person; that it was put together is written down. Raises DomainError."""
    request = _locked(request)
    demand(request, "export")
    _demand_identity(request)
    found = found_for(request)
    _step(request, "export", by=by)
    return found


@transaction.atomic
def erase(*, request: DataRequest, by: User) -> DataRequest:
    """Erase all that no law keeps; what stays is counted with its reason. Raises DomainError."""
    request = _locked(request)
    demand(request, "erase")
    _demand_identity(request)
    if request.wish == DataRequest.Wish.ACCESS:
        raise DomainError("Gewünscht ist nur Auskunft. Für eine Löschung bitte den Wunsch ändern.")
    if not request.email:
        # Many rows are of people who left none: they are not this person's.
        raise DomainError("Ohne E-Mail-Adresse findet das Portal nichts, was es löschen darf.")
    user = account_of(request)
    # The account last: other rows are found by it. A mail that waits is still sent.
    holdings = sorted(processing.every_holding(), key=lambda one: one.key == "account")
    said = []
    for holding in holdings:
        if holding.erase and (count := holding.erase(request.email, user)):
            request.result[holding.key] = request.result.get(holding.key, 0) + count
            said.append(f"{holding.title}: {count}")
    request.save()
    _step(request, "erase", by=by, note=", ".join(said) or "nichts zu löschen")
    return request


@transaction.atomic
def answer_request(*, request: DataRequest, answer: str, by: User) -> DataRequest:
    """Close the case; the answer goes by mail where it came by one. Raises DomainError."""
    request = _locked(request)
    demand(request, "answer")
    _demand_identity(request)
    request.answer = answer
    _finish(request, by)
    _step(request, "answer", by=by)
    if request.email and request.way == DataRequest.Way.MAIL:
        emails.request_answered(request)
    return request


def reports_over(today: date) -> QuerySet[Report]:
    since = months_later(today, -facts().keep_reports_months)
    return Report.objects.filter(is_erased=False, decided_at__date__lt=since)


def requests_over(today: date) -> QuerySet[DataRequest]:
    since = months_later(today, -facts().keep_requests_months)
    return DataRequest.objects.filter(is_erased=False, decided_at__date__lt=since)


@transaction.atomic
def forget(*, today: date) -> int:
    """Take people out of cases whose term is over, with their mails; numbers, days and outcomes stay."""
    over = [*reports_over(today), *requests_over(today)]
    for case in over:
        blank(case)
    mails = OutgoingMail.objects.filter(purpose__in=emails.PURPOSES)
    old = mails.filter(created_at__date__lt=today - MAILS_KEPT)
    old.exclude(sent_at=None, given_up_at=None).delete()
    return len(over)


def blank(case: Case) -> None:
    """Nothing of the person is left in the case; the steps keep their days, not their words."""
    case.name = case.email = case.answer = ""
    if isinstance(case, Report):
        case.message = ""
    else:
        case.identity_note = case.reference = case.address = ""
    case.is_erased = True
    case.save()
    case.steps.update(note="")
    _step(case, "forget")


def erase_reports(email: str, user: User | None) -> int:
    """On demand; what is open is answered first."""
    rows = Report.objects.filter(Q(email__iexact=email), is_erased=False).exclude(decided_at=None)
    for row in rows:
        blank(row)
    return len(rows)


def _take_down(row: Model | None, path: str) -> None:
    """What people are told is true afterwards: hidden here, or gone before."""
    if isinstance(row, HIDEABLE):
        row.is_published = False
        row.save()
    elif not is_gone(path):
        raise DomainError(
            "Das Portal kann diese Seite nicht selbst verbergen. Bitte nehmen Sie sie zuerst dort von der Seite, "
            "wo sie gepflegt wird, oder wählen Sie eine andere Entscheidung."
        )


def _demand_identity(request: DataRequest) -> None:
    if not request.identity:
        raise DomainError("Bitte zuerst vermerken, woran Sie erkannt haben, wer fragt.")


def _finish(case: Case, by: User) -> None:
    case.state, case.decided_at, case.decided_by = Case.State.DONE, timezone.now(), by
    case.save()


def _enter(case: Case) -> None:
    """Save it with a number that nobody else has: the key of the row is in it."""
    case.number = secrets.token_hex(8)
    case.save()
    case.number = f"{letter_of(case)}-{timezone.localdate().year}-{case.pk:04d}"
    case.save(update_fields=["number"])


def _locked(case: Case) -> Case:
    return type(case).objects.select_for_update(no_key=True).get(pk=case.pk)


def _step(case: Case, verb: str, *, by: User | None = None, note: str = "") -> None:
    whose = {"report": case} if isinstance(case, Report) else {"request": case}
    DutyStep.objects.create(**whose, verb=verb, note=note, taken_by=by)
