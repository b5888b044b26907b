"""Backs a full demonstration region up and brings it back, from each database to the other.

    python tests/with_postgres.py python -m tests.drill [FOLDER]

SQLite -> SQLite, SQLite -> PostgreSQL -> SQLite, a backup while somebody writes, and an encrypted one. The
judge is not the program's own comparing: it reads both SQLite files itself, row by row, and both folders of
files. FOLDER is the VAR_DIR of a filled portal; without it one is made (some minutes).
"""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from time import monotonic

from tests.house import ROOT


# Not kept on purpose (docs/backup.md), or of the one database alone.
LEFT_OUT = {"django_session", "usersessions_usersession", "cache_entries", "django_migrations"}
# Writes rows with files, and takes some away again, until it is ended.
WRITER = """
import io, itertools, time
from PIL import Image
from django.core.files.base import ContentFile
from bildungsregion.base.models import Picture
for number in itertools.count():
    data = io.BytesIO()
    Image.new("RGB", (8, 8), (number % 256, 0, 0)).save(data, "PNG")
    row = Picture(title=f"Bild {number}", alt="Rot", author="Büro", licence="cc0", people="none", width=8, height=8)
    row.file.save(f"drill-{number}.png", ContentFile(data.getvalue()), save=False)
    row.save()
    if number % 3 == 0:
        row.delete()
    if number == 5:
        print("writing", flush=True)
    time.sleep(0.01)
"""


def manage(var: Path, *args, url: str = "", **env) -> str:
    """The output of a command of the portal in this folder; "" is SQLite."""
    done = subprocess.run(
        [sys.executable, "manage.py", *map(str, args)],
        cwd=ROOT,
        env=surroundings(var, url) | env,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        sys.exit(f"manage.py {args[0]}: {done.stdout}{done.stderr}")
    return done.stdout.strip()


def surroundings(var: Path, url: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return kept | {"DEBUG": "true", "VAR_DIR": str(var)} | ({"DATABASE_URL": url} if url else {})


def contents(var: Path) -> dict[str, dict]:
    """Table by table and row by row what an SQLite file holds, and the files by their SHA-256."""
    with closing(sqlite3.connect(var / "db.sqlite3")) as database:
        names = [
            name
            for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            if name not in LEFT_OUT
        ]
        found = {name: rows(database, name) for name in names if name != "sqlite_sequence"}
        found["(numbers)"] = {
            name: last
            for name, last in database.execute("SELECT name, seq FROM sqlite_sequence")
            if last and name in found
        }
        triggers = database.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        found["(triggers)"] = dict(triggers.fetchall())
    files = (path for path in (var / "media").rglob("*") if path.is_file())
    found["(files)"] = {
        str(path.relative_to(var / "media")): sha256(path.read_bytes()).hexdigest()
        for path in files
    }
    return found


def rows(database: sqlite3.Connection, table: str) -> dict:
    cursor = database.execute(f'SELECT * FROM "{table}"')  # noqa: S608
    names = [column[0] for column in cursor.description]
    json_places = {
        place for place, row in enumerate(database.execute(f'PRAGMA table_info("{table}")'))
        if row[2] == "TEXT"
    }  # fmt: skip
    return {
        row[0]: {
            name: plain(value) if place in json_places else value
            for place, (name, value) in enumerate(zip(names, row, strict=True))
        }
        for row in cursor
    }


def plain(value):
    """PostgreSQL keeps neither the order of keys nor spaces in JSON."""
    if isinstance(value, str) and value[:1] in ("{", "["):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def judge(what: str, one: dict[str, dict], other: dict[str, dict]) -> None:
    """Says how much is equal, or ends the drill."""
    for table in sorted(one.keys() | other.keys()):
        left, right = one.get(table, {}), other.get(table, {})
        different = [key for key in left.keys() | right.keys() if left.get(key) != right.get(key)]
        if different:
            sys.exit(f"{what}: {table} is not the same, for example {sorted(different)[:3]}")
    count = sum(len(kept) for name, kept in one.items() if name[0] != "(")
    print(
        f"{what}: {len(one) - 3} tables, {count} rows, {len(one['(triggers)'])} triggers, "
        f"{len(one['(files)'])} files are the same"
    )


def fill(var: Path) -> None:
    for command in (["migrate", "-v0"], ["load_region", "lueneburg"], ["demo"]):
        manage(var, *command)


def empty(folder: Path, name: str) -> Path:
    """A portal without anything; migrations take the longest of it all, so they run once."""
    if not (folder / "empty").exists():
        manage(folder / "empty", "migrate", "-v0")
    return Path(shutil.copytree(folder / "empty", folder / name))


def under_load(folder: Path, var: Path) -> None:
    """Rows and files come and go while the backup is made; restored, no row names a file that is not there."""
    writer = subprocess.Popen(
        [sys.executable, "manage.py", "shell", "-v0", "-c", WRITER],
        cwd=ROOT, env=surroundings(var, ""), stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        if "writing" not in writer.stdout.readline():
            sys.exit("nobody wrote")
        print(manage(var, "backup", folder / "load.zip"))
        if writer.poll() is not None:
            sys.exit("the writer was stopped by the backup")
    finally:
        writer.kill()
        writer.wait()
    print(manage(empty(folder, "load"), "restore", folder / "load.zip"))
    found = contents(folder / "load")
    named = {row["file"] for row in found["base_picture"].values()}
    if not named or named - found["(files)"].keys():
        sys.exit(f"under load: {len(named)} named, some are not there")
    print(f"under load: {len(named)} files were named meanwhile, all are there")


def drill(folder: Path, start: Path, url: str) -> None:
    before = contents(start)
    print(manage(start, "backup", folder / "one.zip"))
    var, began = empty(folder, "sqlite"), monotonic()
    print(manage(var, "restore", folder / "one.zip"))
    print(f"restored in {monotonic() - began:.0f} s")
    judge("SQLite -> SQLite", before, contents(folder / "sqlite"))

    began = monotonic()
    print(manage(start, "move_to_postgres", NEW_DATABASE_URL=url))
    print(f"moved in {monotonic() - began:.0f} s, migrations included")
    secret = folder / "secret"
    secret.write_text("drei Worte, die niemand errät\n")
    locked = ("--passphrase-file", secret)
    print(manage(start, "backup", folder / "two.zip.age", *locked, url=url))
    print(manage(start, "backup", "--compare", folder / "one.zip", url=url))
    print(manage(empty(folder, "back"), "restore", folder / "two.zip.age", *locked))
    judge("SQLite -> PostgreSQL -> SQLite", before, contents(folder / "back"))
    manage(folder / "back", "prove_ledger")
    under_load(folder, folder / "sqlite")


def main(args: list[str]) -> None:
    sys.stdout.reconfigure(line_buffering=True)
    url = os.environ.get("DATABASE_URL", "")
    if not url:
        sys.exit("make drill")
    folder = Path(tempfile.mkdtemp(prefix="bildungsregion-drill-"))
    try:
        start = Path(args[0]).resolve() if args else folder / "start"
        if not args:
            fill(start)
        drill(folder, start, url)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main(sys.argv[1:])
