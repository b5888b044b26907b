"""The library: facts of documents and where they are published, and the files that we make ourselves."""

import hashlib

from django.core.files.base import ContentFile
from django.utils import timezone

from actors.models import Actor, Topic
from documents.models import Document
from funding import guideline
from funding.models import Programme

from .folder import Folder
from .records import Book, Record, Row


FILE = "documents.csv"
TEXTS = ("title", "kind", "summary", "publisher", "language", "source_url", "source", "confidence")
COLUMNS = (
    "key", *TEXTS, "publisher_actor", "version", "issued", "valid_from", "topics", "generated", "accessible",
)  # fmt: skip
GUIDELINE = "guideline"
FILE_NAME = "foerderfonds-auf-einen-blick.pdf"


def read(folder: Folder, book: Book) -> None:
    for where, cells in folder.table(FILE, COLUMNS):
        row = Row(book, where, cells)
        issued_on, issued_precision = row.vague_date("issued")
        valid_from, _ = row.vague_date("valid_from")
        values = {name: row.text(name) for name in TEXTS} | {
            "slug": row.text("key"),
            "publisher_actor": row.one("publisher_actor", Actor),
            "version_label": row.text("version"),
            "issued_on": issued_on,
            "issued_precision": issued_precision,
            "valid_from": valid_from,
            "is_accessible": row.text("accessible") or Document.Accessible.UNKNOWN,
        }
        if row.text("generated") not in ("", GUIDELINE):
            row.fail("generated", f"Erzeugen lässt sich nur „{GUIDELINE}“.")
        elif row.text("generated"):
            book.generated[row.text("key")] = row.text("generated")
        book.add(
            Record(Document, row.text("key"), where, values, {"topics": row.many("topics", Topic)})
        )


def write_generated(book: Book) -> list[str]:
    """Set the guideline anew where its rules changed since; the titles of the documents made.

    A file that the office put there itself stays.
    """
    made = []
    programme = Programme.objects.first()
    if programme is None:
        return made
    rule_set = programme.rule_set_on(timezone.localdate())
    for document in Document.objects.filter(import_key__in=book.generated):
        is_ours = document.file_name in ("", FILE_NAME)
        if is_ours and (not document.file or document.updated_at < rule_set.updated_at):
            _attach(document, guideline.pdf(rule_set))
            made.append(document.title)
    return made


def _attach(document: Document, content: bytes) -> None:
    document.file.delete(save=False)
    document.file_name = FILE_NAME
    document.size, document.mime = len(content), "application/pdf"
    document.sha256 = hashlib.sha256(content).hexdigest()
    document.file.save(FILE_NAME, ContentFile(content), save=False)
    document.save()
