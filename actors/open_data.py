"""Open data: which facts go out, under which name, and which rows; institutions and offers here.

One table of columns for each serves the files, the read API and its description alike. No column
names a person or leads to one (docs/adr/0131): no mail address, no contact, no membership.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from bildungsregion.base.tables import Cell, Sheet

from .kinds import FIELD_OF, Kind
from .models import Actor, Offer


# Licence of the data: its name and its address for people, and in the vocabulary of DCAT-AP.de.
LICENCE = "dl-de/by-2-0"
LICENCE_NAME = "Datenlizenz Deutschland – Namensnennung – Version 2.0"
LICENCE_URL = "https://www.govdata.de/dl-de/by-2-0"
LICENCE_URI = "http://dcat-ap.de/def/licenses/dl-by-de/2.0"

# Here the person is the institution, at home: name and address are personal data.
PERSONAL_KINDS = frozenset({Kind.KINDERTAGESPFLEGE})
# Typed into a text by mistake; the page of the entry shows it, an open file would carry it away.
MAIL_ADDRESS = re.compile(r"(?<!\S)\S[^\s@]*@\S+\.\w+")
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
# Rows fetched at once while a file is written.
CHUNK = 500

Absolute = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Column:
    """One fact: its stable name, what people call it, its JSON Schema (2020-12), and how to read it."""

    name: str
    label: str
    schema: dict
    read: Callable[[Any], Any]


def text_column(name: str, label: str, read: Callable | None = None, **schema) -> Column:
    read = read or (lambda row: getattr(row, name))
    return Column(name, label, {"type": "string"} | schema, lambda row: plain(str(read(row))))


def number_column(
    name: str, label: str, kind: str = "integer", read: Callable | None = None
) -> Column:
    read = read or (lambda row: getattr(row, name))
    return Column(name, label, {"type": [kind, "null"]}, read)


def slugs_column(name: str, label: str, *, published: bool = False) -> Column:
    def read(row) -> list[str]:
        related = getattr(row, name).all()
        return [one.slug for one in related if not published or one.is_published]

    return Column(name, label, {"type": "array", "items": {"type": "string"}}, read)


def choice_column(name: str, label: str, choices) -> Column:
    values = [str(value) for value in choices.values]
    blank = [] if "" in values else [""]
    return text_column(name, label, enum=[*values, *blank])


def _whole(name: str, label: str) -> Column:
    """A number that is never missing: cents, or how many."""
    return Column(name, label, {"type": "integer", "minimum": 0}, lambda row: getattr(row, name))


def moment_column(name: str, label: str) -> Column:
    schema = {"type": "string", "format": "date-time"}
    return Column(name, label, schema, lambda row: localtime(getattr(row, name)).isoformat())


def _municipality(of: Callable) -> tuple[Column, ...]:
    return (
        text_column("municipality", _("Gemeinde (Kürzel)"), lambda row: of(row).municipality.slug),
        text_column("municipality_name", _("Gemeinde"), lambda row: of(row).municipality.name),
        text_column("municipality_ags", _("Amtlicher Gemeindeschlüssel"), lambda row: of(row).municipality.ags),
        number_column("latitude", _("Breite (WGS 84)"), "number", lambda row: of(row).latitude),
        number_column("longitude", _("Länge (WGS 84)"), "number", lambda row: of(row).longitude),
    )  # fmt: skip


def _day(row) -> str | None:
    return row.checked_on.isoformat() if row.checked_on else None


def _tiers(offer: Offer) -> list[dict]:
    return [
        {"persons_from": tier.persons_from, "price_cents": tier.price_cents}
        for tier in offer.price_tiers
    ]


def plain(text: str) -> str:
    """The text without mail addresses and without what no file can carry (control characters)."""
    text = CONTROLS.sub("", text)
    # Asked first: most texts have none, and files have a hundred thousand texts.
    if "@" not in text:
        return text
    return MAIL_ADDRESS.sub(str(_("(E-Mail-Adresse auf der Seite)")), text)


_TIER = {
    "type": "object",
    "properties": {"persons_from": {"type": "integer"}, "price_cents": {"type": "integer"}},
    "required": ["persons_from", "price_cents"],
    "additionalProperties": False,
}

ACTOR_COLUMNS = (
    text_column("id", _("Kennung, bleibt bei Umbenennung gleich"), lambda actor: actor.code),
    text_column("name", _("Name")),
    text_column("short_name", _("Kurzname")),
    choice_column("kind", _("Art (Kürzel)"), Actor.Kind),
    text_column("kind_name", _("Art"), lambda actor: actor.get_kind_display()),
    text_column("field", _("Bildungsbereich (Kürzel)"), lambda actor: FIELD_OF[actor.kind].value),
    choice_column("sponsorship", _("Trägerschaft"), Actor.Sponsorship),
    choice_column("learning_form", _("Lernform"), Actor.LearningForm),
    text_column("street", _("Straße und Hausnummer")),
    text_column("postcode", _("Postleitzahl")),
    text_column("city", _("Ort")),
    *_municipality(lambda actor: actor),
    text_column("phone", _("Telefon der Einrichtung")),
    text_column("website", _("Website")),
    text_column("summary", _("Kurz gesagt")),
    Column("is_free", _("kostenfrei"), {"type": ["boolean", "null"]}, lambda actor: actor.is_free),
    choice_column("wheelchair", _("Rollstuhlgerecht"), Actor.Access),
    slugs_column("languages", _("Sprachen (ISO 639)")),
    slugs_column("topics", _("Themen (Kürzel)"), published=True),
    slugs_column("life_phases", _("Lebensphasen (Kürzel)")),
    slugs_column("target_groups", _("Zielgruppen (Kürzel)")),
    Column(
        "checked_on", _("Zuletzt geprüft"), {"type": ["string", "null"], "format": "date"}, _day
    ),
    moment_column("updated_at", _("Geändert")),
)

OFFER_COLUMNS = (
    text_column("id", _("Kennung"), lambda offer: offer.pk),
    text_column("title", _("Titel")),
    choice_column("kind", _("Art"), Offer.Kind),
    choice_column("field", _("Bereich"), Offer.Field),
    text_column("actor", _("Kennung des Lernorts"), lambda offer: offer.actor.code),
    text_column("actor_name", _("Lernort"), lambda offer: offer.actor.name),
    *_municipality(lambda offer: offer.actor),
    text_column("summary", _("Kurz gesagt")),
    number_column("age_from", _("Alter ab")),
    number_column("age_to", _("Alter bis")),
    text_column("grades", _("Klassen")),
    number_column("group_size_min", _("Gruppe ab")),
    number_column("group_size_max", _("Gruppe bis")),
    number_column("duration_minutes", _("Dauer in Minuten")),
    choice_column("price_model", _("Preis gilt"), Offer.PriceModel),
    _whole("price_cents", _("Preis in Cent")),
    Column("price_tiers", _("Preise nach Größe der Gruppe"), {"type": "array", "items": _TIER}, _tiers),
    _whole("fee_cents", _("Honorar je Gruppe in Cent")),
    _whole("material_cents", _("Material je Gruppe in Cent")),
    _whole("free_places", _("Freiplätze je Gruppe")),
    text_column("place", _("Treffpunkt")),
    Column("at_school", _("kommt in Schule oder Kita"), {"type": "boolean"}, lambda offer: offer.at_school),
    number_column("season_from", _("von Monat")),
    number_column("season_to", _("bis Monat")),
    text_column("season", _("Wann")),
    slugs_column("languages", _("Sprachen (ISO 639)")),
    choice_column("wheelchair", _("Mit Rollstuhl"), Offer.Access),
    slugs_column("topics", _("Themen (Kürzel)"), published=True),
    slugs_column("target_groups", _("Zielgruppen (Kürzel)")),
    moment_column("updated_at", _("Geändert")),
)  # fmt: skip

URL = {"type": "string", "format": "uri"}


@dataclass(frozen=True, slots=True)
class Dataset:
    """One body of data: its name in addresses, what it is called and about, its columns and rows."""

    name: str
    file_name: str
    title: str
    about: str
    columns: tuple[Column, ...]
    rows: Callable[[], QuerySet]
    # Ways from a row to what it is filtered by; "" or None where there is nothing to filter by.
    municipality: str = "municipality"
    topics: str = "topics"
    updated: tuple[str, ...] = ("updated_at",)
    kinds: Any = None
    starts: str = ""
    formats: tuple[str, ...] = ("csv", "json", "geojson")
    page: Callable[[Any], str] = lambda row: row.get_absolute_url()  # noqa: E731 - a field

    def record(self, row, absolute: Absolute) -> dict[str, Any]:
        """One row; ``absolute`` makes a whole address of a path."""
        facts = {column.name: column.read(row) for column in self.columns}
        return facts | {"url": absolute(self.page(row))}

    def feature(self, row, absolute: Absolute) -> dict[str, Any]:
        """One row as a GeoJSON Feature (RFC 7946); without a known place its geometry is null."""
        facts = self.record(row, absolute)
        at = [facts.pop("longitude"), facts.pop("latitude")]
        geometry = None if None in at else {"type": "Point", "coordinates": at}
        return {"type": "Feature", "id": facts["id"], "geometry": geometry, "properties": facts}

    def sheet(self, absolute: Absolute) -> Sheet:
        headers = [*(str(column.label) for column in self.columns), str(_("Seite im Portal"))]
        rows = (self.record(row, absolute).values() for row in self.rows().iterator(CHUNK))
        return Sheet(str(self.title), headers, ([_cell(value) for value in row] for row in rows))

    def records(self, absolute: Absolute) -> Iterator[dict]:
        return (self.record(row, absolute) for row in self.rows().iterator(CHUNK))

    def features(self, absolute: Absolute) -> Iterator[dict]:
        return (self.feature(row, absolute) for row in self.rows().iterator(CHUNK))


def _cell(value: Any) -> Cell:
    """One value as a spreadsheet shows it: yes and no in words, lists with commas, a decimal comma."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(_("ja") if value else _("nein"))
    if isinstance(value, float):
        return str(value).replace(".", ",")
    if isinstance(value, list):
        return ", ".join(one if isinstance(one, str) else _tier_text(one) for one in value)
    return value


def _tier_text(tier: dict) -> str:
    return f"ab {tier['persons_from']}: {tier['price_cents']}"


def actors() -> QuerySet:
    """The institutions that go out, in an order that keeps: no page of the list is ever read twice."""
    return (
        Actor.objects.published()
        .exclude(kind__in=PERSONAL_KINDS)
        .select_related("municipality")
        .prefetch_related("languages", "topics", "life_phases", "target_groups")
        .defer("description", "search_title", "search_text", "municipality__geometry")
        .order_by("pk")
    )


def offers() -> QuerySet:
    return (
        Offer.objects.published()
        .exclude(actor__kind__in=PERSONAL_KINDS)
        .select_related("actor__municipality")
        .prefetch_related("tiers", "languages", "topics", "target_groups")
        .defer(
            "description", "search_title", "search_text", "actor__description", "actor__search_title",
            "actor__search_text", "actor__municipality__geometry",
        )
        .order_by("pk")
    )  # fmt: skip


ACTORS = Dataset(
    "actors",
    "akteure",
    _("Akteure"),
    _(
        "Schulen, Kitas, Museen, Beratungsstellen und alle anderen Einrichtungen der Bildungsregion."
    ),
    ACTOR_COLUMNS,
    actors,
    kinds=Actor.Kind,
)
OFFERS = Dataset(
    "offers",
    "lernorte",
    _("Angebote an Lernorten"),
    _("Was Lernorte für Klassen und Gruppen anbieten: Alter, Dauer, Preis, Ort."),
    OFFER_COLUMNS,
    offers,
    municipality="actor__municipality",
    kinds=Offer.Kind,
)
# The roof adds those of the apps above this one (bildungsregion/open_data.py).
DATASETS = {dataset.name: dataset for dataset in (ACTORS, OFFERS)}
