"""Figures with their range, ratios to the bare view, and the report."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median
from time import perf_counter

from .server import ask, per_second


ROUNDS, SECONDS, SHORT = 3, 2.0, 1.0


@dataclass(frozen=True)
class Measured:
    """Several rounds of one figure; the mark it is held against, if there is one."""

    name: str
    rounds: Sequence[float]
    unit: str
    at_most: float | None = None
    at_least: float | None = None

    @property
    def median(self) -> float:
        return median(self.rounds)

    @property
    def holds(self) -> bool | None:
        """Whether the median keeps the mark; None without a mark."""
        if self.at_most is not None:
            return self.median <= self.at_most
        return None if self.at_least is None else self.median >= self.at_least

    def as_data(self) -> dict:
        return {
            "name": self.name, "median": self.median, "least": min(self.rounds), "most": max(self.rounds),
            "rounds": len(self.rounds), "unit": self.unit, "at_most": self.at_most, "at_least": self.at_least,
            "holds": self.holds,
        }  # fmt: skip

    def __str__(self):
        mark = ""
        if self.holds is not None:
            sign, limit = ("≤", self.at_most) if self.at_least is None else ("≥", self.at_least)
            mark = f"   Marke {sign} {said(limit)} {self.unit}".rstrip() + (
                "  ✓" if self.holds else "  VERFEHLT"
            )
        spread = (
            f"({said(min(self.rounds))} bis {said(max(self.rounds))})"
            if len(self.rounds) > 1
            else ""
        )
        return f"  {self.name:<62}{said(self.median):>9} {self.unit:<3}{spread:<24}{mark}".rstrip()


@dataclass
class Run:
    """What the benches share: the data, and the two servers."""

    first: object
    reported: list
    portal: int
    # The same without pages that are kept whole.
    drawing: int
    bare: int
    bare_rounds: list[float] = field(default_factory=list)
    # How the database answers the slowest queries (plans.Plan).
    plans: list = field(default_factory=list)
    # What the figures mean for whoever has to choose, German sentences.
    words: list[str] = field(default_factory=list)

    def ratios(self, path: str, cookie: str = "") -> list[float]:
        """The page, put together each time, beside the bare one-query view.

        In turns, so that a busy machine hurts both.
        """
        per_second(self.drawing, path, seconds=0.5, cookie=cookie)
        found = []
        for _ in range(ROUNDS):
            limit = per_second(self.bare, "/query/", seconds=SECONDS)
            self.bare_rounds.append(limit)
            found.append(per_second(self.drawing, path, seconds=SECONDS, cookie=cookie) / limit)
        return found

    def kept_ratios(
        self, path: str, *, is_known: bool = False, seconds: float = SHORT
    ) -> list[float]:
        """The page as it is kept, or 304 for whoever knows it, beside the bare constant view of its size."""
        per_second(self.portal, path, seconds=0.5)
        size, etag = ask(self.portal, path)
        constant, etag = f"/constant/{size}/", etag if is_known else ""
        found = []
        for _ in range(ROUNDS):
            limit = per_second(self.bare, constant, seconds=seconds)
            found.append(per_second(self.portal, path, seconds=seconds, etag=etag) / limit)
        return found

    def first_ratios(
        self, path: str, act: Callable[[], object], *, seconds: float = SHORT
    ) -> list[float]:
        """How many times the bare one-query view's time the first answer takes after ``act``, a change."""
        found = []
        for _ in range(ROUNDS):
            limit = per_second(self.bare, "/query/", seconds=seconds, clients=1)
            act()
            began = perf_counter()
            ask(self.portal, path)
            found.append((perf_counter() - began) * limit)
        return found


def median_of(act: Callable[[], object], *, times: int) -> list[float]:
    """Milliseconds of each call; the first one, which loads things, does not count."""
    act()
    rounds = []
    for _ in range(times):
        began = perf_counter()
        act()
        rounds.append((perf_counter() - began) * 1000)
    return rounds


def said(number: float) -> str:
    """„1.234,5“: as many places as say something."""
    places = 0 if number == int(number) or number >= 100 else 1 if number >= 10 else 2
    return f"{number:,.{places}f}".replace(",", "_").replace(".", ",").replace("_", ".")
