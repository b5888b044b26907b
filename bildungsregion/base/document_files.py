"""Documents that the office publishes: checked like every upload, and read for search and accessibility.

PDFs go through the cleaning of uploads.py; office files are opened, refused where they can run something
and written anew. Text and facts come from document_reading.py, a process of its own (docs/adr/0206).
"""

import hashlib
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile

from . import apart
from .scanning.files import refuse_empty_or_infected
from .uploads import ARCHIVES, MEGABYTE, PDF, check_upload, shown_name


MAX_BYTES = 25 * MEGABYTE
MAX_PAGES = 1500
# Letters of a document's text that are kept for the search: some 150 printed pages.
MAX_CHARACTERS = 400_000
# Bytes that the parts of an office file may have together once they are unpacked.
MAX_UNPACKED = 200 * MEGABYTE
SECONDS = 10
SOFT_SECONDS = 6.0  # a long PDF is read as far as this goes
MEGABYTES = 1024

READER = Path(__file__).with_name("document_reading.py")
_OOXML = "application/vnd.openxmlformats-officedocument"
_ODF = "application/vnd.oasis.opendocument"
MIMES = {
    PDF: "application/pdf",
    "docx": f"{_OOXML}.wordprocessingml.document",
    "xlsx": f"{_OOXML}.spreadsheetml.sheet",
    "pptx": f"{_OOXML}.presentationml.presentation",
    "odt": f"{_ODF}.text",
    "ods": f"{_ODF}.spreadsheet",
    "odp": f"{_ODF}.presentation",
}
ACCEPTED = ",".join(f".{kind}" for kind in MIMES)
WITH_MACROS = {"docm", "dotm", "xlsm", "xltm", "xlsb", "pptm", "potm"}
OLD_OFFICE = {"doc", "xls", "ppt", "rtf", "dot", "pages", "numbers", "key"}

REFUSALS = {
    "encrypted": "Diese Datei ist mit einem Kennwort geschützt. Bitte speichern Sie sie ohne Kennwort und laden Sie "
    "sie noch einmal hoch.",
    "fetches": "Diese Datei holt beim Öffnen Inhalte von anderswo (zum Beispiel eine Vorlage oder ein verknüpftes "
    "Objekt). Bitte lösen Sie die Verknüpfung oder speichern Sie die Datei als PDF.",
    "greedy": "Diese Datei ist zu aufwendig, um sie zu prüfen. Bitte speichern Sie sie kleiner oder als PDF und laden "
    "Sie sie noch einmal hoch.",
    "macros": "Diese Datei enthält Makros oder eingebettete Programme. Bitte speichern Sie sie ohne Makros oder als "
    "PDF und laden Sie sie noch einmal hoch.",
    "unreadable": "Diese Datei lässt sich nicht öffnen. Bitte prüfen Sie, ob sie vollständig ist, speichern Sie sie "
    "neu und laden Sie sie noch einmal hoch.",
}
OTHER_KINDS = (
    "Dateien dieser Art nehmen wir nicht an. Es gehen PDF, Word, Excel und PowerPoint (.docx, .xlsx, .pptx) "
    "und OpenDocument (.odt, .ods, .odp)."
)


@dataclass(frozen=True)
class Reading:
    """What a document says, and facts for the hints on accessibility.

    ``text``: at most MAX_CHARACTERS letters, one line a paragraph. ``facts`` as document_reading.py writes
    them; empty where the file could not be read within its bounds.
    """

    text: str = ""
    facts: dict = field(default_factory=dict)


@dataclass(frozen=True)
class CheckedDocument:
    """A clean file ready to be stored, and what was read in it.

    ``content`` bears a random name; ``name`` is what people read; ``extension`` has no dot; ``size`` in
    bytes and ``sha256`` are of the clean content; ``pages`` only for PDFs.
    """

    content: ContentFile
    name: str
    mime: str
    extension: str
    size: int
    sha256: str
    pages: int | None
    reading: Reading


def check_document(uploaded_file: UploadedFile) -> CheckedDocument:
    """Open, check, clean and read; raises ValidationError with a German sentence that says what to do."""
    kind = _kind_by_name(uploaded_file.name or "")
    if uploaded_file.size > MAX_BYTES:
        raise ValidationError(
            f"Diese Datei ist zu groß. Erlaubt sind höchstens {MAX_BYTES // MEGABYTE} MB.",
            code="size",
        )
    if kind == PDF:
        checked = check_upload(
            uploaded_file, kinds=frozenset({PDF}), max_bytes=MAX_BYTES, max_pages=MAX_PAGES
        )
        clean, name, pages = checked.content.read(), checked.name, checked.pages
        reading = read(clean, kind)
    else:
        clean, reading = _cleaned(uploaded_file, kind)
        name, pages = shown_name(uploaded_file.name, kind), None
    return CheckedDocument(
        content=ContentFile(clean, name=f"{secrets.token_hex(16)}.{kind}"),
        name=name,
        mime=MIMES[kind],
        extension=kind,
        size=len(clean),
        sha256=hashlib.sha256(clean).hexdigest(),
        pages=pages,
        reading=reading,
    )


def read(content: bytes, kind: str) -> Reading:
    """What a clean file says; an empty Reading where that takes too long or nothing can be read."""
    _clean, answer = _asked(content, kind)
    return Reading() if "refused" in answer else Reading(answer["text"], answer["facts"])


def _kind_by_name(name: str) -> str:
    ending = name.rpartition(".")[2].strip().lower() if "." in name else ""
    if ending in MIMES:
        return ending
    if ending in WITH_MACROS:
        raise ValidationError(REFUSALS["macros"], code="macros")
    if ending in OLD_OFFICE:
        raise ValidationError(
            "Dieses ältere Format nehmen wir nicht an. Bitte speichern Sie die Datei als PDF oder im heutigen "
            "Format (zum Beispiel .docx) und laden Sie sie noch einmal hoch.",
            code="kind",
        )
    if ending in ARCHIVES:
        raise ValidationError(
            "Archive nehmen wir nicht an. Bitte laden Sie die Dateien einzeln hoch.", code="kind"
        )
    raise ValidationError(OTHER_KINDS, code="kind")


def _cleaned(uploaded_file: UploadedFile, kind: str) -> tuple[bytes, Reading]:
    uploaded_file.seek(0)
    content = uploaded_file.read()
    refuse_empty_or_infected(content)
    clean, answer = _asked(content, kind)
    if "refused" in answer:
        raise ValidationError(REFUSALS[answer["refused"]], code=answer["refused"])
    return clean, Reading(answer["text"], answer["facts"])


def _asked(content: bytes, kind: str) -> tuple[bytes, dict]:
    """The answer of the reading process: the clean file and what was found, or {"refused": …}."""
    bounds = {
        "characters": MAX_CHARACTERS,
        "unpacked": MAX_UNPACKED,
        "seconds": SECONDS,
        "soft_seconds": SOFT_SECONDS,
        "megabytes": MEGABYTES,
    }
    try:
        found, clean = apart.answer(READER, kind, content, bounds)
    except apart.TooMuch:
        return b"", {"refused": "greedy"}
    return clean, found
