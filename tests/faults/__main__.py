"""make faults, or by hand: python -m tests.faults [--auf sqlite|postgresql] [--tode 30] [--ansturm 200] [F1 F7 …]

Each database has a run of its own in a temporary folder with a PostgreSQL of its own. 1 when something broke; 2 when
nothing did, but something was not measured (--ohne-zeiten: 0 then, too).
"""

import argparse
import re
import subprocess
import sys
from pathlib import Path

from tests.house import ROOT

from .proven import PROVEN
from .run import WITHOUT_TIMES


VENDORS = ("sqlite", "postgresql")


def playable() -> set[str]:
    """Every name that can be asked for; read, as the faults themselves need a portal's settings."""
    files = Path(__file__).parent.glob("*.py")
    played = re.findall(r'(?m)^@fault\("(\w+)"', "".join(file.read_text() for file in files))
    return {*played, *PROVEN}


def main() -> int:
    about = "Der Katalog der Störungen, wirklich getan (docs/faults.md)."
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("namen", nargs="*", help="F1 F7 …; ohne Namen alle")
    parser.add_argument("--auf", choices=VENDORS, help="nur auf dieser Datenbank")
    parser.add_argument("--tode", type=int, default=30, help="wie oft getötet wird (F1; andere seltener)")  # fmt: skip
    parser.add_argument("--ansturm", type=int, default=200, help="wie viele vor der Frist kommen")
    unjudged = "was nicht gemessen wurde, ist kein Fehler"
    parser.add_argument(WITHOUT_TIMES, action="store_true", help=unjudged)
    given = parser.parse_args()
    if unknown := sorted(set(given.namen) - playable()):
        parser.exit(1, f"Solche Störungen gibt es hier nicht: {', '.join(unknown)}\n")
    ended = [
        subprocess.run(
            [
                sys.executable,
                "-m",
                "tests.faults.run",
                vendor,
                str(given.tode),
                str(given.ansturm),
                *([WITHOUT_TIMES] if given.ohne_zeiten else []),
                *given.namen,
            ],
            cwd=ROOT,
        ).returncode
        for vendor in VENDORS
        if given.auf in (None, vendor)
    ]
    if set(ended) - {0, 2}:
        return 1
    return max(ended)


if __name__ == "__main__":
    sys.exit(main())
