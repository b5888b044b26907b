"""Pictures of figures as SVG geometry: bars and columns, each beside a table that says the same.

Pure. Positions are numbers of the picture's own units; nothing here knows colours, a sheet does.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bildungsregion.base.money import euro


WIDTH = 320
ROW, BAR = 40, 12
MOST_BARS = 10
LONGEST_LABEL = 32
COLUMNS_HEIGHT, FOOT = 150, 18


@dataclass(frozen=True, slots=True)
class Bar:
    """``label`` and ``text`` above at ``y_text``, the bar at ``y``; ``inner`` is the part that is filled."""

    label: str
    text: str
    y_text: int
    y: int
    width: str
    inner: str
    height: int = BAR


@dataclass(frozen=True, slots=True)
class Bars:
    title: str
    width: int
    height: int
    bars: tuple[Bar, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class Column:
    label: str
    text: str
    x: str
    middle: str
    width: str
    y: str
    height: str
    inner_y: str
    inner_height: str


@dataclass(frozen=True, slots=True)
class Columns:
    title: str
    width: int
    height: int
    base: int
    columns: tuple[Column, ...]
    top: str


def bars(title: str, rows: Iterable[tuple[str, int, int]]) -> Bars | None:
    """Rows of (label, whole cents, filled cents) in their order; the text says the filled ones.

    None where all are empty. The rest beyond ten is counted in ``more`` and stands in the table.
    """
    rows = [row for row in rows if row[1] > 0]
    if not rows:
        return None
    shown, most = rows[:MOST_BARS], max(row[1] for row in rows)
    drawn = tuple(
        Bar(
            _short(label), euro(inner), ROW * index + 13, ROW * index + 19,
            f"{WIDTH * cents / most:.1f}", f"{WIDTH * max(0, min(inner, cents)) / most:.1f}",
        )
        for index, (label, cents, inner) in enumerate(shown)
    )  # fmt: skip
    return Bars(title, WIDTH, ROW * len(shown), drawn, len(rows) - len(shown))


def columns(title: str, rows: Sequence[tuple[str, int, int]]) -> Columns | None:
    """Rows of (short label, whole cents, filled cents) in their order; None where all are empty.

    What went below zero (more released than bound) has no column; the table shows it.
    """
    top = max((row[1] for row in rows), default=0)
    if top <= 0:
        return None
    step = WIDTH / len(rows)
    gap = min(step * 0.25, 8)
    drawn = []
    for index, (label, cents, inner) in enumerate(rows):
        height = COLUMNS_HEIGHT * max(cents, 0) / top
        filled = COLUMNS_HEIGHT * max(0, min(inner, cents)) / top
        drawn.append(
            Column(
                label,
                euro(cents),
                f"{index * step + gap / 2:.1f}",
                f"{(index + 0.5) * step:.1f}",
                f"{step - gap:.1f}",
                f"{FOOT + COLUMNS_HEIGHT - height:.1f}",
                f"{height:.1f}",
                f"{FOOT + COLUMNS_HEIGHT - filled:.1f}",
                f"{filled:.1f}",
            )  # fmt: skip
        )
    base = FOOT + COLUMNS_HEIGHT
    return Columns(title, WIDTH, base + FOOT, base, tuple(drawn), euro(top))


def _short(label: str) -> str:
    return label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1].rstrip()}…"
