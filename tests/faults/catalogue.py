"""What a fault is, what was seen of it, and the house in which all of them happen."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Protocol


class Database(Protocol):
    """What a fault may do to the database; nothing of it where it is a file."""

    def kill(self) -> None: ...

    def start(self) -> None: ...


@dataclass
class House:
    """What the faults share: a folder, the database, how often things are killed, dice that fall alike each time."""

    folder: Path
    vendor: str
    server: Database | None
    rounds: int
    # How many come in the rush before the deadline.
    crowd: int
    dice: Random = field(default_factory=lambda: Random(2026))

    @property
    def media(self) -> Path:
        return self.folder / "media"


@dataclass
class Seen:
    """``did`` and ``held`` are German sentences for the table; ``wrong`` names what did not hold.

    ``slow`` names what took too long: wrong on a quiet machine, elsewhere as much as not measured. ``unjudged`` is not
    measured on any machine: the fault was done, but did not meet what it was for.
    """

    did: str
    held: str
    figures: dict[str, float] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    slow: list[str] = field(default_factory=list)
    unjudged: list[str] = field(default_factory=list)
    left_out: bool = False


Play = Callable[[House], Seen]


@dataclass(frozen=True)
class Fault:
    name: str
    title: str
    play: Play
    # What it leaves behind is wrong on purpose, so it is played last.
    spoils: bool = False

    @property
    def place(self) -> tuple[bool, int, str]:
        """In the order of the catalogue."""
        digits = "".join(filter(str.isdigit, self.name))
        return self.spoils, int(digits), self.name


FAULTS: dict[str, Fault] = {}


def fault(name: str, title: str, *, spoils: bool = False) -> Callable[[Play], Play]:
    """Decorator of what does a fault of the catalogue; its name begins with the number in quality.md."""

    def keep(play: Play) -> Play:
        FAULTS[name] = Fault(name, title, play, spoils)
        return play

    return keep


def not_here(why: str) -> Seen:
    return Seen("–", why, left_out=True)


def too_slow(what: str, seconds: float, mark: float) -> list[str]:
    """What a time says against its mark."""
    if seconds <= mark:
        return []
    return [f"{what}: {seconds:.1f} s statt höchstens {mark:g} s".replace(".", ",")]


def percentile(values: list[float], share: float = 0.95) -> float:
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)] if ordered else 0.0
