"""Documents of the library."""

import hashlib
from itertools import count

from django.core.files.base import ContentFile

from documents.models import Document


_numbers = count(1)


def make_document(*, topics=(), content: bytes | None = None, **fields) -> Document:
    """A published report; `content` stores a file of these bytes, named "Bericht.pdf"."""
    number = next(_numbers)
    defaults = {
        "title": f"Bericht {number}",
        "slug": f"bericht-{number}",
        "kind": Document.Kind.REPORT,
    }
    document = Document(**defaults | fields)
    if content is not None:
        document.file.save(f"{number:032x}.pdf", ContentFile(content), save=False)
        document.file_name = document.file_name or "Bericht.pdf"
        document.mime = "application/pdf"
        document.size = len(content)
        document.sha256 = hashlib.sha256(content).hexdigest()
    document.save()
    document.topics.set(topics)
    return document
