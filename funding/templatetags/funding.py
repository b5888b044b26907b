"""What the fund says on the pages of other apps."""

from dataclasses import dataclass

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _

from actors.cost import GroupCost
from actors.models import Offer
from bildungsregion.base.money import euro
from events.models import GroupTerms
from funding import grant, offers, public_list
from funding.models import Programme, RuleSet
from projects.models import Project


register = template.Library()


@dataclass(frozen=True)
class Example:
    """The grant for one group at one offer, with the way there where the group named its price."""

    grant: grant.Grant
    programme: Programme
    opnv_rate: str
    bus_rate: str
    left_per_child_cents: int


@register.simple_tag
def project_grants(project: Project) -> dict | None:
    """The public sums of a project as the rows of a table; None where the fund gave nothing."""
    years = public_list.years_of(project)
    if not years:
        return None
    rows = [[str(row.year), str(row.cases), euro(row.cents)] for row in years]
    return {"headers": [_("Jahr"), _("Vorhaben"), _("Zuschuss")], "rows": rows}


@register.simple_tag
def offer_grant(offer: Offer | GroupTerms, cost: GroupCost) -> Example | None:
    """What the (first open) fund gives this group at this offer or event today; None while no rules are in force."""
    rule_sets = RuleSet.objects.in_force(timezone.localdate()).select_related("programme")
    rule_set = rule_sets.order_by("-programme__is_open", "programme", "-valid_from").first()
    if rule_set is None:
        return None
    rules = rule_set.rules()
    given = grant.compute(rules, [grant.Appointment(offers.costs_of(offer, cost))])
    return Example(
        given,
        rule_set.programme,
        grant.percent(rules.opnv_rate_bp),
        grant.percent(rules.bus_rate_bp),
        grant.half_up(given.uncovered_cents, max(cost.children, 1)),
    )
