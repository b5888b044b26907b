"""Take over the office's old cases. They were decided on paper: no letter, no mail, no decision of two
people is made up for them; the log says where they come from (docs/adr/0098).
"""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone

from actors.models import Actor
from bildungsregion.base.errors import DomainError
from bildungsregion.base.search import fold
from funding import budget, references
from funding.imports import WITHDRAWN, OldCase, Problem, label
from funding.models import Application, Appointment, BudgetYear, CostLine, Programme, RuleSet, Step


@dataclass(slots=True)
class Report:
    """What an import did, or would do: numbers, and the sum of what was granted in the new cases."""

    new: list[str] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    booked_cents: int = 0
    granted_cents: int = 0
    problems: list[Problem] = field(default_factory=list)
    written: bool = False


class _Refused(Exception):
    """A line that cannot be taken over: (key of the column or "", sentence)."""


def import_cases(
    *,
    programme: Programme,
    cases: Sequence[OldCase],
    problems: Sequence[Problem] = (),
    source: str,
    by,
    book: bool = False,
    skip_bad: bool = False,
    dry_run: bool = False,
) -> Report:
    """Take over all lines, or none when one is bad (``skip_bad``: then the good ones).

    The dry run is the real run, undone at the end: it says exactly what the real one will say.
    ``book`` binds and pays the granted sums in the ledger of their year, which must be open and have
    the money. The same list again changes nothing.
    """
    report = Report(problems=list(problems))
    with transaction.atomic():
        finder = _Institutions()
        for old in cases:
            try:
                with transaction.atomic():
                    _import(old, programme, finder, source, by, book, report)
            except _Refused as refused:
                key, sentence = refused.args
                report.problems.append(Problem(old.line, label(key) if key else "", sentence))
            except DomainError as error:
                report.problems.append(Problem(old.line, label("granted_cents"), error.message))
        report.problems.sort(key=lambda problem: problem.line)
        report.written = not dry_run and (skip_bad or not report.problems)
        if not report.written:
            transaction.set_rollback(True)
    return report


def _import(old: OldCase, programme, finder, source, by, book, report: Report) -> None:
    institution = finder.find(old.institution)
    case = Application.objects.filter(number=old.number).first()
    is_new = case is None
    if is_new:
        case = _create(old, programme, institution, source, by)
    else:
        _demand_same(case, old, institution)
    booked = _book(case, old, by) if book and old.granted_cents else 0
    (report.new if is_new else report.known).append(old.number)
    report.booked_cents += booked
    report.granted_cents += old.granted_cents if is_new else 0


def _demand_same(case: Application, old: OldCase, institution: Actor) -> None:
    """A number that exists is this case of an earlier run, or another one and a mistake."""
    if not case.imported_from:
        raise _Refused("number", f"{case.number} gibt es schon, und nicht aus einer Liste.")
    there = (
        case.institution_id,
        case.received_on,
        case.status,
        case.decided_cents or 0,
        case.settled_cents or 0,
    )
    here = (institution.pk, old.received_on, _status(old), old.granted_cents, old.paid_cents)
    names = ("institution", "received_on", "status", "granted_cents", "paid_cents")
    for name, was, says in zip(names, there, here, strict=True):
        if was != says:
            raise _Refused(name, f"{case.number} wurde schon mit anderen Angaben übernommen.")


def _create(old: OldCase, programme: Programme, institution: Actor, source: str, by) -> Application:
    try:
        rule_set = programme.rule_set_on(old.received_on)
    except DomainError as error:
        raise _Refused("received_on", error.message) from None
    RuleSet.objects.filter(pk=rule_set.pk).lock()
    origin = f"{source}, Zeile {old.line}"
    if old.typed_number != old.number:
        origin = f"{origin}, dort „{old.typed_number}“"
    case = Application(
        number=old.number, programme=programme, rule_set=rule_set, status=_status(old), institution=institution,
        created_by=by, submitted_by=by, submitted_at=_noon(old.received_on), received_on=old.received_on,
        title=old.title[:160], field=old.field, provider_name=old.provider[:160],
        requested_cents=old.requested_cents, computed_cents=old.granted_cents, imported_from=origin[:200],
        # On paper they were signed.
        declared_not_begun=True, declared_true=True, declared_privacy=True,
    )  # fmt: skip
    if old.status == WITHDRAWN:
        case.withdrawn_at, case.withdrawn_by = _noon(old.decided_on), by
    else:
        case.decided_at, case.decided_by = _noon(old.decided_on), by
        case.decided_cents = old.granted_cents
    if old.granted_cents:
        case.budget_year = _budget_year(programme, old.starts_on.year)
    if old.is_over:
        # It was settled and paid on paper: nothing is left to do (docs/adr/0121).
        case.settled_cents, case.settled_at, case.settled_by = (
            old.paid_cents,
            _noon(old.closed_on),
            by,
        )
        case.closed_on = old.closed_on
    case.save()
    references.keep_free_of(case.number, programme)
    _add_costs(case, old)
    Step.objects.create(
        application=case, verb="import", from_status=Application.Status.DRAFT, to_status=case.status,
        note_internal=f"Übernommen aus {origin}. {old.note}".strip(), taken_by=by,
    )  # fmt: skip
    return case


def _add_costs(case: Application, old: OldCase) -> None:
    appointment = Appointment.objects.create(
        application=case, starts_on=old.starts_on, ends_on=old.ends_on, group_label=old.group[:80],
        children=old.children, adults=old.adults,
    )  # fmt: skip
    for kind, cents in old.costs.items():
        persons = old.children + old.adults if kind == CostLine.Kind.ENTRY else None
        CostLine.objects.create(
            appointment=appointment, kind=kind, total_cents=cents, persons=persons
        )
    if old.costs:
        case.computed_cents = Application.objects.with_costs().get(pk=case.pk).reckon().cents
        case.save(update_fields=["computed_cents", "updated_at"])


def _status(old: OldCase) -> str:
    """The state it arrives in: what is paid is over."""
    return Application.Status.CLOSED if old.is_over else old.status


def _budget_year(programme: Programme, year: int) -> BudgetYear:
    found = programme.budget_years.filter(year=year).first()
    if found is None:
        raise _Refused("starts_on", f"Für {year} ist noch kein Haushaltsjahr angelegt.")
    return found


def _book(case: Application, old: OldCase, by) -> int:
    """Bind and pay what was granted; cents bound now. Raises DomainError where the year refuses."""
    if case.entries.exists():
        return 0
    year, reason = case.budget_year, "aus der Liste des Büros"
    budget.commit(year, old.granted_cents, application=case, by=by, reason=reason)
    if old.paid_cents:
        key = f"import-pay:{case.pk}"
        budget.pay(year, old.paid_cents, application=case, by=by, key=key, reason=reason)
    if old.is_over and (rest := old.granted_cents - old.paid_cents):
        key = f"import-release:{case.pk}"
        budget.release(year, rest, application=case, by=by, key=key, reason=reason)
    return old.granted_cents


def _noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))


class _Institutions:
    """The institutions of the directory by name, short name, school number and address."""

    def __init__(self):
        self.known: dict[str, list[Actor]] = {}
        for actor in Actor.objects.funding_eligible().prefetch_related("external_ids"):
            numbers = {external.value for external in actor.external_ids.all()}
            names = {actor.name, actor.short_name, actor.slug, *numbers} - {""}
            for name in {fold(" ".join(name.split())) for name in names}:
                self.known.setdefault(name, []).append(actor)

    def find(self, name: str) -> Actor:
        found = self.known.get(fold(name), [])
        if len(found) == 1:
            return found[0]
        if found:
            places = ", ".join(sorted(actor.slug for actor in found))
            raise _Refused(
                "institution", f"„{name}“ gibt es mehrmals. Schreiben Sie eines davon: {places}."
            )
        near = difflib.get_close_matches(fold(name), self.known, n=1, cutoff=0.7)
        hint = f" Meinten Sie „{self.known[near[0]][0].name}“?" if near else ""
        raise _Refused("institution", f"„{name}“ steht nicht im Verzeichnis.{hint}")
