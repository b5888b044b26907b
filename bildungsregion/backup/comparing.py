"""Whether an archive and the running portal hold the same: row by row, file by file."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from django.conf import settings

from . import making, tables
from .archive import PIECE, Archive


SHOWN = 5


@dataclass
class Difference:
    """``what`` is a table or „Dateien“; the lists hold numbers of rows or names of files, never what is in them."""

    what: str
    only_archive: list = field(default_factory=list)
    only_portal: list = field(default_factory=list)
    changed: list = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.only_archive or self.only_portal or self.changed)

    def __str__(self) -> str:
        parts = [
            f"{len(found)} {words} ({', '.join(map(str, found[:SHOWN]))}{' …' if len(found) > SHOWN else ''})"
            for words, found in (
                ("nur in der Sicherung", self.only_archive),
                ("nur im Portal", self.only_portal),
                ("verschieden", self.changed),
            )
            if found
        ]
        return f"{self.what}: {', '.join(parts)}"


def differences(
    archive: Archive,
    connection,
    *,
    known: dict[str, tables.Table] | None = None,
    may_have_more: bool = False,
) -> list[Difference]:
    """Empty where both are equal; ``may_have_more``: further files of the portal are none of it.

    ``known``: the tables of an archive of a former state (states.tables_of), where it is not of today's.

    Raises DamagedError for an archive that is not what was written.
    """
    with tables.snapshot(connection):
        found = [
            _of_rows(name, archive.rows(table), tables.rows(connection, table), table)
            for name, table in (known or tables.all_tables()).items()
        ]
    return [one for one in [*found, of_files(archive, may_have_more=may_have_more)] if one]


def _of_rows(
    name: str, kept: Iterator[list], there: Iterator[list], table: tables.Table
) -> Difference:
    """Both come in the order of their numbers, so they are read side by side."""
    found = Difference(name)
    left, right = next(kept, None), next(there, None)
    while left is not None or right is not None:
        if right is None or (left is not None and left[0] < right[0]):
            found.only_archive.append(left[0])
            left = next(kept, None)
        elif left is None or right[0] < left[0]:
            found.only_portal.append(right[0])
            right = next(there, None)
        else:
            if table.canonical(left) != table.canonical(right):
                found.changed.append(left[0])
            left, right = next(kept, None), next(there, None)
    return found


def of_files(archive: Archive, *, may_have_more: bool = False) -> Difference:
    found, there = Difference("Dateien"), dict(making.files(Path(settings.MEDIA_ROOT)))
    found.only_archive = sorted(set(archive.files) - set(there))
    found.only_portal = [] if may_have_more else sorted(set(there) - set(archive.files))
    found.changed = [
        name
        for name in sorted(set(there) & set(archive.files))
        if not same(archive, name, there[name])
    ]
    return found


def same(archive: Archive, name: str, path: Path) -> bool:
    """Whether the file is the one in the archive."""
    said = archive.files[name]
    if path.stat().st_size != said["size"]:
        return False
    seen = sha256()
    with open(path, "rb") as source:
        while piece := source.read(PIECE):
            seen.update(piece)
    return seen.hexdigest() == said["sha256"]
