"""How the money of a case falls into categories of cost, planned and proven (docs/adr/0091)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.db.models import Q, Sum

from . import grant
from .models import Application, CostLine, Programme


CATEGORY_OF = {
    grant.Kind.OPNV: grant.Category.OPNV,
    grant.Kind.BUS: grant.Category.BUS,
    grant.Kind.ENTRY: grant.Category.ENTRY,
    grant.Kind.HONORAR: grant.Category.FEES,
    grant.Kind.SACH: grant.Category.FEES,
}
SETTLED = Q(phase=CostLine.Phase.ACTUAL, appointment__application__settled_at__isnull=False)
COLUMNS = (
    "phase", "appointment__application_id", "appointment__application__rule_set_id", "appointment_id", "kind",
    "total_cents", "persons", "unit_cents", "for_adults", "accepted", "accepted_persons",
)  # fmt: skip
# Of one case: what its pinned rules give for each category.
Weights = dict[int, Mapping[str, int]]


def weights(programme: Programme, of_years: Q) -> tuple[Weights, Weights]:
    """Case → category → what its pinned rules give: for the plan, and for what was accepted of settled ones.

    Reckoned by the one function there is. Two queries.
    """
    rules = {row.pk: row.rules() for row in programme.rule_sets.all()}
    lines = CostLine.objects.filter(
        of_years,
        Q(phase=CostLine.Phase.PLAN) | SETTLED,
        appointment__application__programme=programme,
    ).exclude(appointment__application__status=Application.Status.DRAFT)
    lines = lines.annotate(accepted=Sum("receipts__accepted_cents")).order_by(
        "appointment_id", "pk"
    )
    costs: dict[str, dict] = {phase: defaultdict(dict) for phase in CostLine.Phase}
    for phase, application, rule_set, appointment, *line in lines.values_list(*COLUMNS):
        group = costs[phase][application, rule_set].setdefault(appointment, [])
        group.append(_cost(phase, *line))
    planned, proven = (
        {
            case: _shares(rules[rule_set], groups.values())
            for (case, rule_set), groups in phase.items()
        }
        for phase in (costs[CostLine.Phase.PLAN], costs[CostLine.Phase.ACTUAL])
    )
    return planned, proven


def _cost(phase, kind, total, persons, unit, adults, accepted, accepted_persons) -> grant.Cost:
    """A planned line as it is; an actual one as CostLine.as_accepted() reckons it, without its rows."""
    if phase == CostLine.Phase.PLAN:
        return grant.Cost(kind, total, persons, unit, "", adults)
    cents = min(total, accepted or 0)
    heads = persons if accepted_persons is None else accepted_persons
    return grant.Cost(kind, cents, heads, unit if cents == total else None, "", adults)


def _shares(rules: grant.Rules, groups: Iterable[list[grant.Cost]]) -> Mapping[str, int]:
    groups = list(groups)
    given = grant.compute(rules, [grant.Appointment(costs) for costs in groups]).by_category
    given = {name: cents for name, cents in given.items() if cents > 0}
    if given:
        return given
    plain: dict[str, int] = {}
    for cost in (cost for costs in groups for cost in costs if cost.total_cents):
        category = CATEGORY_OF[cost.kind]
        plain[category] = plain.get(category, 0) + cost.total_cents
    return plain


def split(cents: int, weights: Mapping[str, int]) -> dict[str, int]:
    """An amount cut in proportion to the weights, by largest remainders: the parts add up exactly.

    No weights: the whole amount under "". Equal remainders go in the order of the weights.
    """
    whole = sum(weights.values())
    if whole <= 0:
        return {"": cents} if cents else {}
    if cents < 0:
        return {name: -part for name, part in split(-cents, weights).items()}
    parts = {name: cents * weight // whole for name, weight in weights.items()}
    rests = sorted(weights, key=lambda name: -(cents * weights[name] % whole))
    for name in rests[: cents - sum(parts.values())]:
        parts[name] += 1
    return parts
