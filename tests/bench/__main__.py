"""One run on one database: DATABASE_URL, or an SQLite file that is thrown away."""

import os
import secrets
import sys
import tempfile
from pathlib import Path


ROOT = Path(__file__).resolve().parents[2]
# Begins with an empty database and ends with 100,000 rows of each kind: a run, and a report, of its own.
ALONE = "growth"


def main() -> int:
    """Run those named, else all but growth; 1 when a mark is missed."""
    wanted = set(sys.argv[1:])
    if ALONE in wanted and len(wanted) > 1:
        sys.exit(f"{ALONE} beginnt mit einer leeren Datenbank und läuft nur allein.")
    with tempfile.TemporaryDirectory(prefix="bildungsregion-bench-") as folder:
        surroundings(folder)
        return measure(wanted)


def surroundings(folder: str) -> None:
    """Settings as in production, apart from HTTPS; inherited by the servers."""
    os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/db.sqlite3")
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "bildungsregion.settings",
        "DEBUG": "false",
        "HTTPS": "false",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "ALLOWED_HOSTS": "127.0.0.1",
        "OFFICE_SECOND_FACTOR": "false",
        "VAR_DIR": folder,
        "STATIC_ROOT": f"{folder}/static",
        "LOG_LEVEL": "WARNING",
    }


def measure(wanted: set[str]) -> int:
    import django  # noqa: PLC0415  (after the surroundings are set)

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    from . import data, report, rows  # noqa: PLC0415
    from .figures import Run  # noqa: PLC0415
    from .server import serving  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    database = connection.vendor
    print(
        f"Messung auf {database}: {data.YEARS} Jahre zu {data.CASES_A_YEAR} Anträgen, 5.000 im Ganzen"
    )
    first, reported = data.fill()
    rows.tidy_up()
    found = []
    with (
        serving("bildungsregion.wsgi") as portal,
        serving("bildungsregion.wsgi", KEPT_PAGES_MB="0") as drawing,
        serving("tests.bench.bare") as bare,
    ):
        run = Run(first, reported, portal, drawing, bare)
        for bench in _benches():
            if bench.__name__ not in wanted if wanted else bench.__name__ == ALONE:
                continue
            for figure in bench(run):
                print(figure, flush=True)
                found.append(figure)
    report.keep(f"{database}-{ALONE}" if wanted == {ALONE} else database, found, run)
    return conclude(found, run.bare_rounds)


def _benches() -> list:
    from . import calendar, directory, finding, fund, growth, writing  # noqa: PLC0415

    parts = (fund, directory, calendar, finding, growth, writing)
    return [bench for part in parts for bench in part.BENCHES]


def conclude(found: list, bare_rounds: list[float]) -> int:
    """Say how fast the bare view was and which marks are missed; 1 if any is."""
    from .figures import said  # noqa: PLC0415

    if bare_rounds:
        fewest, most = said(min(bare_rounds)), said(max(bare_rounds))
        print(f"  Die nackte Ansicht: {fewest} bis {most} Antworten/s")
    missed = [figure.name for figure in found if figure.holds is False]
    print(f"Verfehlt: {', '.join(missed)}" if missed else "Alle Marken gehalten.")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
