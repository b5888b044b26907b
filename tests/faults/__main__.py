"""make faults, or by hand: python -m tests.faults [--auf sqlite|postgresql] [--tode 30] [--ansturm 200] [F1 F7 …]

Each database has a run of its own in a temporary folder with a PostgreSQL of its own; 1 when something broke.
"""

import argparse
import subprocess
import sys

from tests.house import ROOT


VENDORS = ("sqlite", "postgresql")


def main() -> int:
    about = "Der Katalog der Störungen, wirklich getan (docs/faults.md)."
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("namen", nargs="*", help="F1 F7 …; ohne Namen alle")
    parser.add_argument("--auf", choices=VENDORS, help="nur auf dieser Datenbank")
    parser.add_argument("--tode", type=int, default=30, help="wie oft getötet wird (F1; andere seltener)")  # fmt: skip
    parser.add_argument("--ansturm", type=int, default=200, help="wie viele vor der Frist kommen")
    given = parser.parse_args()
    ended = [
        subprocess.run(
            [
                sys.executable,
                "-m",
                "tests.faults.run",
                vendor,
                str(given.tode),
                str(given.ansturm),
                *given.namen,
            ],
            cwd=ROOT,
        ).returncode
        for vendor in VENDORS
        if given.auf in (None, vendor)
    ]
    return int(any(ended))


if __name__ == "__main__":
    sys.exit(main())
