"""How much the fund gives: costs in, an explained grant out.

Pure: integer euro cents, no database, no request, no clock. The reckoning follows section 2 of the
guideline (docs/funding.md maps every rule to its paragraph); the figures of a programme come in as
``Rules``. The German texts are part of the result and are frozen with it in snapshots and letters,
so they are not translated.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from functools import lru_cache

from bildungsregion.base.money import german_euro as euro, half_up


FULL_RATE_BP = 10_000


class Kind(StrEnum):
    """What a cost is spent on; the values are those of CostLine.kind."""

    OPNV = "opnv"
    BUS = "bus"
    ENTRY = "entry"
    HONORAR = "honorar"
    SACH = "sach"


_KINDS = tuple(Kind)


class Category(StrEnum):
    """What is reckoned together: one rounding per appointment and category."""

    OPNV = "opnv"
    BUS = "bus"
    ENTRY = "entry"
    FEES = "fees"
    LIMIT = "limit"


CATEGORY_LABELS: Mapping[str, str] = {
    Category.OPNV: "Bus und Bahn",
    Category.BUS: "Mietbus",
    Category.ENTRY: "Eintritt",
    Category.FEES: "Honorar und Material",
    Category.LIMIT: "Obergrenzen",
}


@dataclass(frozen=True, slots=True)
class Rules:
    """The figures of one version of a guideline; RuleSet.rules() builds it.

    Rates in basis points (8000 = 80 %), amounts in cents; ``fee_cap_cents`` and ``max_grant_cents``
    None means no cap. ``references`` names the paragraph per rule: opnv, bus, entry, fees,
    third_party, max_grant, min_grant.
    """

    opnv_rate_bp: int = FULL_RATE_BP
    bus_rate_bp: int = FULL_RATE_BP
    entry_rate_bp: int = FULL_RATE_BP
    entry_threshold_cents: int = 0
    entry_threshold_inclusive: bool = True
    fee_rate_bp: int = FULL_RATE_BP
    fee_cap_cents: int | None = None
    count_adults: bool = True
    deduct_third_party: bool = True
    allow_own_premises: bool = False
    min_grant_cents: int = 0
    max_grant_cents: int | None = None
    references: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cost:
    """One cost of an appointment, gross. ``persons`` is needed for entry fees only."""

    kind: str
    total_cents: int
    persons: int | None = None
    unit_cents: int | None = None
    label: str = ""
    for_adults: bool = False


@dataclass(frozen=True, slots=True)
class Appointment:
    """One dated visit of one group: the „Veranstaltung“ of the guideline."""

    costs: Sequence[Cost]
    label: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One step of the reckoning. ``cents`` is negative where a limit takes something away.

    ``appointment`` is the index of the appointment, None for what concerns the whole application.
    """

    category: str
    cents: int
    cost_cents: int
    text: str
    rule: str = ""
    hint: str = ""
    appointment: int | None = None

    @property
    def label(self) -> str:
        return CATEGORY_LABELS[self.category]


@dataclass(frozen=True, slots=True)
class Grant:
    """The grant and how it came about; the cents of the lines add up to ``cents``."""

    cents: int
    cost_cents: int
    third_party_cents: int
    lines: tuple[Line, ...]

    @property
    def uncovered_cents(self) -> int:
        """What the institution pays itself: costs less this grant and other grants."""
        return max(0, self.cost_cents - self.third_party_cents - self.cents)

    @property
    def by_category(self) -> dict[str, int]:
        """Category → granted cents, limits (negative) as their own category."""
        sums: dict[str, int] = {}
        for line in self.lines:
            sums[line.category] = sums.get(line.category, 0) + line.cents
        return sums

    def steps(self) -> list[dict]:
        """The reckoning as plain data, for the snapshot and the letter."""
        return [{**asdict(line), "label": line.label} for line in self.lines]


def compute(rules: Rules, appointments: Sequence[Appointment], third_party_cents: int = 0) -> Grant:
    """The grant for these appointments under these rules (funding.md A4).

    Raises ValueError for what cannot be reckoned (negative amounts, an unknown kind of cost):
    nothing is guessed.
    """
    if third_party_cents < 0:
        raise ValueError("third-party grants cannot be negative")
    lines: list[Line] = []
    cost = 0
    for index, appointment in enumerate(appointments):
        costs = _by_kind(appointment.costs)
        for item in appointment.costs:
            cost += item.total_cents
        lines += _travel(rules, costs[Kind.OPNV], Category.OPNV, rules.opnv_rate_bp, index)
        lines += _travel(rules, costs[Kind.BUS], Category.BUS, rules.bus_rate_bp, index)
        lines += _entry(rules, costs[Kind.ENTRY], index)
        lines += _fees(rules, costs[Kind.HONORAR], costs[Kind.SACH], index)
    total = sum([line.cents for line in lines])
    for limit in (_uncovered_limit, _highest, _lowest):
        line = limit(rules, total, cost, third_party_cents)
        if line is not None:
            lines.append(line)
            total += line.cents
    return Grant(total, cost, third_party_cents, tuple(lines))


@lru_cache(maxsize=64)
def percent(rate_bp: int) -> str:
    """„80 %“, „33,33 %“ with a no-break space."""
    whole, rest = divmod(rate_bp, 100)
    return f"{whole},{rest:02d}".rstrip("0").rstrip(",") + "\u00a0%"


def _by_kind(costs: Iterable[Cost]) -> dict[str, list[Cost]]:
    sorted_costs: dict[str, list[Cost]] = {kind: [] for kind in _KINDS}
    for cost in costs:
        if cost.total_cents < 0 or (cost.persons or 0) < 0:
            raise ValueError(f"negative cost: {cost}")
        if cost.kind not in sorted_costs:
            raise ValueError(f"unknown kind of cost: {cost.kind}")
        if cost.total_cents:
            sorted_costs[cost.kind].append(cost)
    return sorted_costs


def _travel(
    rules: Rules, costs: list[Cost], category: Category, rate_bp: int, index: int
) -> list[Line]:
    """Guideline 2 a: public transport in full, hired buses at their rate."""
    if not costs:
        return []
    cost = sum([item.total_cents for item in costs])
    cents = half_up(rate_bp * cost, FULL_RATE_BP)
    text = f"{CATEGORY_LABELS[category]}: {percent(rate_bp)} von {euro(cost)} = {euro(cents)}"
    return [Line(category, cents, cost, text, rules.references.get(category, ""), "", index)]


def _entry(rules: Rules, costs: list[Cost], index: int) -> list[Line]:
    """Guideline 2 b: half of entry fees from five euro a head.

    Each kind of ticket is tested on its own by total >= threshold × heads: no division, so no
    rounding at the threshold, and a flat group ticket counts per head.
    """
    counted: list[Cost] = []
    refused: list[Line] = []
    rule = rules.references.get("entry", "")
    for cost in costs:
        reason, hint = _why_no_entry_grant(rules, cost)
        if reason:
            text = f"Eintritt {_what(cost)}: {reason}"
            refused.append(Line(Category.ENTRY, 0, cost.total_cents, text, rule, hint, index))
        else:
            counted.append(cost)
    if not counted:
        return refused
    total = sum(cost.total_cents for cost in counted)
    cents = half_up(rules.entry_rate_bp * total, FULL_RATE_BP)
    parts = " + ".join(_what(cost) for cost in counted)
    if "×" in parts or len(counted) > 1:
        parts = f"{parts} = {euro(total)}"
    text = f"Eintritt {parts}, davon {percent(rules.entry_rate_bp)} = {euro(cents)}"
    return [Line(Category.ENTRY, cents, total, text, rule, "", index), *refused]


def _why_no_entry_grant(rules: Rules, cost: Cost) -> tuple[str, str]:
    """The reason why this ticket gets nothing and a hint what would help; two empty texts if it does."""
    if cost.for_adults and not rules.count_adults:
        return "Begleitpersonen werden nach diesen Regeln nicht bezuschusst", ""
    if not cost.persons:
        return (
            "ohne Personenzahl nicht berechenbar, daher kein Zuschuss",
            "Bitte geben Sie an, für wie viele Personen dieser Eintritt gilt.",
        )
    least = rules.entry_threshold_cents * cost.persons
    if cost.total_cents > least or (cost.total_cents == least and rules.entry_threshold_inclusive):
        return "", ""
    threshold, rate = euro(rules.entry_threshold_cents), percent(rules.entry_rate_bp)
    if not rules.entry_threshold_inclusive:
        return (
            f"nicht mehr als {threshold} je Person, daher kein Zuschuss",
            f"Erst bei mehr als {threshold} je Person trägt der Fonds {rate} des Eintritts.",
        )
    gain = euro(half_up(rules.entry_rate_bp * least, FULL_RATE_BP))
    return (
        f"unter {threshold} je Person, daher kein Zuschuss",
        f"Ab {threshold} je Person trägt der Fonds {rate} des Eintritts: "
        f"Bei {euro(least)} wären es {gain}.",
    )


def _what(cost: Cost) -> str:
    if cost.persons and cost.unit_cents is not None:
        if cost.persons * cost.unit_cents == cost.total_cents:
            return f"{cost.persons} × {euro(cost.unit_cents)}"
    elif cost.persons and cost.total_cents % cost.persons == 0:
        return f"{cost.persons} × {euro(cost.total_cents // cost.persons)}"
    if cost.persons:
        return f"{euro(cost.total_cents)} für {cost.persons} Personen"
    return euro(cost.total_cents)


def _fees(rules: Rules, honorar: list[Cost], sach: list[Cost], index: int) -> list[Line]:
    """Guideline 2 c: fees and materials together, up to the cap per appointment."""
    if not honorar and not sach:
        return []
    fee, material = (sum(cost.total_cents for cost in costs) for costs in (honorar, sach))
    cost = fee + material
    share = half_up(rules.fee_rate_bp * cost, FULL_RATE_BP)
    cents = share if rules.fee_cap_cents is None else min(share, rules.fee_cap_cents)
    named = (("Honorar", fee), ("Material", material))
    text = " + ".join(f"{name} {euro(amount)}" for name, amount in named if amount)
    if fee and material:
        text += f" = {euro(cost)}"
    if rules.fee_rate_bp != FULL_RATE_BP:
        text += f", davon {percent(rules.fee_rate_bp)} = {euro(share)}"
    if cents < share:
        text += f": höchstens {euro(cents)} je Termin"
    elif rules.fee_rate_bp == FULL_RATE_BP:
        text += ": ganz übernommen"
    return [Line(Category.FEES, cents, cost, text, rules.references.get("fees", ""), "", index)]


def _uncovered_limit(rules: Rules, total: int, cost: int, third_party: int) -> Line | None:
    """Never more than is left to pay after other grants: nobody profits from being funded twice."""
    uncovered = max(0, cost - third_party) if rules.deduct_third_party else cost
    if total <= uncovered:
        return None
    text = (
        f"Andere Förderung {euro(third_party)}: Der Zuschuss deckt höchstens "
        f"die noch offenen Kosten von {euro(uncovered)}"
    )
    rule = rules.references.get("third_party", "")
    return Line(Category.LIMIT, uncovered - total, 0, text, rule)


def _highest(rules: Rules, total: int, cost: int, third_party: int) -> Line | None:
    if rules.max_grant_cents is None or total <= rules.max_grant_cents:
        return None
    text = f"Höchstens {euro(rules.max_grant_cents)} je Antrag"
    rule = rules.references.get("max_grant", "")
    return Line(Category.LIMIT, rules.max_grant_cents - total, 0, text, rule)


def _lowest(rules: Rules, total: int, cost: int, third_party: int) -> Line | None:
    if not 0 < total < rules.min_grant_cents:
        return None
    text = f"Zuschüsse unter {euro(rules.min_grant_cents)} werden nicht gezahlt"
    return Line(Category.LIMIT, -total, 0, text, rules.references.get("min_grant", ""))
