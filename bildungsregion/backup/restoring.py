"""Brings an archive back: everything is looked at first, then files, then rows, then the proof."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.db import connections
from django.utils import timezone

from bildungsregion.base.models import OutgoingMail

from . import comparing, loading, making, states, tables
from .archive import Archive
from .errors import BackupError, DamagedError, NotEqualError, reason
from .tables import Table


@dataclass(frozen=True)
class Restored:
    """``put_aside``: where files lie that are not in the archive; ``waiting_mails`` the outbox would send."""

    tables: int
    rows: int
    files: int
    put_aside: Path | None
    waiting_mails: int


def check(archive: Archive) -> dict[str, Table]:
    """Reads the whole archive and writes nothing; gives the tables it has.

    Raises DamagedError, and BackupError for one of a newer version of the portal.
    """
    known = states.tables_of(archive)
    named: set[str] = set(archive.manifest["missing"])
    for table in known.values():
        for row in archive.rows(table):
            for place in table.file_columns:
                if row[place] and row[place] not in archive.files and row[place] not in named:
                    raise DamagedError(f"In der Sicherung fehlt die Datei {row[place]}.")
    for name in archive.files:
        archive.copy(name)
    return known


def restore(
    archive: Archive, *, force: bool = False, rows_only: bool = False, using: str = "default"
) -> Restored:
    """Afterwards portal and archive hold the same, and that was proven.

    An archive of an older version is brought back and proven in its own state, and migrated to today's then.

    ``rows_only``: the files are there already, maybe more of them, and are only compared. Raises BackupError: a
    damaged archive, one of a newer version, a portal that holds something already (unless ``force``), files
    that are not there. Then nothing has changed, but for NotEqualError: somebody went on working meanwhile, and
    NotMigratedError.
    """
    connection, media = connections[using], Path(settings.MEDIA_ROOT)
    making.check_folder()
    known = check(archive)
    states.make_ready(archive, connection)
    if not force and (what := _filled(connection, archive, media, known, rows_only=rows_only)):
        raise BackupError(
            f"Dieses Portal enthält schon etwas ({what}). Eingespielt wird nur in ein leeres; wer den jetzigen "
            "Stand wirklich ersetzen will, sichert ihn zuerst und ruft dann mit --force auf."
        )
    aside = media.with_name(f"{media.name}-beiseite-{timezone.localtime():%Y-%m-%d-%H%M%S}")
    with _files_there(archive) if rows_only else _files_in_place(archive, media, aside):
        loading.load(archive, connection, known)
    try:
        _prove_equal(archive, connection, known, rows_only=rows_only)
        if states.is_older(archive):
            states.bring_to_today(connection)
    finally:
        # Whatever was kept was of the rows before.
        cache.clear()
    return Restored(
        tables=len(archive.tables),
        rows=sum(table["rows"] for table in archive.tables.values()),
        files=len(archive.files),
        put_aside=aside if aside.exists() else None,
        waiting_mails=OutgoingMail.objects.using(using).waiting().count(),
    )


def _prove_equal(archive: Archive, connection, known: dict[str, Table], *, rows_only: bool) -> None:
    """Raises NotEqualError."""
    try:
        found = comparing.differences(archive, connection, known=known, may_have_more=rows_only)
    except DamagedError as error:
        raise NotEqualError(
            f"Die Sicherung ist eingespielt, ließ sich danach aber nicht mehr vergleichen: {error.message}"
        ) from error
    if found:
        raise NotEqualError(
            "Die Sicherung ist eingespielt, aber Portal und Sicherung sind nicht gleich (hat jemand gearbeitet?): "
            f"{found[0]}"
        )


def _filled(
    connection, archive: Archive, media: Path, known: dict[str, Table], *, rows_only: bool
) -> str:
    """The first thing that would be lost; "" where nothing would."""
    with connection.cursor() as cursor:
        for name in known:
            if name not in tables.FROM_THE_START:
                cursor.execute(f'SELECT 1 FROM "{name}" LIMIT 1')  # noqa: S608
                if cursor.fetchone():
                    return f"Tabelle {name}"
    for name, path in () if rows_only else making.files(media):
        if name not in archive.files or not comparing.same(archive, name, path):
            return f"Datei {name}"
    return ""


@contextmanager
def _files_there(archive: Archive) -> Iterator[None]:
    """Raises BackupError where a file of the archive is missing or another one."""
    if found := comparing.of_files(archive, may_have_more=True):
        raise BackupError(
            f"Ohne die Dateien der Sicherung geht es nur, wenn sie schon da sind. {found}"
        )
    yield


@contextmanager
def _files_in_place(archive: Archive, media: Path, aside: Path) -> Iterator[None]:
    """The files of the archive and no others; everything is taken back where the rest fails."""
    written: list[Path] = []
    moved: list[tuple[Path, Path]] = []
    try:
        for name in archive.files:
            path = media / name
            if path.exists():
                if comparing.same(archive, name, path):
                    continue
                _move(path, aside / name)
                moved.append((aside / name, path))
            written.append(path)
            _write(archive, name, path)
        for name, path in list(making.files(media)):
            if name not in archive.files:
                _move(path, aside / name)
                moved.append((aside / name, path))
        yield
    except BaseException as error:
        for path in written:
            path.unlink(missing_ok=True)
        for path, back in moved:
            _move(path, back)
        if isinstance(error, OSError):
            raise BackupError(
                f"Die Dateien ließen sich nicht schreiben: {reason(error)}"
            ) from error
        raise


def _write(archive: Archive, name: str, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.teil")
    try:
        with open(part, "wb") as target:
            archive.copy(name, target)
            target.flush()
            os.fsync(target.fileno())
        part.chmod(settings.FILE_UPLOAD_PERMISSIONS)
        part.rename(path)
    finally:
        part.unlink(missing_ok=True)


def _move(path: Path, target: Path) -> None:
    """Onto another disk, too: the folder of the uploads may be a mount of its own."""
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(path, target)
