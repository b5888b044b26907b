"""All faults (or those named) on one database.

python -m tests.faults.run sqlite|postgresql ROUNDS CROWD [--ohne-zeiten] [NAME …]
"""

import os
import secrets
import signal
import sys
import tempfile
from pathlib import Path

from tests.house import ROOT

from .catalogue import House
from .cluster import Cluster


WITHOUT_TIMES = "--ohne-zeiten"


def main(vendor: str, rounds: int, crowd: int, names: list[str]) -> int:
    """1 when a fault does not end as it must; 2 when something was not measured."""
    times_count = WITHOUT_TIMES not in names
    names = [name for name in names if name != WITHOUT_TIMES]
    sys.stdout.reconfigure(line_buffering=True)
    # Ended from outside, the servers end too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with tempfile.TemporaryDirectory(prefix="bildungsregion-faults-") as folder:
        server = Cluster() if vendor == "postgresql" else None
        try:
            surroundings(Path(folder), server.url if server else f"sqlite:///{folder}/db.sqlite3")
            house = House(Path(folder), vendor, server, rounds, crowd)
            return play(house, names, times_count=times_count)
        finally:
            if server:
                server.remove()


def surroundings(folder: Path, url: str) -> None:
    """Settings as in production, apart from HTTPS; inherited by the servers."""
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "bildungsregion.settings",
        "DATABASE_URL": url,
        "DEBUG": "false",
        "HTTPS": "false",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "ALLOWED_HOSTS": "127.0.0.1",
        "OFFICE_SECOND_FACTOR": "false",
        "OFFICE_CONFIRM_MINUTES": "0",
        "VAR_DIR": str(folder),
        "STATIC_ROOT": f"{folder}/static",
        "LOG_LEVEL": "WARNING",
        "LOG_FORMAT": "json",
    }


def play(house: House, names: list[str], *, times_count: bool) -> int:
    import django  # noqa: PLC0415  (after the surroundings are set)

    django.setup()
    from . import clicks, crowds, disks, kills, mails, proven, rush  # noqa: F401, PLC0415
    from .catalogue import FAULTS  # noqa: PLC0415
    from .quiet import is_quiet  # noqa: PLC0415
    from .report import Row, ended, keep  # noqa: PLC0415

    if unknown := set(names) - {*FAULTS, *proven.PROVEN}:
        raise SystemExit(f"Solche Störungen gibt es nicht: {', '.join(sorted(unknown))}")
    rows = []
    played = [fault for fault in FAULTS.values() if not names or fault.name in names]
    if played:
        prepare()
    for fault in sorted(played, key=lambda fault: fault.place):
        row = Row.of(fault, house, is_quiet)
        print(row, flush=True)
        rows.append(row)
    for fault, seen in proven.run(names, house):
        rows.append(Row.seen(fault, seen))
        print(rows[-1], flush=True)
    keep(ROOT / "var" / "faults", house, rows, is_whole=not names)
    return ended(rows, times_count=times_count)


def prepare() -> None:
    """A region with a fund, a budget and nobody in it yet."""
    from django.core.management import call_command  # noqa: PLC0415

    from tests.factories.base import make_region  # noqa: PLC0415
    from tests.factories.funding import make_budget_year, make_rule_set  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    make_region()
    make_budget_year(make_rule_set().programme, allocated=50_000_00)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4:]))
