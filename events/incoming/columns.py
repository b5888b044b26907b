"""What a column of a table of events may mean, and the guess by its heading."""

from collections.abc import Sequence

from actors.imports.headings import Column, Meanings, column


WHAT, WHEN, WHERE, MORE = "Was", "Wann", "Wo", "Weiteres"
COLUMNS: tuple[Column, ...] = (
    column("title", "Titel", WHAT, "Veranstaltung|Name|Bezeichnung|Was|title|summary|subject|Betreff|"
           "Thema der Veranstaltung|Veranstaltungstitel|Kurstitel"),
    column("number", "Kennung", WHAT, "Nr.|Nummer|Kursnummer|Kurs-Nr.|Veranstaltungsnummer|ID|UID"),
    column("summary", "Kurztext", WHAT, "Kurzbeschreibung|Untertitel|Teaser"),
    column("description", "Beschreibung", WHAT, "Text|Inhalt|description|Bemerkung|Details|Langtext"),
    column("status", "Stand", WHAT, "Status|abgesagt"),
    column("day", "Datum", WHEN, "Termin|Tag|Wann|date|Beginn Datum|Startdatum|Datum von|von|"
           "start date|Termine|Beginn|Start"),
    column("day_until", "Datum bis", WHEN, "bis|Enddatum|Ende Datum|end date|letzter Tag"),
    column("begins", "Uhrzeit", WHEN, "Zeit|Beginn Uhrzeit|Startzeit|Uhrzeit von|Anfang|start time|von Uhr|"
           "Uhrzeit Beginn"),
    column("ends", "Uhrzeit bis", WHEN, "Endzeit|Ende|Ende Uhrzeit|end time|bis Uhr|Uhrzeit Ende|end"),
    column("place", "Ort der Veranstaltung", WHERE, "Ort|Veranstaltungsort|Wo|location|Raum|Treffpunkt|place|Haus"),
    column("street", "Straße und Hausnummer", WHERE, "Straße|Strasse|Adresse|Anschrift|street"),
    column("postcode", "Postleitzahl", WHERE, "PLZ|zip|postcode"),
    column("city", "Ortschaft", WHERE, "Stadt|Gemeinde|city"),
    column("organiser", "Veranstalter", MORE, "Veranstalterin|Träger|Anbieter|organizer|organiser|Wer|Einrichtung"),
    column("topics", "Themen und Zielgruppen", MORE, "Thema|Themen|Kategorie|Kategorien|Rubrik|Zielgruppe|"
           "categories|category"),
    column("price", "Preis", MORE, "Kosten|Eintritt|Gebühr|price|Teilnahmegebühr|Entgelt"),
    column("access_url", "Anmeldung unter", MORE, "Link|URL|Website|Internet|Anmeldung|Homepage|www"),
)  # fmt: skip
MEANINGS = Meanings(COLUMNS)
BY_KEY, guess = MEANINGS.by_key, MEANINGS.guess


def missing(keys: Sequence[str]) -> str:
    """What is not there and must be, as a sentence; "" where nothing is."""
    if sentence := MEANINGS.twice(keys):
        return sentence
    if "title" not in keys:
        return "Bitte sagen Sie, in welcher Spalte der Titel steht."
    if "day" not in keys:
        return "Bitte sagen Sie, in welcher Spalte das Datum steht."
    return ""
