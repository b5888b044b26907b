"""What a draft of the rules would change: a year's cases reckoned under it, beside the rules they have.

Reads, never writes; the reckoning is the one of grant.py.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from . import grant
from .actions.reviewing import REPINNABLE
from .models import Application, RuleSet


NO_PREMISES = "im eigenen Haus: nach dem Entwurf nicht mehr förderfähig"
NEW_PREMISES = "im eigenen Haus: nach dem Entwurf förderfähig"


@dataclass(frozen=True, slots=True)
class Effect:
    """One case: what its own rules give and what the draft would give, in cents."""

    case: Application
    before_cents: int
    after_cents: int
    note: str = ""

    @property
    def difference_cents(self) -> int:
        return self.after_cents - self.before_cents

    @property
    def can_be_repinned(self) -> bool:
        return self.case.status in REPINNABLE


@dataclass(frozen=True, slots=True)
class Preview:
    """``changed`` are the cases with another amount, the greatest difference first."""

    cases: int
    before_cents: int
    after_cents: int
    changed: tuple[Effect, ...]

    @property
    def difference_cents(self) -> int:
        return self.after_cents - self.before_cents

    @property
    def gaining(self) -> int:
        return sum(effect.difference_cents > 0 for effect in self.changed)

    @property
    def losing(self) -> int:
        return sum(effect.difference_cents < 0 for effect in self.changed)


def cases_of_year(rule_set: RuleSet, year: int) -> list[Application]:
    """The programme's filed cases of the year, withdrawn ones left out; three queries.

    The year is that of the money, before a proposal that of the first appointment (docs/adr/0011).
    """
    of_year = Q(budget_year__year=year) | Q(budget_year__isnull=True)
    filed = Application.objects.filed().filter(of_year, programme=rule_set.programme_id)
    rows = filed.exclude(status=Application.Status.WITHDRAWN).with_costs().order_by("pk")
    found = rows.select_related("rule_set", "programme", "budget_year", "institution")
    return [case for case in found if year_of(case) == year]


def year_of(case: Application) -> int:
    return case.budget_year.year if case.budget_year else (case.first_day or case.received_on).year


def preview(rule_set: RuleSet, year: int) -> Preview:
    return compare(cases_of_year(rule_set, year), rule_set.rules())


def compare(cases: Iterable[Application], draft: grant.Rules) -> Preview:
    """Each case under its own rules and under the draft."""
    effects = [_effect(case, draft) for case in cases]
    changed = sorted(
        (effect for effect in effects if effect.difference_cents or effect.note),
        key=lambda effect: (-abs(effect.difference_cents), effect.case.number),
    )
    return Preview(
        cases=len(effects),
        before_cents=sum(effect.before_cents for effect in effects),
        after_cents=sum(effect.after_cents for effect in effects),
        changed=tuple(changed),
    )


def _effect(case: Application, draft: grant.Rules) -> Effect:
    own = case.rules()
    note = ""
    if case.own_premises and own.allow_own_premises != draft.allow_own_premises:
        note = NEW_PREMISES if draft.allow_own_premises else NO_PREMISES
    return Effect(case, _under(case, own), _under(case, draft), note)


def _under(case: Application, rules: grant.Rules) -> int:
    """What the rules give; nothing for a project on own premises that they do not allow."""
    if case.own_premises and not rules.allow_own_premises:
        return 0
    return case.reckon(rules).cents
