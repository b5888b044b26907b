"""The German table, a row for each fault, and the same as JSON below var/faults/."""

import json
import os
import platform
import traceback
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import django

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
    left_out: bool
    seconds: float

    @classmethod
    def of(cls, fault: Fault, house: House, seconds: Callable[[], float]) -> "Row":
        """Play it; whatever it raises is a fault that did not end as it must."""
        try:
            seen = fault.play(house)
        except Exception as error:  # the others shall still be played
            traceback.print_exc()
            seen = Seen("abgebrochen", "", wrong=[f"{type(error).__name__}: {error}"])
        return cls.seen(fault, seen, seconds())

    @classmethod
    def seen(cls, fault: Fault, seen: Seen, seconds: float = 0) -> "Row":
        return cls(fault.name, fault.title, seen.did, seen.held, seen.figures, seen.wrong,
                   seen.left_out, round(seconds, 1))  # fmt: skip

    @property
    def verdict(self) -> str:
        if self.left_out:
            return "entfällt"
        return "GEBROCHEN" if self.wrong else "gehalten"

    def __str__(self):
        figures = ", ".join(f"{name} {_said(value)}" for name, value in self.figures.items())
        lines = [f"{self.name:<5}{self.title}", f"     getan    {self.did}"]
        lines += [f"     {self.verdict:<9}{'' if self.wrong else self.held}"]
        lines += [f"       - {line}" for line in self.wrong[:SHOWN]]
        if len(self.wrong) > SHOWN:
            lines.append(f"       - und {len(self.wrong) - SHOWN} weitere")
        return "\n".join([*lines, f"     Zahlen   {figures or '–'} ({self.seconds:.0f} s)"])


def keep(folder: Path, house: House, rows: list[Row]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    vendor = house.vendor
    data = {
        "taken_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "database": vendor,
        "python": platform.python_version(),
        "django": django.get_version(),
        "processors": os.cpu_count(),
        "is_quiet": house.is_quiet,
        "faults": [asdict(row) | {"verdict": row.verdict} for row in rows],
    }
    file = folder / f"{vendor}.json"
    file.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    broken = [row.name for row in rows if row.wrong]
    print(f"{vendor}: gebrochen: {', '.join(broken)}" if broken else f"{vendor}: alles gehalten.")
    times = "gelten" if house.is_quiet else "nur gezeigt: die Maschine hatte auch anderes zu tun"
    print(f"  {file}; Zeiten {times}")


def _said(value: float) -> str:
    return f"{value:.2f}".replace(".", ",") if isinstance(value, float) else str(value)
