"""What a column of a table of events may mean, and the guess by its heading."""

from collections.abc import Mapping, Sequence

from actors.imports.columns import Column, folded
from actors.imports.reading import Table


def _column(key: str, label: str, group: str, headings: str = "") -> Column:
    return Column(key, label, group, (label, *headings.split("|")) if headings else (label,))


WHAT, WHEN, WHERE, MORE = "Was", "Wann", "Wo", "Weiteres"
COLUMNS: tuple[Column, ...] = (
    _column("title", "Titel", WHAT, "Veranstaltung|Name|Bezeichnung|Was|title|summary|subject|Betreff|"
            "Thema der Veranstaltung|Veranstaltungstitel|Kurstitel"),
    _column("number", "Kennung", WHAT, "Nr.|Nummer|Kursnummer|Kurs-Nr.|Veranstaltungsnummer|ID|UID"),
    _column("summary", "Kurztext", WHAT, "Kurzbeschreibung|Untertitel|Teaser"),
    _column("description", "Beschreibung", WHAT, "Text|Inhalt|description|Bemerkung|Details|Langtext"),
    _column("status", "Stand", WHAT, "Status|abgesagt"),
    _column("day", "Datum", WHEN, "Termin|Tag|Wann|date|Beginn Datum|Startdatum|Datum von|von|"
            "start date|Termine|Beginn|Start"),
    _column("day_until", "Datum bis", WHEN, "bis|Enddatum|Ende Datum|end date|letzter Tag"),
    _column("begins", "Uhrzeit", WHEN, "Zeit|Beginn Uhrzeit|Startzeit|Uhrzeit von|Anfang|start time|von Uhr|"
            "Uhrzeit Beginn"),
    _column("ends", "Uhrzeit bis", WHEN, "Endzeit|Ende|Ende Uhrzeit|end time|bis Uhr|Uhrzeit Ende|end"),
    _column("place", "Ort der Veranstaltung", WHERE, "Ort|Veranstaltungsort|Wo|location|Raum|Treffpunkt|place|Haus"),
    _column("street", "Straße und Hausnummer", WHERE, "Straße|Strasse|Adresse|Anschrift|street"),
    _column("postcode", "Postleitzahl", WHERE, "PLZ|zip|postcode"),
    _column("city", "Ortschaft", WHERE, "Stadt|Gemeinde|city"),
    _column("organiser", "Veranstalter", MORE, "Veranstalterin|Träger|Anbieter|organizer|organiser|Wer|Einrichtung"),
    _column("topics", "Themen und Zielgruppen", MORE, "Thema|Themen|Kategorie|Kategorien|Rubrik|Zielgruppe|"
            "categories|category"),
    _column("price", "Preis", MORE, "Kosten|Eintritt|Gebühr|price|Teilnahmegebühr|Entgelt"),
    _column("access_url", "Anmeldung unter", MORE, "Link|URL|Website|Internet|Anmeldung|Homepage|www"),
)  # fmt: skip
BY_KEY: dict[str, Column] = {column.key: column for column in COLUMNS}
_BY_HEADING: dict[str, str] = {}
for _one in COLUMNS:
    for _heading in _one.headings:
        _BY_HEADING.setdefault(folded(_heading), _one.key)


def guess(table: Table, remembered: Mapping[str, str]) -> list[str]:
    """For every column of the table the key of what it means, or ""; what was chosen before wins."""
    keys: list[str] = []
    for header in table.headers:
        heading = folded(header)
        key = remembered.get(heading, _BY_HEADING.get(heading, ""))
        keys.append(key if key in BY_KEY and key not in keys else "")
    return keys


def missing(keys: Sequence[str]) -> str:
    """What is not there and must be, as a sentence; "" where nothing is."""
    twice = {BY_KEY[key].label for key in keys if key and list(keys).count(key) > 1}
    if twice:
        return f"Nur eine Spalte kann gemeint sein mit: {', '.join(sorted(twice))}."
    if "title" not in keys:
        return "Bitte sagen Sie, in welcher Spalte der Titel steht."
    if "day" not in keys:
        return "Bitte sagen Sie, in welcher Spalte das Datum steht."
    return ""


def grouped_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """All meanings as choices of a select, under their group."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for column in COLUMNS:
        groups.setdefault(column.group, []).append((column.key, column.label))
    return list(groups.items())
