"""Keeps the state of this program, for the releases after it to come from.

python -m tests.upgrades.keep NAME                                  # rows and files, and SQLite's triggers
python tests/with_postgres.py python -m tests.upgrades.keep NAME    # PostgreSQL's triggers
"""

import gzip
import json
import os
import sys
from pathlib import Path

import django
import pytest


PLACE = Path(__file__).parent
# What a state may weigh: the repository keeps every one of them.
MOST = 400_000


def keep(name: str) -> None:
    from django.core.management import call_command  # noqa: PLC0415 - there is no Django before setup()
    from django.db import connection  # noqa: PLC0415

    folder = PLACE / name
    folder.mkdir(exist_ok=True)
    kept = folder / f"triggers.{connection.vendor}.json.gz"
    if kept.exists():
        sys.exit(f"{kept} is kept already and is never made anew")
    call_command("migrate", verbosity=0)
    kept.write_bytes(gzip.compress(json.dumps(triggers(connection)).encode(), mtime=0))
    if connection.vendor == "sqlite":
        with pytest.MonkeyPatch.context() as patch:
            without = fill(patch)
        call_command("backup", str(folder / "state.zip"))
        (folder / "state.zip").chmod(0o644)
        print(f"without a row: {', '.join(without) or 'none'}")
        if (size := (folder / "state.zip").stat().st_size) > MOST:
            sys.exit(f"{size} bytes are too many, {MOST} may be")


def triggers(connection) -> list[list[str]]:
    """Name and statement of each trigger, on PostgreSQL of its functions before."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name"
            )
            return [list(row) for row in cursor.fetchall()]
        cursor.execute(
            "SELECT '', pg_get_functiondef(p.oid) FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace "
            "LEFT JOIN pg_depend d ON d.objid = p.oid AND d.deptype = 'e' "
            "WHERE n.nspname = 'public' AND d.objid IS NULL ORDER BY p.proname = 'base_record', p.proname"
        )
        functions = cursor.fetchall()
        cursor.execute(
            "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal ORDER BY tgname"
        )
        return [list(row) for row in (*functions, *cursor.fetchall())]


def fill(patch: pytest.MonkeyPatch) -> list[str]:
    """A row in every table; gives the models of which none could be made."""
    from django.apps import apps  # noqa: PLC0415
    from django.db import Error, transaction  # noqa: PLC0415

    from bildungsregion.base.errors import DomainError  # noqa: PLC0415
    from tests.conftest import stop_clock  # noqa: PLC0415
    from tests.factories import everything, granted, pictures  # noqa: PLC0415
    from tests.factories.anything import make_anything  # noqa: PLC0415
    from tests.factories.base import make_region  # noqa: PLC0415

    stop_clock(patch)
    make_region()
    everything.make_salt()
    pictures.make_picture()
    granted.make_claim_open()
    without = []
    for model in apps.get_models():
        try:
            with transaction.atomic():
                make_anything(model)
        except (Error, DomainError, ValueError, TypeError, AttributeError):
            without.append(model._meta.label)
    return without


def main(arguments: list[str]) -> None:
    if len(arguments) != 1:
        sys.exit(__doc__)
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()
    keep(arguments[0])


if __name__ == "__main__":
    main(sys.argv[1:])
