"""What a column of a file may mean, and the guess by its heading."""

from collections.abc import Mapping, Sequence

from actors.models import AccessFact, ExternalId

from .headings import Column, Meanings, column, folded
from .reading import LATITUDE, LONGITUDE, Table


IDENTIFIER, ACCESS = "id:", "zugang:"
WHO, WHERE, HOW, ABOUT = "Wer", "Wo", "Kontakt und Zeiten", "Beschreibung"
BARRIERS, NUMBERS = "Barrierefreiheit", "Kennungen"
COLUMNS: tuple[Column, ...] = (
    column("name", "Name", WHO, "Schulname|Name der Schule|Einrichtung|Bezeichnung|Institution|Name der Einrichtung|"
           "Dienststellenname|Schule|title|school_name|organisation"),
    column("name_2", "Name, zweiter Teil", WHO, "Namenszusatz|Zusatz|Name 2|Schulname 2"),
    column("short_name", "Kurzname", WHO, "Kurzbezeichnung|Abkürzung|Kürzel|short name|short_name|alt_name"),
    column("kind", "Art", WHO, "kind|Schulform|Schulart|Schultyp|Typ|Einrichtungsart|Art der Einrichtung|Kategorie|"
           "school_type_entity|type|category|Schulgliederung|amenity"),
    column("kind_2", "Art, genauer", WHO, "school_type|Schulform genau"),
    column("sponsorship", "Trägerschaft", WHO, "Träger|Schulträger|Trägerart|Rechtsform|Rechtsstatus|Status|"
           "legal_status|operator|operator:type|sponsorship|Rechtsstellung"),
    column("street", "Straße", WHERE, "Straße und Hausnummer|Strasse|Straße Hausnummer|Str.|street|"
           "addr:street|Straße/Hausnr.|Strasse Hausnr"),
    column("house_number", "Hausnummer", WHERE, "Hausnr.|Haus-Nr.|Hnr|Nr.|housenumber|addr:housenumber|house_number"),
    column("postcode", "Postleitzahl", WHERE, "PLZ|postcode|zip|postal code|addr:postcode|postalcode|zipcode"),
    column("city", "Ort", WHERE, "Stadt|Wohnort|city|town|addr:city|Schulort|Postort|place"),
    column("address", "Anschrift in einer Zelle", WHERE, "Anschrift|Adresse|address|full address|Postanschrift"),
    column("municipality", "Gemeinde oder AGS", WHERE, "Gemeinde|Gemeindename|AGS|Gemeindeschlüssel|Amtlicher "
           "Gemeindeschlüssel|municipality|Kommune|Gemeindekennziffer|GKZ|community"),
    column("latitude", "Breite", WHERE, f"{LATITUDE}|latitude|lat|Breitengrad|geographische Breite|y"),
    column("longitude", "Länge", WHERE, f"{LONGITUDE}|longitude|lon|lng|long|Längengrad|geographische Länge|x"),
    column("phone", "Telefon", HOW, "Tel|Tel.|Telefonnummer|Rufnummer|Fon|phone|telephone|contact:phone|Telefon 1"),
    column("email", "E-Mail", HOW, "Mail|E-Mail-Adresse|eMail|email|e_mail|contact:email|Mailadresse"),
    column("website", "Website", HOW, "Homepage|Internet|Internetadresse|Webseite|www|URL|web|contact:website"),
    column("hours", "Öffnungszeiten", HOW, "opening_hours|opening hours|Sprechzeiten|Zeiten|hours"),
    column("languages", "Sprachen", HOW, "languages|language|Sprache"),
    column("admission", "Was es kostet", HOW, "Eintritt|Preis|Kosten|Gebühr|admission|fee|charge"),
    column("summary", "Kurz gesagt", ABOUT, "Kurzbeschreibung|Kurztext|summary|Teaser"),
    column("description", "Beschreibung", ABOUT, "Text|description|Bemerkung|note"),
    column("topics", "Themen", ABOUT, "Thema|topics|topic|Handlungsfeld|Schwerpunkte"),
    column("target_groups", "Zielgruppen", ABOUT, "Zielgruppe|target groups|target_groups"),
    column("keywords", "Suchwörter", ABOUT, "Stichwörter|Schlagwörter|keywords"),
    column("source", "Quelle der Angabe", ABOUT, "source|Herkunft|Stand"),
    column("wheelchair", "Rollstuhlgerecht", BARRIERS, "wheelchair|Rollstuhl|barrierefrei|rollstuhlgeeignet"),
    column("accessibility_note", "Hinweise zur Barrierefreiheit", BARRIERS, "Barrierefreiheit|accessibility"),
    *(column(f"{ACCESS}{value}", str(label), BARRIERS, value) for value, label in AccessFact.Feature.choices),
    column(f"{IDENTIFIER}schulnummer", "Schulnummer", NUMBERS, "Schul-Nr.|SchulNr|Schulnr.|Dienststellenschlüssel|"
           "DISCH|Schulkennziffer|Dienststellennummer|school_id|Amtliche Schulnummer|Schlüssel der Schule"),
    *(column(f"{IDENTIFIER}{value}", str(label), NUMBERS, value) for value, label in ExternalId.Scheme.choices
      if value != ExternalId.Scheme.SCHOOL_NUMBER),
)  # fmt: skip
MEANINGS = Meanings(COLUMNS)
BY_KEY = MEANINGS.by_key
# „id“ alone is anybody's; beside these it is the number of a school.
_SCHOOL_LIST = frozenset({"school type", "schulform", "schulart", "school type entity"})


def guess(table: Table, remembered: Mapping[str, str]) -> list[str]:
    """For every column of the table the key of what it means, or "" (headings.py)."""
    is_school_list = not _SCHOOL_LIST.isdisjoint(map(folded, table.headers))
    here = {"id": f"{IDENTIFIER}schulnummer"} if is_school_list else {}
    return MEANINGS.guess(table, remembered, here)


def missing(keys: Sequence[str]) -> str:
    """What is not there and must be, as a sentence; "" where nothing is."""
    if "name" not in keys:
        return "Bitte sagen Sie, in welcher Spalte der Name steht."
    if sentence := MEANINGS.twice(keys):
        return sentence
    if ("latitude" in keys) != ("longitude" in keys):
        return "Breite und Länge gehören zusammen: Bitte wählen Sie beide oder keine."
    return ""
