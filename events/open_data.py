"""Dates of events as open data: one row for each date, with what is true of its event."""

from datetime import datetime

from django.db.models import Prefetch, QuerySet
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from actors.open_data import (
    PERSONAL_KINDS,
    Column,
    Dataset,
    choice_column,
    number_column,
    slugs_column,
    text_column,
)

from .models import Event, Occurrence


_YES_NO = {"type": "boolean"}


def _event(column: Column) -> Column:
    """A column of the event, read of its date; of dates that share their event it is read once."""

    def read(date: Occurrence):
        told = date.event.__dict__.setdefault("_told", {})
        if column.name not in told:
            told[column.name] = column.read(date.event)
        return told[column.name]

    return Column(column.name, column.label, column.schema, read)


def _moment(name: str, label: str) -> Column:
    schema = {"type": ["string", "null"], "format": "date-time"}
    return Column(name, label, schema, lambda date: _local(getattr(date, name)))


def _local(moment: datetime | None) -> str | None:
    return localtime(moment).isoformat() if moment else None


def _of_place(name: str):
    """The event's own word for it, else that of the place in the directory."""

    def read(event: Event) -> str:
        place = event.place_actor
        return getattr(event, name) or (getattr(place, name) if place else "")

    return read


def _coordinate(name: str):
    def read(event: Event) -> float | None:
        place = event.place_actor
        return getattr(place, name) if place and not event.street else None

    return read


def _of_municipality(name: str):
    return lambda event: getattr(event.municipality, name) if event.municipality else ""


def _of_shown(row: str, name: str):
    """A fact of a published row the event points to, else ""."""

    def read(event: Event) -> str:
        found = getattr(event, row)
        return getattr(found, name) if found and found.is_published else ""

    return read


def _changed(date: Occurrence) -> str:
    return _local(max(date.updated_at, date.event.updated_at))


EVENT_COLUMNS = (
    text_column("title", _("Titel")),
    choice_column("status", _("Stand"), Event.Status),
    choice_column("date_precision", _("Termin bekannt"), Event.Precision),
    text_column("series", _("Reihe (Kürzel)"), _of_shown("series", "slug")),
    text_column("organiser_name", _("Veranstalter"), lambda event: event.organiser_label),
    text_column("organiser", _("Kennung des Veranstalters"), _of_shown("organiser", "code")),
    choice_column("attendance", _("Teilnahme"), Event.Attendance),
    text_column("place", _("Ort"), lambda event: event.place_title),
    text_column("street", _("Straße und Hausnummer"), _of_place("street")),
    text_column("postcode", _("Postleitzahl"), _of_place("postcode")),
    text_column("city", _("Ortschaft"), _of_place("city")),
    text_column("municipality", _("Gemeinde (Kürzel)"), _of_municipality("slug")),
    text_column("municipality_name", _("Gemeinde"), _of_municipality("name")),
    text_column("municipality_ags", _("Amtlicher Gemeindeschlüssel"), _of_municipality("ags")),
    number_column("latitude", _("Breite (WGS 84)"), "number", _coordinate("latitude")),
    number_column("longitude", _("Länge (WGS 84)"), "number", _coordinate("longitude")),
    text_column("online_url", _("Online-Teilnahme")),
    choice_column("access", _("Zugang"), Event.Access),
    text_column("access_url", _("Anmeldung oder Karten unter")),
    Column("is_free", _("kostenfrei"), {"type": ["boolean", "null"]}, lambda event: event.is_free),
    text_column("price", _("Preis")),
    number_column("age_from", _("Alter ab")),
    number_column("age_to", _("Alter bis")),
    slugs_column("languages", _("Sprachen (ISO 639)")),
    choice_column("wheelchair", _("Rollstuhlgerecht"), Event.Wheelchair),
    slugs_column("topics", _("Themen (Kürzel)"), published=True),
    slugs_column("target_groups", _("Zielgruppen (Kürzel)")),
    text_column("summary", _("Kurz gesagt")),
)  # fmt: skip
DATE_COLUMNS = (
    text_column("id", _("Kennung des Termins"), lambda date: date.uid),
    text_column("event", _("Kennung der Veranstaltung"), lambda date: date.event.uid),
    _moment("starts_at", _("Beginn")),
    _moment("ends_at", _("Ende, ganztägig die Mitternacht danach")),
    Column("all_day", _("Ganztägig"), _YES_NO, lambda date: date.all_day),
    Column("is_cancelled", _("Fällt aus"), _YES_NO, lambda date: date.does_not_take_place),
    text_column("note", _("Hinweis zum Termin")),
)
CHANGED = Column("updated_at", _("Geändert"), {"type": "string", "format": "date-time"}, _changed)


def dates() -> QuerySet:
    """The dates that go out, past ones too; none that leads to a person's home.

    Dates that are fetched together share their event, so that it is read once.
    """
    return (
        Occurrence.objects.published()
        .exclude(event__organiser__kind__in=PERSONAL_KINDS)
        .exclude(event__place_actor__kind__in=PERSONAL_KINDS)
        .prefetch_related(Prefetch("event", _events()))
        .order_by("pk")
    )


def _events() -> QuerySet:
    texts = ("description", "search_title", "search_text")
    rows = ("", "organiser__", "place_actor__")
    return (
        Event.objects.select_related("organiser", "place_actor", "series", "municipality")
        .prefetch_related("languages", "topics", "target_groups")
        .defer(
            *(f"{row}{text}" for row in rows for text in texts),
            "series__description",
            "municipality__geometry",
        )
    )


EVENTS = Dataset(
    "events",
    "veranstaltungen",
    _("Veranstaltungen"),
    _("Was in der Bildungsregion stattfindet und stattfand, eine Zeile je Termin."),
    (*DATE_COLUMNS, *(_event(column) for column in EVENT_COLUMNS), CHANGED),
    dates,
    municipality="event__municipality",
    topics="event__topics",
    updated=("updated_at", "event__updated_at"),
    starts="starts_at",
    page=lambda date: date.event.get_absolute_url(),
)
