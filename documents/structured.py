"""Documents in the words of schema.org, for search engines."""

from bildungsregion.base.dates import iso_date

from .models import Document


def digital_document(document: Document, request) -> dict:
    """schema.org DigitalDocument with absolute addresses; empty facts are left out."""
    facts = {
        "@context": "https://schema.org",
        "@type": "DigitalDocument",
        "name": document.title,
        "description": document.summary,
        "url": request.build_absolute_uri(document.get_absolute_url()),
        "genre": str(document.get_kind_display()),
        "inLanguage": document.language,
        "version": document.version_label,
        "datePublished": iso_date(document.issued_on, document.issued_precision),
        "encodingFormat": document.mime,
        "sameAs": document.source_url,
    }
    if document.publisher:
        facts["publisher"] = {"@type": "Organization", "name": document.publisher}
    return {name: value for name, value in facts.items() if value}
