"""What is done with personal data, in one table (docs/adr/0270).

From it come the sentence at each form and the list on the privacy page (Art. 13 DSGVO), the record of processing
(Art. 30), the terms of keeping, and what is found and erased when somebody asks (Art. 15 and 17). Each app hands in
its part in a module ``processing``: an Activity says why data is asked for, a Holding where it lies and until when.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise

from .models import Region


Text = str | Promise
# A row or several as plain data (JSON once DjangoJSONEncoder is used).
Found = dict[str, Any] | Sequence[dict[str, Any]]

PUBLIC_TASK = "Art. 6 Abs. 1 Buchst. e DSGVO"
LEGAL_DUTY = "Art. 6 Abs. 1 Buchst. c DSGVO"
CONSENT = "Art. 6 Abs. 1 Buchst. a DSGVO"
# The law of the Land behind a public task (Art. 6 Abs. 3 DSGVO), where the office has not entered it.
LAND_LAW = {"Niedersachsen": "§ 3 NDSG", "Baden-Württemberg": "§ 4 LDSG"}
# The law of the Land by which vouchers are kept; „{budget_law}“ in the words of a Holding.
BUDGET_LAW = {"Niedersachsen": "§ 41 KomHKVO"}
ANY_BUDGET_LAW = "Haushaltsrecht des Landes"


def land_law(region: Region | None) -> str:
    """The paragraph behind a public task in this region; "" where nobody has said it."""
    return (region.public_task_law or LAND_LAW.get(region.state, "")) if region else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """``purpose`` is a whole sentence, printed at the form; ``term`` says how long, in words.

    ``module`` is the part of the portal without which there is no such processing (Region.modules).
    """

    key: str
    title: Text
    purpose: Text
    data: Text
    people: Text
    recipients: Text
    term: Text
    basis: str = PUBLIC_TASK
    module: str = ""
    # False for what the office does among itself: in the record, but not on the privacy page.
    is_public: bool = True

    def basis_in(self, region: Region | None) -> str:
        """The legal basis with the law of its Land."""
        law = land_law(region)
        return f"{self.basis}, {law}" if law and self.basis == PUBLIC_TASK else self.basis


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """One kind of rows about people.

    ``models``: labels like "actors.Claim". ``rows``: those that still name somebody. ``due``: how many the next run
    of the nightly ``task`` takes. ``find`` and ``erase`` get an address and the account of it, or None; ``erase``
    gives how many rows it changed. ``stays`` says what is left afterwards and why. It and ``term`` may
    name a law of the Land: ``in_land`` gives their words. ``module`` as of an Activity, for rows of a
    part of the portal beside others that every region has.
    """

    key: str
    activity: str
    title: str
    models: tuple[str, ...]
    term: str
    rows: Callable[[], QuerySet] | None = None
    due: Callable[[date], int] | None = None
    task: str = ""
    find: Callable[[str, Any], Found] | None = None
    erase: Callable[[str, Any], int] | None = None
    stays: str = ""
    module: str = ""


def in_land(words: str, state: str) -> str:
    """``term`` or ``stays`` of a Holding with the law of the Land."""
    return words.replace("{budget_law}", BUDGET_LAW.get(state, ANY_BUDGET_LAW))


_activities: dict[str, Activity] = {}
_holdings: dict[str, Holding] = {}


def register(*parts: Activity | Holding) -> None:
    for part in parts:
        (_activities if isinstance(part, Activity) else _holdings)[part.key] = part


def activity(key: str) -> Activity:
    """Raises KeyError: every form names one that is there (tests/house)."""
    return _activities[key]


def activities(modules: Iterable[str]) -> list[Activity]:
    """Those of a region with these modules."""
    return [one for one in _activities.values() if not one.module or one.module in modules]


def holdings(modules: Iterable[str]) -> list[Holding]:
    known = [one.key for one in activities(modules)]
    rows = [
        one
        for one in _holdings.values()
        if one.activity in known and (not one.module or one.module in modules)
    ]
    return sorted(rows, key=lambda one: known.index(one.activity))


def every_holding() -> list[Holding]:
    return list(_holdings.values())


def find(email: str, user: Any = None) -> dict[str, Found]:
    """All that is kept about the address, by the key of its holding; also what is empty."""
    return {one.key: one.find(email, user) for one in _holdings.values() if one.find}
