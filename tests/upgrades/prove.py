"""Brings kept states to today, as a district would, and compares every row and file.

    python -m tests.upgrades.prove [NAME]                                  # on SQLite, all states or one
    python tests/with_postgres.py python -m tests.upgrades.prove [NAME]    # on PostgreSQL

Each state is restored into an empty database by its own migrations and proven there, gets the triggers that stood
in it, and is migrated. A second `migrate` has nothing to do; the books are proven.
"""

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import django
from psycopg import connect, sql


PLACE = Path(__file__).parent
# Of before the first release (docs/adr/0353): nobody kept their triggers of PostgreSQL.
WITHOUT_POSTGRESQL = {"2026-11-22", "2026-11-23"}


def prove(name: str) -> None:
    from django.core.management import call_command  # noqa: PLC0415 - there is no Django before setup()
    from django.db import connection  # noqa: PLC0415

    from bildungsregion.backup import archive, making, restoring, states, tables  # noqa: PLC0415

    with archive.opened(PLACE / name / "state.zip") as kept:
        to_today = states.bring_to_today
        behind = len(making.known_migrations()) - len(kept.manifest["migrations"])

        def with_triggers_of_then(connection) -> None:
            put_up_triggers(connection, name)
            to_today(connection)

        states.bring_to_today = with_triggers_of_then
        done = restoring.restore(kept)
        if found := differences(kept, connection, states.tables_of(kept)):
            sys.exit(f"{name}: {found}")
    making.check_schema(connection)
    before = [tables.digest(connection, table) for table in tables.all_tables().values()]
    call_command("migrate", verbosity=0)
    if before != [tables.digest(connection, table) for table in tables.all_tables().values()]:
        sys.exit(f"{name}: a second migrate changed something")
    call_command("prove_ledger")
    print(
        f"{name} on {connection.vendor}: {behind} migrations, {done.rows} rows and {done.files} files as they were"
    )


def put_up_triggers(connection, name: str) -> None:
    path = PLACE / name / f"triggers.{connection.vendor}.json.gz"
    if not path.exists():
        if connection.vendor == "postgresql" and name in WITHOUT_POSTGRESQL:
            return
        raise FileNotFoundError(f"{path} is missing: make keep-state writes it")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            if connection.vendor == "sqlite"
            else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
        )
        there = {row[0] for row in cursor.fetchall()}
        for trigger, statement in json.loads(gzip.decompress(path.read_bytes())):
            if trigger not in there:
                cursor.execute(statement)


def differences(kept, connection, known) -> list[str]:
    """Rows of the state that are gone or have another value in a column that there still is."""
    from bildungsregion.backup import comparing, tables, values  # noqa: PLC0415

    today, found = tables.all_tables(), []
    for name, table in known.items():
        if name not in today or name == "base_edition":
            continue
        there = {row[0]: row for row in tables.rows(connection, today[name])}
        places = {column: place for place, column in enumerate(today[name].columns)}
        shared = [
            (at, places[column], column)
            for at, column in enumerate(table.columns)
            if column in places
        ]
        for row in kept.rows(table):
            new = there.get(row[0])
            found += [
                f"{name} {row[0]} {column[0]}"
                for at, place, column in shared
                if new is None
                or values.canonical([row[at]], [0] if column[1] == "JSONField" else [])
                != values.canonical([new[place]], [0] if column[1] == "JSONField" else [])
            ]
    return found + ([str(files)] if (files := comparing.of_files(kept)) else [])


def main(arguments: list[str]) -> None:
    names = arguments or sorted(path.parent.name for path in PLACE.glob("*/state.zip"))
    if len(names) == 1:
        os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
        django.setup()
        prove(names[0])
        return
    for name in names:
        # A process each, and an empty database each: settings name one.
        command = [sys.executable, "-m", "tests.upgrades.prove", name]
        url = os.environ.get("DATABASE_URL", "")
        own = {"DATABASE_URL": an_empty_one(url, name)} if url.startswith("postgres") else {}
        if status := subprocess.run(command, env=os.environ | own).returncode:
            sys.exit(status)


def an_empty_one(url: str, name: str) -> str:
    """A new database beside the one of this DATABASE_URL; gives its own."""
    with connect(url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return urlsplit(url)._replace(path=f"/{name}").geturl()


if __name__ == "__main__":
    main(sys.argv[1:])
