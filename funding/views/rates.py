"""The rules in force as a few figures for people: never written into a page."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from bildungsregion.base.money import euro
from funding.grant import percent
from funding.models import RuleSet


@dataclass(frozen=True)
class Rate:
    """„80 %“ of „einem gemieteten Bus“, and a note."""

    share: str
    what: str
    note: str = ""


def rates_of(rule_set: RuleSet) -> list[Rate]:
    """What the fund gives for travel, entry, fees and material; one figure where all are alike."""
    if is_plain(rule_set):
        return [Rate(percent(rule_set.bus_rate_bp), _("der Kosten")), *_most(rule_set)]
    threshold = euro(rule_set.entry_threshold_cents)
    above = (
        _("ab %(euro)s je Person")
        if rule_set.entry_threshold_inclusive
        else _("über %(euro)s je Person")
    )
    fees, note = percent(rule_set.fee_rate_bp), ""
    if rule_set.fee_cap_cents is not None:
        fees, note = (
            _("bis %(euro)s") % {"euro": euro(rule_set.fee_cap_cents)},
            _("zusammen, je Termin einer Gruppe"),
        )
    rates = [
        Rate(percent(rule_set.opnv_rate_bp), _("der Fahrkosten mit Bus und Bahn")),
        Rate(percent(rule_set.bus_rate_bp), _("der Kosten eines gemieteten Busses")),
        Rate(
            percent(rule_set.entry_rate_bp),
            _("des Eintritts"),
            above % {"euro": threshold} if rule_set.entry_threshold_cents else "",
        ),
        Rate(fees, _("für Honorar und Material"), note),
    ]
    return [*rates, *_most(rule_set)]


def is_plain(rule_set: RuleSet) -> bool:
    """Whether the rules are „so much percent of the costs“, whatever they are for."""
    rates = {
        rule_set.opnv_rate_bp,
        rule_set.bus_rate_bp,
        rule_set.entry_rate_bp,
        rule_set.fee_rate_bp,
    }
    limits = rule_set.entry_threshold_cents or rule_set.fee_cap_cents is not None
    return len(rates) == 1 and not limits and rule_set.count_adults


def _most(rule_set: RuleSet) -> list[Rate]:
    if rule_set.max_grant_cents is None:
        return []
    return [Rate(euro(rule_set.max_grant_cents), _("höchstens je Antrag"))]
