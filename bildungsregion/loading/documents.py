"""The library: facts of documents and where they are published, and the files that we make ourselves."""

import hashlib
from collections.abc import Mapping
from secrets import token_hex

from django.core.files.base import ContentFile
from django.utils import timezone

from actors.models import Actor, Topic
from bildungsregion.base import document_files
from bildungsregion.base.document_files import CheckedDocument
from documents.actions import attach_file
from documents.models import Document, Series, Version
from funding import guideline
from funding.models import Programme

from .folder import Folder
from .records import Book, Record, Ref, Row


FILE, SERIES_FILE = "documents.csv", "document_series.csv"
TEXTS = ("title", "kind", "summary", "publisher", "source", "confidence")
COLUMNS = (
    "key", *TEXTS, "publisher_actor", "version", "issued", "valid_from", "language", "source_url", "topics",
    "generated", "accessible",
)  # fmt: skip
OPTIONAL = ("series", "school_year")
SERIES_TEXTS = ("title", "summary", "description")
GUIDELINE = "guideline"
FILE_NAME = "foerderfonds-auf-einen-blick.pdf"


def read(folder: Folder, book: Book) -> None:
    for where, cells in folder.table(SERIES_FILE, ("key", *SERIES_TEXTS)):
        row = Row(book, where, cells)
        values = {name: row.text(name) for name in SERIES_TEXTS} | {"slug": row.text("key")}
        book.add(Record(Series, row.text("key"), where, values))
    for where, cells in folder.table(FILE, COLUMNS, OPTIONAL):
        row = Row(book, where, cells)
        key = row.text("key")
        if row.text("generated") not in ("", GUIDELINE):
            row.fail("generated", f"Erzeugen lässt sich nur „{GUIDELINE}“.")
        elif row.text("generated"):
            book.generated[key] = row.text("generated")
        topics = {"topics": row.many("topics", Topic)}
        book.add(Record(Document, key, where, _work(row), topics))
        book.add(Record(Version, key, where, {"document": Ref(Document, key), **_version(row)}))


def _work(row: Row) -> Mapping:
    return {name: row.text(name) for name in TEXTS} | {
        "slug": row.text("key"),
        "publisher_actor": row.one("publisher_actor", Actor),
        "series": row.one("series", Series),
        "school_year": row.whole("school_year"),
    }


def _version(row: Row) -> Mapping:
    """The one version that is known; the office uploads those that follow."""
    issued_on, issued_precision = row.vague_date("issued")
    valid_from, _ = row.vague_date("valid_from")
    return {
        "language": row.text("language"),
        "label": row.text("version"),
        "issued_on": issued_on,
        "issued_precision": issued_precision,
        "valid_from": valid_from,
        "source_url": row.text("source_url"),
        "is_accessible": row.text("accessible") or Version.Accessible.UNKNOWN,
    }


def write_generated(book: Book) -> list[str]:
    """Set the guideline anew where its rules changed since; the titles of the documents made.

    A file that the office put there itself stays.
    """
    made = []
    programme = Programme.objects.first()
    if programme is None:
        return made
    rule_set = programme.rule_set_on(timezone.localdate())
    versions = Version.objects.filter(import_key__in=book.generated).select_related("document")
    for version in versions:
        is_ours = version.file_name in ("", FILE_NAME)
        if is_ours and (not version.file or version.file_since < rule_set.updated_at):
            _attach(version, guideline.pdf(rule_set))
            made.append(version.document.title)
    return made


def _attach(version: Version, content: bytes) -> None:
    reading = document_files.read(content, "pdf")
    checked = CheckedDocument(
        content=ContentFile(content, name=f"{token_hex(16)}.pdf"),
        name=FILE_NAME,
        mime=document_files.MIMES["pdf"],
        extension="pdf",
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        pages=reading.facts.get("pages"),
        reading=reading,
    )
    attach_file(version, checked)
    version.save()
