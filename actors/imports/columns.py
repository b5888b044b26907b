"""What a column of a file may mean, and the guess by its heading."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from actors.models import AccessFact, ExternalId
from bildungsregion.base.search import fold

from .reading import LATITUDE, LONGITUDE, Table


IDENTIFIER, ACCESS = "id:", "zugang:"


@dataclass(frozen=True, slots=True)
class Column:
    """``headings`` are how German and English files call it; the first is what our own file would say."""

    key: str
    label: str
    group: str
    headings: tuple[str, ...] = ()


def _column(key: str, label: str, group: str, headings: str = "") -> Column:
    return Column(key, label, group, (label, *headings.split("|")) if headings else (label,))


WHO, WHERE, HOW, ABOUT = "Wer", "Wo", "Kontakt und Zeiten", "Beschreibung"
BARRIERS, NUMBERS = "Barrierefreiheit", "Kennungen"
COLUMNS: tuple[Column, ...] = (
    _column("name", "Name", WHO, "Schulname|Name der Schule|Einrichtung|Bezeichnung|Institution|Name der Einrichtung|"
            "Dienststellenname|Schule|title|school_name|organisation"),
    _column("name_2", "Name, zweiter Teil", WHO, "Namenszusatz|Zusatz|Name 2|Schulname 2"),
    _column("short_name", "Kurzname", WHO, "Kurzbezeichnung|Abkürzung|Kürzel|short name|short_name|alt_name"),
    _column("kind", "Art", WHO, "kind|Schulform|Schulart|Schultyp|Typ|Einrichtungsart|Art der Einrichtung|Kategorie|"
            "school_type_entity|type|category|Schulgliederung|amenity"),
    _column("kind_2", "Art, genauer", WHO, "school_type|Schulform genau"),
    _column("sponsorship", "Trägerschaft", WHO, "Träger|Schulträger|Trägerart|Rechtsform|Rechtsstatus|Status|"
            "legal_status|operator|operator:type|sponsorship|Rechtsstellung"),
    _column("street", "Straße", WHERE, "Straße und Hausnummer|Strasse|Straße Hausnummer|Str.|street|"
            "addr:street|Straße/Hausnr.|Strasse Hausnr"),
    _column("house_number", "Hausnummer", WHERE, "Hausnr.|Haus-Nr.|Hnr|Nr.|housenumber|addr:housenumber|house_number"),
    _column("postcode", "Postleitzahl", WHERE, "PLZ|postcode|zip|postal code|addr:postcode|postalcode|zipcode"),
    _column("city", "Ort", WHERE, "Stadt|Wohnort|city|town|addr:city|Schulort|Postort|place"),
    _column("address", "Anschrift in einer Zelle", WHERE, "Anschrift|Adresse|address|full address|Postanschrift"),
    _column("municipality", "Gemeinde oder AGS", WHERE, "Gemeinde|Gemeindename|AGS|Gemeindeschlüssel|Amtlicher "
            "Gemeindeschlüssel|municipality|Kommune|Gemeindekennziffer|GKZ|community"),
    _column("latitude", "Breite", WHERE, f"{LATITUDE}|latitude|lat|Breitengrad|geographische Breite|y"),
    _column("longitude", "Länge", WHERE, f"{LONGITUDE}|longitude|lon|lng|long|Längengrad|geographische Länge|x"),
    _column("phone", "Telefon", HOW, "Tel|Tel.|Telefonnummer|Rufnummer|Fon|phone|telephone|contact:phone|Telefon 1"),
    _column("email", "E-Mail", HOW, "Mail|E-Mail-Adresse|eMail|email|e_mail|contact:email|Mailadresse"),
    _column("website", "Website", HOW, "Homepage|Internet|Internetadresse|Webseite|www|URL|web|contact:website"),
    _column("hours", "Öffnungszeiten", HOW, "opening_hours|opening hours|Sprechzeiten|Zeiten|hours"),
    _column("languages", "Sprachen", HOW, "languages|language|Sprache"),
    _column("admission", "Was es kostet", HOW, "Eintritt|Preis|Kosten|Gebühr|admission|fee|charge"),
    _column("summary", "Kurz gesagt", ABOUT, "Kurzbeschreibung|Kurztext|summary|Teaser"),
    _column("description", "Beschreibung", ABOUT, "Text|description|Bemerkung|note"),
    _column("topics", "Themen", ABOUT, "Thema|topics|topic|Handlungsfeld|Schwerpunkte"),
    _column("target_groups", "Zielgruppen", ABOUT, "Zielgruppe|target groups|target_groups"),
    _column("keywords", "Suchwörter", ABOUT, "Stichwörter|Schlagwörter|keywords"),
    _column("source", "Quelle der Angabe", ABOUT, "source|Herkunft|Stand"),
    _column("wheelchair", "Rollstuhlgerecht", BARRIERS, "wheelchair|Rollstuhl|barrierefrei|rollstuhlgeeignet"),
    _column("accessibility_note", "Hinweise zur Barrierefreiheit", BARRIERS, "Barrierefreiheit|accessibility"),
    *(_column(f"{ACCESS}{value}", str(label), BARRIERS, value) for value, label in AccessFact.Feature.choices),
    _column(f"{IDENTIFIER}schulnummer", "Schulnummer", NUMBERS, "Schul-Nr.|SchulNr|Schulnr.|Dienststellenschlüssel|"
            "DISCH|Schulkennziffer|Dienststellennummer|school_id|Amtliche Schulnummer|Schlüssel der Schule"),
    *(_column(f"{IDENTIFIER}{value}", str(label), NUMBERS, value) for value, label in ExternalId.Scheme.choices
      if value != ExternalId.Scheme.SCHOOL_NUMBER),
)  # fmt: skip
BY_KEY: dict[str, Column] = {column.key: column for column in COLUMNS}
# Names that come twice keep their first owner.
_BY_HEADING: dict[str, str] = {}
for _one in COLUMNS:
    for _heading in _one.headings:
        _BY_HEADING.setdefault(
            " ".join(fold(_heading).replace("_", " ").split()).rstrip(".:*"), _one.key
        )
# „id“ alone is anybody's; beside these it is the number of a school.
_SCHOOL_LIST = frozenset({"school type", "schulform", "schulart", "school type entity"})


def folded(heading: str) -> str:
    """A heading as it is remembered: next year's file may write it in capitals."""
    return " ".join(fold(heading).replace("_", " ").split()).rstrip(".:*")


def guess(table: Table, remembered: Mapping[str, str]) -> list[str]:
    """For every column of the table the key of what it means, or "".

    What was chosen for this source before wins; no meaning is given twice.
    """
    headings = [folded(header) for header in table.headers]
    is_school_list = not _SCHOOL_LIST.isdisjoint(headings)
    keys: list[str] = []
    for heading in headings:
        key = remembered.get(heading)
        if key is None:
            key = _BY_HEADING.get(heading, "")
            if heading == "id" and is_school_list:
                key = f"{IDENTIFIER}schulnummer"
        keys.append(key if key in BY_KEY and key not in keys else "")
    return keys


def missing(keys: Sequence[str]) -> str:
    """What is not there and must be, as a sentence; "" where nothing is."""
    if "name" not in keys:
        return "Bitte sagen Sie, in welcher Spalte der Name steht."
    twice = {BY_KEY[key].label for key in keys if key and list(keys).count(key) > 1}
    if twice:
        return f"Nur eine Spalte kann gemeint sein mit: {', '.join(sorted(twice))}."
    if ("latitude" in keys) != ("longitude" in keys):
        return "Breite und Länge gehören zusammen: Bitte wählen Sie beide oder keine."
    return ""


def grouped_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """All meanings as choices of a select, under their group."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for column in COLUMNS:
        groups.setdefault(column.group, []).append((column.key, column.label))
    return list(groups.items())
