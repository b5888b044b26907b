"""Documents of the library."""

import hashlib
from datetime import date
from itertools import count

from django.core.files.base import ContentFile
from django.utils import timezone

from bildungsregion.base.document_files import MIMES
from documents.models import Document, Series, Version


_numbers = count(1)
# What belongs to the version that make_document makes as well.
OF_VERSION = frozenset(
    {"language", "label", "issued_on", "issued_precision", "valid_from", "valid_until",
     "body", "source_url", "is_accessible", "file_name", "text", "hints"}
)  # fmt: skip


def make_document(*, topics=(), content: bytes | None = None, **fields) -> Document:
    """A published report with one version; `content` stores a file of these bytes, named "Bericht.pdf"."""
    number = next(_numbers)
    defaults = {
        "title": f"Bericht {number}",
        "slug": f"bericht-{number}",
        "kind": Document.Kind.REPORT,
    }
    of_version = {name: fields.pop(name) for name in OF_VERSION & fields.keys()}
    document = Document.objects.create(**defaults | fields)
    document.topics.set(topics)
    make_version(document, content=content, **of_version)
    document.refresh_from_db()
    return document


def make_version(
    document: Document, *, content: bytes | None = None, extension: str = "pdf", **fields
) -> Version:
    """A German version without bounds; the file is stored as it comes."""
    version = Version(document=document, **fields)
    if content is not None:
        version.extension, version.mime = extension, MIMES[extension]
        version.file_name = version.file_name or f"Bericht.{extension}"
        version.size, version.sha256 = len(content), hashlib.sha256(content).hexdigest()
        version.file_since = timezone.now()
        name = f"{next(_numbers):032x}.{extension}"
        version.file.save(name, ContentFile(content), save=False)
    version.save()
    return version


def make_succession(**fields) -> tuple[Document, Version, Version]:
    """A document whose second version replaced the first on 1 February 2026."""
    document = make_document(content=b"%PDF-1.7 old", label="1. Auflage", **fields)
    old = document.versions.get()
    Version.objects.filter(pk=old.pk).update(valid_until=date(2026, 1, 31))
    new = make_version(
        document, content=b"%PDF-1.7 new one", label="2. Auflage", valid_from=date(2026, 2, 1)
    )
    Version.objects.filter(pk=old.pk).update(replaced_by=new)
    old.refresh_from_db()
    return document, old, new


def make_document_series(**fields) -> Series:
    number = next(_numbers)
    return Series.objects.create(
        **{"title": f"Berichte {number}", "slug": f"berichte-{number}", **fields}
    )
