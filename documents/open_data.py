"""Documents as open data: one row for each, with what is valid today in German or else in any language."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from actors.open_data import (
    Column,
    Dataset,
    choice_column,
    moment_column,
    number_column,
    slugs_column,
    text_column,
)
from bildungsregion.base.dates import iso_date

from .models import Document


def _of_version(name: str, label, empty="") -> Column:
    """A fact of the version that holds today; ``empty`` where none does."""

    def read(document: Document):
        version = document.valid_version("de")
        return getattr(version, name) if version else empty

    if empty is None:
        return number_column(name, label, read=read)
    return text_column(name, label, read)


def _day(name: str, label) -> Column:
    def read(document: Document) -> str:
        version = document.valid_version("de")
        return iso_date(getattr(version, name)) if version else ""

    return text_column(name, label, read)


def _languages(document: Document) -> list[str]:
    return list(dict.fromkeys(version.language for version in document.valid_versions()))


DOCUMENT_COLUMNS = (
    text_column("id", _("Kennung"), lambda document: document.slug),
    text_column("title", _("Titel")),
    choice_column("kind", _("Art"), Document.Kind),
    text_column("summary", _("Kurz gesagt")),
    text_column("publisher", _("Herausgegeben von")),
    text_column("issued", _("Datum, so genau wie bekannt (ISO 8601)"),
                lambda document: iso_date(document.issued_on, document.issued_precision)),
    text_column("school_year", _("Schuljahr"), lambda document: document.school_year_label),
    text_column("version", _("Fassung, die heute gilt"), lambda d: getattr(d.valid_version("de"), "label", "")),
    _day("valid_from", _("Gültig ab")),
    _day("valid_until", _("Gültig bis")),
    Column("languages", _("Sprachen (BCP 47)"), {"type": "array", "items": {"type": "string"}}, _languages),
    _of_version("mime", _("Dateityp")),
    _of_version("size", _("Größe in Byte"), None),
    _of_version("pages", _("Seiten"), None),
    _of_version("sha256", _("Prüfsumme SHA-256")),
    _of_version("source_url", _("Veröffentlicht unter")),
    slugs_column("topics", _("Themen (Kürzel)"), published=True),
    moment_column("updated_at", _("Geändert")),
)  # fmt: skip


def documents() -> QuerySet:
    rows = Document.objects.published().light().with_versions()
    return rows.prefetch_related("topics").order_by("pk")


DOCUMENTS = Dataset(
    "documents",
    "dokumente",
    _("Dokumente"),
    _("Verträge, Leitlinien, Berichte und Broschüren mit dem, was von ihnen heute gilt."),
    DOCUMENT_COLUMNS,
    documents,
    municipality="",
    kinds=Document.Kind,
    formats=("csv", "json"),
)
