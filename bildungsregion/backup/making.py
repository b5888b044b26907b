"""Makes a backup while the portal goes on working.

The rows are read at one moment. Files are written before their row commits and never change under their
name, so those that are there after that moment hold all that a row names; but for a file that is deleted in
between, and then everything is begun anew.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from time import monotonic

from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from bildungsregion.base.models import Region

from . import tables
from .archive import FORMAT, Writer
from .errors import BackupError, reason


TRIES = 3


@dataclass(frozen=True)
class Made:
    """``missing``: files that rows name and that the portal has lost long before."""

    path: Path
    tables: int
    rows: int
    files: int
    size: int
    seconds: float
    missing: tuple[str, ...]


def make(path: Path, *, passphrase: str = "", using: str = "default") -> Made:
    """Write everything the portal keeps to ``path``.

    Raises BackupError where there is such a file, no room, or a database that does not fit this program.
    """
    began, missing_before = monotonic(), None
    connection = connections[using]
    check_folder()
    check_schema(connection)
    for _ in range(TRIES):
        try:
            made = _once(connection, path, passphrase, missing_before, began)
        except OSError as error:
            raise BackupError(
                f"Die Sicherung ließ sich nicht schreiben: {reason(error)}"
            ) from error
        if isinstance(made, Made):
            return made
        missing_before = made
    raise BackupError(
        "Während der Sicherung werden laufend Dateien gelöscht. Bitte später noch einmal versuchen."
    )


class _Again(Exception):
    """Files went while they were to be copied."""


def _once(connection, path: Path, passphrase: str, missing_before, began: float) -> Made | set[str]:
    """What was made, or the files that rows name and that were not there: looked at twice, they are lost."""
    try:
        with tables.snapshot(connection), Writer(path, passphrase) as writer:
            manifest, missing = _write(connection, writer)
            if missing and missing != missing_before:
                raise _Again
            writer.add_manifest(manifest | {"missing": sorted(missing)})
    except _Again:
        return missing
    return Made(
        path=path,
        tables=len(manifest["tables"]),
        rows=sum(table["rows"] for table in manifest["tables"].values()),
        files=len(manifest["files"]),
        size=path.stat().st_size,
        seconds=monotonic() - began,
        missing=tuple(sorted(missing)),
    )


def _write(connection, writer: Writer) -> tuple[dict, set[str]]:
    manifest = _about(connection)
    for name, file in files(Path(settings.MEDIA_ROOT)):
        try:
            manifest["files"][name] = writer.add_file(name, file)
        except FileNotFoundError:
            continue
    named: set[str] = set()
    for name, table in tables.all_tables().items():
        rows = _noting(tables.rows(connection, table), table, named)
        manifest["tables"][name] = writer.add_rows(table, rows)
        manifest["tables"][name]["last"] = tables.last_number(connection, table)
    return manifest, named - set(manifest["files"])


def _noting(rows: Iterator[list], table: tables.Table, named: set[str]) -> Iterator[list]:
    """The rows as they are; the files they name are put into ``named``."""
    for row in rows:
        named.update(row[place] for place in table.file_columns if row[place])
        yield row


def _about(connection) -> dict:
    region = Region.objects.using(connection.alias).first()
    return {
        "format": FORMAT,
        "made": timezone.now().isoformat(),
        "region": region.name if region else "",
        "database": connection.vendor,
        "django": version("django"),
        "migrations": tables.applied_migrations(connection),
        "tables": {},
        "files": {},
    }


def files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Name below the folder, and path, of every file in it."""
    for place, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            path = Path(place) / name
            if path.is_file() and not path.is_symlink():
                yield path.relative_to(folder).as_posix(), path


def check_folder() -> None:
    """Raises BackupError where uploads lie in a bucket: an archive without them would be half of it."""
    if not isinstance(default_storage, FileSystemStorage):
        raise BackupError(
            "Die hochgeladenen Dateien liegen in einem Objektspeicher (S3_BUCKET), diese Sicherung umfasst nur Dateien "
            "in einem Ordner. Dort Versionen und eine Kopie einschalten, die Datenbank mit pg_dump sichern "
            "(docs/scaling.md)."
        )


def known_migrations() -> list[list[str]]:
    """Those that this program has."""
    return sorted(map(list, MigrationLoader(None, ignore_no_migrations=True).disk_migrations))


def check_schema(connection) -> None:
    """Raises BackupError where the database was not brought to the state of this program."""
    applied = {tuple(one) for one in tables.applied_migrations(connection)}
    known = {tuple(one) for one in known_migrations()}
    if lacking := known - applied:
        example = ".".join(min(lacking))
        raise BackupError(
            f"Die Datenbank passt nicht zu dieser Fassung des Portals (es fehlt {example}). Bitte „manage.py "
            "migrate“ aufrufen, oder mit der Fassung sichern, mit der das Portal läuft."
        )
