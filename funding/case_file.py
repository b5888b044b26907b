"""A whole case for the file system of the administration: one ZIP, and in it the case as JSON.

Account numbers are masked, and the orders to the cashier, which print them, left out, unless the caller
says otherwise.
"""

import json
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import PurePath

from django.core.files.base import File
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from bildungsregion.base import tables
from bildungsregion.base.scanning.files import NotCleanError

from . import workflow
from .case_data import as_data
from .models import Application, Letter


LONGEST_NAME = 80
CHUNK = 64 * 1024
# Names that Windows keeps for devices, whatever their ending.
DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")
LOG_HEADERS = (
    "Zeitpunkt",
    "Schritt",
    "von",
    "nach",
    "durch",
    "in Vertretung für",
    "An die Einrichtung",
    "Interner Vermerk",
)


def safe_name(name: str, suffix: str) -> str:
    """A file name that every system takes and nobody can use to leave a folder; ``suffix`` with its dot.

    What people called the file stays readable; its ending is the one of the checked content.
    """
    text = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    text = "".join(char if char.isprintable() else " " for char in text)
    text = re.sub(r'[<>:"|?*\u202a-\u202e\u2066-\u2069]', " ", text)
    text = " ".join(text.split()).removesuffix(suffix)[:LONGEST_NAME].strip(" .")
    if not text or DEVICES.fullmatch(text):
        text = f"Datei {text}".strip()
    return f"{text}{suffix}"


def stream(case: Application, *, show_bank: bool = False) -> Iterator[bytes]:
    """The ZIP piece by piece: nothing of it is kept in memory or on disk as a whole.

    What the storage has lost, or waits for the virus scanner or to be made, is named in fehlende-dateien.txt.
    """
    data, folder, missing = as_data(case, show_bank=show_bank), case.number, []
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        text = json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
        archive.writestr(f"{folder}/case.json", text)
        archive.writestr(f"{folder}/verlauf.csv", "".join(tables.csv_lines(log_sheet(case))))
        yield pipe.take()
        for name, file, moment in _files(case, show_bank):
            try:
                content = file.open("rb") if file else None
            except (FileNotFoundError, NotCleanError):
                content = None
            if content is None:
                missing.append(name)
                continue
            with content, archive.open(_dated(f"{folder}/{name}", moment), "w") as entry:
                while chunk := content.read(CHUNK):
                    entry.write(chunk)
                    yield pipe.take()
        if left_out := _left_out(case, show_bank):
            archive.writestr(f"{folder}/nicht-enthalten.txt", left_out)
        if missing:
            archive.writestr(f"{folder}/fehlende-dateien.txt", "\n".join(missing) + "\n")
    yield pipe.take()


def log_sheet(case: Application) -> tables.Sheet:
    """The log as a table; words of people are made harmless for spreadsheets by base/tables.py."""
    return tables.Sheet("Verlauf", LOG_HEADERS, _log_rows(case))


def _log_rows(case: Application) -> Iterable[tuple]:
    for step in case.steps.select_related("taken_by", "in_place_of"):
        yield (
            f"{timezone.localtime(step.taken_at):%d.%m.%Y %H:%M}",
            workflow.label(step.verb),
            str(step.get_from_status_display()),
            str(step.get_to_status_display()),
            str(step.taken_by or "von selbst"),
            str(step.in_place_of or ""),
            step.note_public,
            step.note_internal,
        )


def _dated(path: str, moment: datetime) -> zipfile.ZipInfo:
    """An entry with the day on which the file came to the case, in Berlin."""
    info = zipfile.ZipInfo(path, timezone.localtime(moment).timetuple()[:6])
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def _files(case: Application, show_bank: bool) -> Iterator[tuple[str, File, datetime]]:
    """Path in the archive, file, and since when it is there; what was forgotten is left out."""
    for index, letter in enumerate(case.letters.all(), 1):
        if not letter.is_forgotten and (show_bank or letter.kind not in Letter.INTERNAL):
            name = safe_name(letter.file_name, ".pdf")
            yield f"schreiben/{index:02d} {name}", letter.pdf, letter.issued_at
    proofs = set(case.attachments.filter(receipts__isnull=False).values_list("pk", flat=True))
    numbers = {"anlagen": 0, "belege": 0}
    for row in case.attachments.all():
        if row.file:
            folder = "belege" if row.pk in proofs else "anlagen"
            numbers[folder] += 1
            name = safe_name(row.name, PurePath(row.file.name).suffix)
            yield f"{folder}/{numbers[folder]:02d} {name}", row.file, row.uploaded_at


def _left_out(case: Application, show_bank: bool) -> str:
    """What this reader does not get, and why; empty when it is all there."""
    if show_bank:
        return ""
    hidden = [row for row in case.letters.filter(kind__in=Letter.INTERNAL) if row.pdf]
    return "".join(f"{row}: nennt die vollständige IBAN.\n" for row in hidden)


class _Pipe:
    """Where the archive is written to; what came since the last look is taken away."""

    def __init__(self):
        self.parts: list[bytes] = []

    def write(self, part: bytes) -> int:
        self.parts.append(bytes(part))
        return len(part)

    def flush(self) -> None:
        pass

    def take(self) -> bytes:
        taken, self.parts = b"".join(self.parts), []
        return taken
