"""The German table, a row for each fault, and the same as JSON below var/faults/."""

import json
import os
import platform
import subprocess
import traceback
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

import django

from tests.house import ROOT

from .catalogue import Fault, House, Seen


# Of many faults of one kind the first few tell enough.
SHOWN = 8


@dataclass(frozen=True)
class Row:
    name: str
    title: str
    did: str
    held: str
    figures: dict[str, float]
    wrong: list[str]
    unjudged: list[str]
    left_out: bool
    # Whether nobody else worked on the machine right before and after; None where no time counts.
    was_quiet: bool | None
    seconds: float

    @classmethod
    def of(cls, fault: Fault, house: House, is_quiet: Callable[[], bool]) -> "Row":
        """Play it; whatever it raises is a fault that did not end as it must."""
        was_quiet, began = is_quiet(), perf_counter()
        try:
            seen = fault.play(house)
        except Exception as error:  # the others shall still be played
            traceback.print_exc()
            seen = Seen("abgebrochen", "", wrong=[f"{type(error).__name__}: {error}"])
        took = perf_counter() - began
        return cls.seen(fault, seen, took, was_quiet and is_quiet())

    @classmethod
    def seen(
        cls, fault: Fault, seen: Seen, seconds: float = 0, was_quiet: bool | None = None
    ) -> "Row":
        """What took too long is wrong where nobody else worked on the machine, else not measured."""
        wrong = seen.wrong + (seen.slow if was_quiet else [])
        unjudged = seen.unjudged + ([] if was_quiet else seen.slow)
        return cls(fault.name, fault.title, seen.did, seen.held, seen.figures, wrong, unjudged,
                   seen.left_out, was_quiet, round(seconds, 1))  # fmt: skip

    @property
    def verdict(self) -> str:
        if self.left_out:
            return "entfällt"
        if self.wrong:
            return "GEBROCHEN"
        return "nicht gemessen" if self.unjudged else "gehalten"

    def __str__(self):
        figures = ", ".join(f"{name} {_said(value)}" for name, value in self.figures.items())
        lines = [f"{self.name:<5}{self.title}", f"     getan    {self.did}"]
        against = self.wrong + self.unjudged
        lines += [f"     {self.verdict:<9}{'' if against else self.held}"]
        lines += [f"       - {line}" for line in against[:SHOWN]]
        if len(against) > SHOWN:
            lines.append(f"       - und {len(against) - SHOWN} weitere")
        return "\n".join([*lines, f"     Zahlen   {figures or '–'} ({self.seconds:.0f} s)"])


def keep(folder: Path, house: House, rows: list[Row], *, is_whole: bool) -> None:
    """Write what was seen; only a run of the whole catalogue stands below the database's own name."""
    folder.mkdir(parents=True, exist_ok=True)
    vendor = house.vendor
    data = {
        "taken_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": _commit(),
        "is_whole": is_whole,
        "kills": house.rounds,
        "crowd": house.crowd,
        "database": vendor,
        "python": platform.python_version(),
        "django": django.get_version(),
        "processors": os.cpu_count(),
        "faults": [asdict(row) | {"verdict": row.verdict} for row in rows],
    }
    file = folder / (f"{vendor}.json" if is_whole else f"{vendor}-part.json")
    file.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"{vendor}: {summary(rows)}\n  {file}")


def summary(rows: list[Row]) -> str:
    """One line over all: what broke, what was not measured, what could not be done here."""
    broken, unjudged, left_out = (
        ", ".join(row.name for row in rows if row.verdict == verdict)
        for verdict in ("GEBROCHEN", "nicht gemessen", "entfällt")
    )
    said = [f"gebrochen: {broken}" if broken else "nichts gebrochen"]
    said += [f"nicht gemessen: {unjudged}"] if unjudged else []
    said += [f"entfällt: {left_out}"] if left_out else []
    return ", ".join(said) if len(said) > 1 or broken else "alles gehalten"


def ended(rows: list[Row], *, times_count: bool) -> int:
    """1: something broke; 2: something was not measured, unless times were not asked for."""
    if any(row.wrong for row in rows):
        return 1
    return 2 if times_count and any(row.unjudged for row in rows) else 0


def _commit() -> str:
    """What was tried; empty outside of a git checkout."""
    command = ["git", "describe", "--always", "--dirty", "--exclude=*", "--abbrev=12"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True).stdout.strip()


def _said(value: float) -> str:
    return f"{value:.2f}".replace(".", ",") if isinstance(value, float) else str(value)
