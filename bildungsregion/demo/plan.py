"""What happens in a believable year of the fund, drawn by a fixed dice; no database is written here."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import Enum
from random import Random

from actors.models import Actor, Offer

from .shown import SHOWN, Ending, Showing


# Real volumes: 150 to 250 applications a year, peaks before Christmas and after the half-year.
DRAWN = 104
MONTHLY_WEIGHT = {1: 8, 2: 14, 3: 12, 4: 9, 5: 8, 6: 5, 7: 2, 8: 6, 9: 13, 10: 15, 11: 13, 12: 4}
# The case worker decides within about four weeks.
DECISION_DAYS = 28
HEADS = {"kita": (12, 22), "krippe": (8, 12), "grundschule": (17, 27)}
USUAL_HEADS = (20, 30)


class Fate(Enum):
    """What becomes of an application until it is decided."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    IN_REVIEW = "in review"
    ASKED = "asked back"
    OVERDUE = "asked back, answer overdue"
    ANSWERED = "asked back and answered just now"
    PROPOSED = "proposed"
    SENT_BACK = "came back from the signer"
    WAITING = "no money, waits"
    GRANTED = "granted"
    PARTLY = "granted in part"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Cost:
    """A cost line as CostLine takes it."""

    kind: str
    total_cents: int
    persons: int | None = None
    unit_cents: int | None = None
    label: str = ""
    for_adults: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """One application and what becomes of it."""

    institution: Actor
    offer: Offer
    filed_on: date
    visits_on: tuple[date, ...]
    children: int
    adults: int
    group: str
    travel: tuple[Cost, ...]
    third_party_cents: int
    fate: Fate
    # What a case that shows something ends with; None for the others, which end as usual.
    ending: Ending | None = None


def year(
    today: date,
    institutions: Sequence[Actor],
    offers: Sequence[Offer],
    favourites: Collection[Actor] = (),
) -> list[Case]:
    """The cases of the twelve months before today, oldest first; same input, same year.

    Those that show a state each (shown.py), and others drawn by the real pattern. ``favourites``
    (the institutions of the demonstration's logins) apply more often than others.
    """
    dice = Random(2017)
    days = [today - timedelta(days=back) for back in range(366)]
    filed = dice.choices(days, [_weight(day) for day in days], k=DRAWN)
    weights = [60 if actor in favourites else _eagerness(actor) for actor in institutions]
    cases = [
        _case(dice, day, today, dice.choices(institutions, weights)[0], offers) for day in filed
    ]
    own = sorted(favourites, key=lambda actor: actor.pk)
    for place, showing in enumerate(SHOWN):
        there = own[place % len(own)] if own and showing.own else dice.choice(institutions)
        cases.append(_shown(dice, showing, today, there, offers))
    return sorted(cases, key=lambda case: case.filed_on)


def _weight(day: date) -> int:
    return 0 if day.weekday() > 4 else MONTHLY_WEIGHT[day.month]


def _case(
    dice: Random, filed_on: date, today: date, institution: Actor, offers: Sequence[Offer]
) -> Case:
    first = _school_day(filed_on + timedelta(days=dice.randint(24, 85)))
    # Parallel classes go one after the other.
    classes = dice.choices((1, 2, 3), (34, 38, 28))[0]
    visits = tuple(_school_day(first + timedelta(days=7 * number)) for number in range(classes))
    fate = _fate(dice, filed_on, today)
    return _filled(dice, institution, offers, filed_on, visits, fate)


def _shown(
    dice: Random, showing: Showing, today: date, institution: Actor, offers: Sequence[Offer]
) -> Case:
    """A case whose days count from today, so that what it shows is there on any day."""
    if showing.visit < 0:
        visit = _school_day_before(today + timedelta(days=showing.visit))
        filed_on = _weekday_before(visit - timedelta(days=showing.lead))
    else:
        visit = _school_day(today + timedelta(days=showing.visit))
        filed_on = _weekday_before(today - timedelta(days=showing.lead))
    case = _filled(
        dice, institution, offers, filed_on, (visit,), Fate[showing.fate], showing.bus_cents
    )
    return replace(case, ending=showing.ending)


def _filled(
    dice: Random,
    institution: Actor,
    offers: Sequence[Offer],
    filed_on: date,
    visits: tuple[date, ...],
    fate: Fate,
    bus_cents: int = 0,
) -> Case:
    if bus_cents:
        offers = [offer for offer in offers if not offer.at_school]
    offer = dice.choices(offers, [_popularity(offer) for offer in offers])[0]
    least, most = HEADS.get(institution.kind, USUAL_HEADS)
    children = dice.randint(least, most)
    adults = 3 if institution.kind in ("kita", "krippe") else 2
    travel = _travel(dice, institution, offer, children + adults)
    if bus_cents:
        travel = (Cost("bus", bus_cents, label="Reisebus, hin und zurück"),)
    return Case(
        institution=institution,
        offer=offer,
        filed_on=filed_on,
        visits_on=visits,
        children=children,
        adults=adults,
        group=_group(dice, institution),
        travel=travel,
        third_party_cents=dice.choice((50_00, 80_00)) if dice.random() < 0.08 else 0,
        fate=fate,
    )


def _eagerness(actor: Actor) -> int:
    # Most applications come from primary schools and Kitas.
    return {"grundschule": 10, "kita": 5}.get(actor.kind, 3)


def _popularity(offer: Offer) -> int:
    # As in the real fund: the environmental centre first, then the stage.
    return {"umweltbezogen": 8, "kuenstlerisch": 5, "museal": 4}.get(offer.field, 3)


def _school_day(day: date) -> date:
    """The day, or the first one after it on which schools are open (roughly: summer and Christmas)."""
    month_and_day = (day.month, day.day)
    if month_and_day >= (12, 19) or month_and_day <= (1, 8):
        day = date(day.year + (day.month == 12), 1, 11)
    elif (7, 2) <= month_and_day <= (8, 12):
        day = date(day.year, 8, 19)
    return day + timedelta(days=(7 - day.weekday()) % 7 if day.weekday() > 4 else 0)


def _school_day_before(day: date) -> date:
    """The day, or the last one before it on which schools are open."""
    month_and_day = (day.month, day.day)
    if month_and_day >= (12, 19) or month_and_day <= (1, 8):
        day = date(day.year - (day.month == 1), 12, 17)
    elif (7, 2) <= month_and_day <= (8, 18):
        day = date(day.year, 7, 1)
    return _weekday_before(day)


def _weekday_before(day: date) -> date:
    return day - timedelta(days=max(0, day.weekday() - 4))


def _group(dice: Random, institution: Actor) -> str:
    if institution.kind in ("kita", "krippe"):
        return dice.choice(
            ("Vorschulkinder", "Gruppe der Fünfjährigen", "Waldgruppe", "Die Großen")
        )
    grade = dice.randint(1, 4) if institution.kind == "grundschule" else dice.randint(5, 10)
    return f"Klasse {grade}{dice.choice('abc')}"


def _travel(dice: Random, institution: Actor, offer: Offer, heads: int) -> tuple[Cost, ...]:
    if offer.at_school:
        return ()
    if institution.municipality_id == offer.actor.municipality_id and dice.random() < 0.8:
        if dice.random() < 0.5:
            return ()
        return (Cost("opnv", 340 * heads, heads, 340, "Stadtbus, hin und zurück"),)
    if dice.random() < 0.45:
        return (Cost("opnv", 620 * heads, heads, 620, "Bus und Bahn, hin und zurück"),)
    return (Cost("bus", dice.randrange(320_00, 620_00, 5_00), label="Reisebus, hin und zurück"),)


def _fate(dice: Random, filed_on: date, today: date) -> Fate:
    age = (today - filed_on).days
    if age > DECISION_DAYS:
        fates = (Fate.GRANTED, Fate.PARTLY, Fate.REJECTED, Fate.WITHDRAWN)
        return dice.choices(fates, (86, 5, 5, 4))[0]
    if age > 12:
        fates = (Fate.GRANTED, Fate.PROPOSED, Fate.ASKED, Fate.IN_REVIEW)
        return dice.choices(fates, (50, 20, 10, 20))[0]
    return dice.choices((Fate.DRAFT, Fate.SUBMITTED, Fate.IN_REVIEW), (10, 50, 40))[0]
