"""The catalogue of open data after DCAT-AP.de 2.0, written as Turtle.

So that portals of the Land and of the Federation can collect it. Few triples of one shape: they are
written here; a library of RDF reads them back in the tests and holds them against the rules of the profile.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from actors.open_data import LICENCE_URI
from bildungsregion.base.models import Region


PREFIXES = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcatde": "http://dcat-ap.de/def/dcatde/",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
AUTHORITY = "http://publications.europa.eu/resource/authority"
GEOCODING = "http://dcat-ap.de/def/politicalGeocoding"
MEDIA_TYPES = "https://www.iana.org/assignments/media-types"


@dataclass(frozen=True)
class Distribution:
    """One way to get a dataset; ``file_type`` is its code in the EU's list, "" where it has none."""

    title: str
    url: str
    media_type: str
    file_type: str = ""


@dataclass(frozen=True)
class Entry:
    """One dataset as people and portals see it; ``page`` shows the same to people."""

    key: str
    title: str
    about: str
    page: str
    keywords: tuple[str, ...]
    distributions: tuple[Distribution, ...]
    changed_at: datetime | None = None
    has_api: bool = False


@dataclass(frozen=True)
class Addresses:
    """Whole addresses the catalogue names: the page of the open data, the read API, its description."""

    page: str
    api: str
    description: str


def turtle(region: Region, entries: list[Entry], at: Addresses, contributor: str = "") -> str:
    """The whole catalogue; ``contributor`` is the address GovData gave this provider, if any."""
    lines = [f"@prefix {prefix}: <{address}> ." for prefix, address in PREFIXES.items()]
    blocks = ["\n".join(lines), *_blocks(region, entries, at, contributor)]
    return "\n\n".join(blocks) + "\n"


def _blocks(region, entries, at, contributor) -> Iterator[str]:
    page = at.page
    yield _node(f"{page}#katalog", "dcat:Catalog", [
        ("dct:title", _text(f"Offene Daten der {region.name}")),
        ("dct:description", _text(f"Daten der {region.name} zum Weiterverwenden.")),
        ("dct:publisher", _iri(f"{page}#herausgeber")),
        ("dct:language", _iri(f"{AUTHORITY}/language/DEU")),
        ("dct:license", _iri(LICENCE_URI)),
        ("dct:spatial", _iri(f"{GEOCODING}/districtKey/{region.ags}")),
        ("foaf:homepage", _iri(page)),
        ("dcat:themeTaxonomy", _iri(f"{AUTHORITY}/data-theme")),
        *(("dcat:dataset", _iri(f"{page}#{entry.key}")) for entry in entries),
        ("dcat:service", _iri(f"{page}#schnittstelle")),
    ])  # fmt: skip
    yield _node(
        f"{page}#herausgeber", "foaf:Organization", [("foaf:name", _text(region.authority_name))]
    )
    yield _node(
        f"{GEOCODING}/districtKey/{region.ags}",
        "dct:Location",
        [("skos:prefLabel", _text(region.district))],
    )
    yield _node(page, "foaf:Document", [])
    yield _node(f"{page}#kontakt", "vcard:Organization", [
        ("vcard:fn", _text(region.office_name)),
        *((("vcard:hasEmail", _iri(f"mailto:{region.office_email}")),) if region.office_email else ()),
    ])  # fmt: skip
    for entry in entries:
        yield from _entry_blocks(region, entry, page, contributor)
    yield _node(f"{page}#schnittstelle", "dcat:DataService", [
        ("dct:title", _text("Lese-Schnittstelle")),
        ("dcat:endpointURL", _iri(at.api)),
        ("dcat:endpointDescription", _iri(at.description)),
        ("dct:license", _iri(LICENCE_URI)),
        *(("dcat:servesDataset", _iri(f"{page}#{entry.key}")) for entry in entries if entry.has_api),
    ])  # fmt: skip


def _entry_blocks(region: Region, entry: Entry, page: str, contributor: str) -> Iterator[str]:
    facts = [
        ("dct:title", _text(f"{entry.title}: {region.name}")),
        ("dct:description", _text(entry.about)),
        ("dct:identifier", _text(f"{page}#{entry.key}")),
        ("dct:publisher", _iri(f"{page}#herausgeber")),
        ("dcat:contactPoint", _iri(f"{page}#kontakt")),
        ("dcat:theme", _iri(f"{AUTHORITY}/data-theme/EDUC")),
        *(("dcat:keyword", _text(keyword)) for keyword in entry.keywords),
        ("dct:language", _iri(f"{AUTHORITY}/language/DEU")),
        ("dct:accrualPeriodicity", _iri(f"{AUTHORITY}/frequency/CONT")),
        ("dct:spatial", _iri(f"{GEOCODING}/districtKey/{region.ags}")),
        ("dcatde:politicalGeocodingURI", _iri(f"{GEOCODING}/districtKey/{region.ags}")),
        ("dcatde:politicalGeocodingLevelURI", _iri(f"{GEOCODING}/Level/administrativeDistrict")),
        ("dcat:landingPage", _iri(entry.page)),
        *(("dcat:distribution", _iri(_named(page, entry, way))) for way in entry.distributions),
    ]
    if entry.changed_at:
        facts.append(("dct:modified", _moment(entry.changed_at)))
    if contributor:
        facts.append(("dcatde:contributorID", _iri(contributor)))
    yield _node(f"{page}#{entry.key}", "dcat:Dataset", facts)
    if entry.page != page:
        yield _node(entry.page, "foaf:Document", [])
    for way in entry.distributions:
        yield _node(_named(page, entry, way), "dcat:Distribution", [
            ("dct:title", _text(f"{entry.title} als {way.title}")),
            ("dcat:accessURL", _iri(way.url)),
            ("dcat:downloadURL", _iri(way.url)),
            ("dcat:mediaType", _iri(f"{MEDIA_TYPES}/{way.media_type}")),
            *((("dct:format", _iri(f"{AUTHORITY}/file-type/{way.file_type}")),) if way.file_type else ()),
            ("dct:license", _iri(LICENCE_URI)),
            ("dcatde:licenseAttributionByText", _text(region.name)),
        ])  # fmt: skip


def _named(page: str, entry: Entry, way: Distribution) -> str:
    return f"{page}#{entry.key}-{way.title.lower()}"


def _node(address: str, kind: str, facts: list[tuple[str, str]]) -> str:
    lines = [f"{_iri(address)} a {kind}", *(f"    {name} {value}" for name, value in facts)]
    return " ;\n".join(lines) + " ."


def _iri(address: str) -> str:
    """An IRIREF (Turtle 1.1, 6.5): what may not stand in one is escaped as in an address."""
    bad = {char: f"%{ord(char):02X}" for char in '<>"{}|^`\\ '}
    return f"<{''.join(bad.get(char, char) for char in address if char >= ' ')}>"


def _text(words: str) -> str:
    """A German literal on one line."""
    words = " ".join(words.split()).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{words}"@de'


def _moment(moment: datetime) -> str:
    return f'"{moment.isoformat(timespec="seconds")}"^^xsd:dateTime'
