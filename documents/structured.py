"""Documents in the words of schema.org, for search engines."""

from bildungsregion.base.dates import iso_date

from .models import Document, Version


def digital_document(document: Document, version: Version | None, request) -> dict:
    """schema.org DigitalDocument with absolute addresses; empty facts are left out."""
    facts = {
        "@context": "https://schema.org",
        "@type": "DigitalDocument",
        "name": document.title,
        "description": document.summary,
        "url": request.build_absolute_uri(document.get_absolute_url()),
        "identifier": request.build_absolute_uri(document.short_url),
        "genre": str(document.get_kind_display()),
        **(_of_version(version, request) if version else {}),
    }
    if document.publisher:
        facts["publisher"] = {"@type": "Organization", "name": document.publisher}
    if document.series and document.series.is_published:
        facts["isPartOf"] = {
            "@type": "CreativeWorkSeries",
            "name": document.series.title,
            "url": request.build_absolute_uri(document.series.get_absolute_url()),
        }
    return _filled(facts)


def _of_version(version: Version, request) -> dict:
    return {
        "inLanguage": version.language,
        "version": version.label,
        "datePublished": iso_date(version.issued_on, version.issued_precision),
        "expires": iso_date(version.valid_until),
        "numberOfPages": version.pages,
        "sameAs": version.source_url,
        "encoding": _file(version, request) if version.file else None,
    }


def _file(version: Version, request) -> dict:
    return {
        "@type": "MediaObject",
        "contentUrl": request.build_absolute_uri(version.file_url),
        "encodingFormat": version.mime,
        "contentSize": f"{version.size} B",
        "sha256": version.sha256,
    }


def _filled(facts: dict) -> dict:
    return {name: value for name, value in facts.items() if value}
