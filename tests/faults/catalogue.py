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
    # Nobody else worked on the machine at the start: only then are times held against their marks.
    is_quiet: bool
    dice: Random = field(default_factory=lambda: Random(2026))

    @property
    def media(self) -> Path:
        return self.folder / "media"

    def too_slow(self, seconds: float, mark: float) -> list[str]:
        """What a time says against its mark; nothing on a machine that others use."""
        if not self.is_quiet or seconds <= mark:
            return []
        return [f"{seconds:.1f} s statt höchstens {mark:g} s".replace(".", ",")]


@dataclass
class Seen:
    """``did`` and ``held`` are German sentences for the table; ``wrong`` names what did not hold."""

    did: str
    held: str
    figures: dict[str, float] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
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


def percentile(values: list[float], share: float = 0.95) -> float:
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)] if ordered else 0.0
