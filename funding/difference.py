"""What the actual costs change about the grant, in sentences for the institution."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from bildungsregion.base.money import euro

from .grant import CATEGORY_LABELS, Category, Grant
from .settlement import Settlement


@dataclass(frozen=True, slots=True)
class Difference:
    """The sentence that counts, and what brought it about; amounts in cents."""

    settlement: Settlement
    sentence: str
    reasons: list[str]

    @property
    def is_less(self) -> bool:
        return self.settlement.released_cents > 0


def explain(planned: Grant, settlement: Settlement) -> Difference:
    """``planned`` is the grant for the plan as it was granted, under the same rules."""
    payout, less = euro(settlement.payout_cents), settlement.released_cents
    if less:
        sentence = _("%(less)s weniger, als bewilligt ist.") % {"less": euro(less)}
        return Difference(settlement, sentence, _reasons(planned, settlement.grant))
    if not settlement.difference_cents:
        sentence = _("Genau so viel, wie bewilligt ist.")
    elif settlement.grant.cost_cents > planned.cost_cents:
        sentence = _(
            "So viel, wie bewilligt ist. Es war teurer als geplant, mehr gibt es dafür nicht."
        )
    else:
        sentence = _("So viel, wie bewilligt ist. Mehr als %(payout)s zahlt der Fonds nicht aus.")
        sentence %= {"payout": payout}
    return Difference(settlement, sentence, [])


def _reasons(planned: Grant, actual: Grant) -> list[str]:
    """What is reckoned lower than planned, dearest first."""
    found = []
    for category in Category:
        before, after = _sums(planned, category), _sums(actual, category)
        if after[0] >= before[0]:
            continue
        if category == Category.LIMIT:
            text = "; ".join(line.text for line in actual.lines if line.category == category)
        else:
            text = _reason(CATEGORY_LABELS[category], before, after)
        found.append((before[0] - after[0], text))
    return [text for _gap, text in sorted(found, reverse=True)]


def _reason(label: str, before: tuple[int, int], after: tuple[int, int]) -> str:
    if not after[1]:
        text = _("%(label)s: geplant waren %(cost)s, angegeben ist nichts.")
        return text % {"label": label, "cost": euro(before[1])}
    text = _("%(label)s: %(after)s statt geplant %(before)s, Zuschuss %(given)s statt %(planned)s.")
    return text % {
        "label": label,
        "before": euro(before[1]),
        "after": euro(after[1]),
        "planned": euro(before[0]),
        "given": euro(after[0]),
    }


def _sums(grant: Grant, category: str) -> tuple[int, int]:
    """Granted cents and costs of a category."""
    lines = [line for line in grant.lines if line.category == category]
    return sum(line.cents for line in lines), sum(line.cost_cents for line in lines)
