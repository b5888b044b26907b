"""Uploaded files: looked at by the real parsers, written anew, kept under a name of our own.

Nothing is stored as it came: pictures are encoded afresh (no place, no device), PDFs lose their
attachments; what can run is refused. docs/adr/0020 and 0021 say why.
"""

import hashlib
import io
import secrets
import unicodedata
import zipfile
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _, gettext_lazy

from . import apart
from .scanning.files import refuse_empty_or_infected


MEGABYTE = 1024 * 1024
MAX_BYTES = 10 * MEGABYTE  # settings.UPLOAD_MAX_BYTES may say otherwise
MAX_PIXELS = 40_000_000
MAX_PAGES = 100
MAX_NAME_LENGTH = 100
# Bounds of the process that opens the file.
SECONDS = 8
MEGABYTES = 1024

CLEANER = Path(__file__).with_name("file_cleaning.py")
PDF, JPEG, PNG, WEBP = "pdf", "jpeg", "png", "webp"
ALL_KINDS = frozenset({PDF, JPEG, PNG, WEBP})
ENDINGS = {"pdf": PDF, "jpg": JPEG, "jpeg": JPEG, "png": PNG, "webp": WEBP}
# What a kind is stored as: MIME type and ending.
STORED = {
    PDF: ("application/pdf", "pdf"),
    JPEG: ("image/jpeg", "jpg"),
    PNG: ("image/webp", "webp"),
    WEBP: ("image/webp", "webp"),
}
ARCHIVE_ENTRY = b"PK\x01\x02"

OFFICE = {
    "doc",
    "docm",
    "docx",
    "odp",
    "ods",
    "odt",
    "pages",
    "ppt",
    "pptx",
    "rtf",
    "xls",
    "xlsm",
    "xlsx",
}
ARCHIVES = {"7z", "bz2", "gz", "rar", "tar", "xz", "zip"}
PHONE_PHOTOS = {"heic", "heif"}

REFUSALS = {
    "active": gettext_lazy(
        "Dieses PDF enthält Programmteile (zum Beispiel JavaScript). Bitte öffnen Sie es, drucken "
        "Sie es „als PDF“ und laden Sie die neue Datei hoch."
    ),
    "encrypted": gettext_lazy(
        "Dieses PDF ist geschützt. Bitte speichern Sie es ohne Kennwort oder drucken Sie es „als "
        "PDF“ und laden Sie die neue Datei hoch."
    ),
    "greedy": gettext_lazy(
        "Diese Datei ist zu aufwendig, um sie zu prüfen. Bitte speichern Sie sie kleiner oder als "
        "einfaches PDF und laden Sie sie noch einmal hoch."
    ),
    "pages": gettext_lazy("Dieses PDF hat mehr als {limit} Seiten. Bitte teilen Sie es auf."),
    "pixels": gettext_lazy(
        "Dieses Bild hat zu viele Bildpunkte (mehr als 40 Millionen). Bitte verkleinern Sie es."
    ),
    "unreadable": gettext_lazy(
        "Diese Datei lässt sich nicht öffnen. Bitte prüfen Sie, ob sie vollständig ist, speichern "
        "Sie sie neu und laden Sie sie noch einmal hoch."
    ),
}


@dataclass(frozen=True)
class CheckedUpload:
    """A clean file, ready to be given to a FileField.

    `content` bears a random name (32 hex digits and the ending); `name` is what people read;
    `extension` has no dot; `size` in bytes and `sha256` (64 hex digits) are of the clean content;
    `pages` only for PDFs.
    """

    content: ContentFile
    name: str
    mime: str
    extension: str
    size: int
    sha256: str
    pages: int | None


def check_upload(
    uploaded_file: UploadedFile,
    *,
    kinds: frozenset[str],
    max_bytes: int | None = None,
    max_pages: int = MAX_PAGES,
) -> CheckedUpload:
    """Open, check and clean an uploaded file; `kinds` out of "pdf", "jpeg", "png", "webp".

    `max_bytes` and `max_pages` (of a PDF) are for those who may hand in more than people usually do.
    Raises ValidationError with a German sentence that says what to do.
    """
    kind = _kind_by_name(uploaded_file.name or "", kinds)
    limit = max_bytes or getattr(settings, "UPLOAD_MAX_BYTES", MAX_BYTES)
    if uploaded_file.size > limit:
        raise ValidationError(
            _("Diese Datei ist zu groß. Erlaubt sind höchstens %(limit)s MB je Datei.")
            % {"limit": limit // MEGABYTE},
            code="size",
        )
    uploaded_file.seek(0)
    content = uploaded_file.read()
    refuse_empty_or_infected(content)
    _refuse_archive(content)
    clean, facts = _cleaned(content, kind, max_pages)
    mime, extension = STORED[kind]
    return CheckedUpload(
        content=ContentFile(clean, name=f"{secrets.token_hex(16)}.{extension}"),
        name=shown_name(uploaded_file.name, extension),
        mime=mime,
        extension=extension,
        size=len(clean),
        sha256=hashlib.sha256(clean).hexdigest(),
        pages=facts.get("pages"),
    )


def shown_name(name: str, extension: str) -> str:
    """`name` as people may read it: no path, no control or direction characters, not too long."""
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    stem = name.rpartition(".")[0] if "." in name else name
    readable = (char if char.isprintable() and char not in '<>:"|?*' else " " for char in stem)
    stem = " ".join("".join(readable).split()).strip(" .")
    stem = stem[: MAX_NAME_LENGTH - len(extension) - 1].rstrip(" .")
    return f"{stem or 'Datei'}.{extension}"


def accepted(kinds: frozenset[str]) -> str:
    """The `accept` attribute of a file input for these kinds: ".jpeg,.jpg,.pdf"."""
    return ",".join(sorted(f".{ending}" for ending, kind in ENDINGS.items() if kind in kinds))


def _kind_by_name(name: str, kinds: frozenset[str]) -> str:
    ending = name.rpartition(".")[2].strip().lower() if "." in name else ""
    kind = ENDINGS.get(ending)
    if kind not in kinds:
        raise ValidationError(_advice(ending, kinds), code="kind")
    return kind


def _advice(ending: str, kinds: frozenset[str]) -> str:
    """What to do with a file of the wrong kind."""
    if ending in ARCHIVES:
        return _("Archive nehmen wir nicht an. Bitte laden Sie die Dateien einzeln hoch.")
    if ending in OFFICE and PDF in kinds:
        return _(
            "Office-Dokumente nehmen wir nicht an. Bitte speichern Sie das Dokument als PDF und "
            "laden Sie das PDF hoch."
        )
    if ending in PHONE_PHOTOS and JPEG in kinds:
        return _(
            "Fotos im Format HEIC nehmen wir nicht an. Bitte speichern Sie das Foto als JPG und "
            "laden Sie es noch einmal hoch."
        )
    if kinds == {PDF}:
        return _("Dateien dieser Art nehmen wir nicht an. Bitte laden Sie eine PDF-Datei hoch.")
    if PDF not in kinds:
        return _(
            "Dateien dieser Art nehmen wir nicht an. Bitte laden Sie ein Bild (JPG, PNG oder "
            "WebP) hoch."
        )
    return _(
        "Dateien dieser Art nehmen wir nicht an. Bitte laden Sie eine PDF-Datei oder ein Bild "
        "(JPG, PNG oder WebP) hoch."
    )


def _refuse_archive(content: bytes) -> None:
    """Refuse a file that is an archive as well."""
    if zipfile.is_zipfile(io.BytesIO(content)) and ARCHIVE_ENTRY in content:
        raise ValidationError(
            _(
                "In dieser Datei steckt ein Archiv. Bitte speichern Sie sie neu als PDF oder Bild "
                "und laden Sie die neue Datei hoch."
            ),
            code="archive",
        )


def _cleaned(content: bytes, kind: str, max_pages: int) -> tuple[bytes, dict]:
    """The file as the cleaning process writes it, and what it found out."""
    bounds = {
        "pixels": MAX_PIXELS,
        "pages": max_pages,
        "seconds": SECONDS,
        "megabytes": MEGABYTES,
    }
    try:
        facts, clean = apart.answer(CLEANER, kind, content, bounds, is_kept=True)
    except apart.TooMuch:
        raise _refusal("greedy") from None
    if "refused" in facts:
        raise _refusal(facts["refused"], max_pages)
    return clean, facts


def _refusal(code: str, max_pages: int = MAX_PAGES) -> ValidationError:
    return ValidationError(str(REFUSALS[code]).format(limit=max_pages), code=code)
