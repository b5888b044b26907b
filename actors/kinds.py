"""The kinds of actors, grouped by field of education, as both regions use them (portal.md E2)."""

from collections.abc import Collection

from django.db import models
from django.utils.translation import gettext_lazy as _


class Field(models.TextChoices):
    """Bildungsbereich: the first level of the directory."""

    EARLY = "fruehe-bildung", _("Frühe Bildung")
    SCHOOL = "schule", _("Schule")
    VOCATIONAL = "berufliche-bildung", _("Berufliche Bildung")
    UNIVERSITY = "hochschule", _("Hochschule und Lehrkräftebildung")
    CONTINUING = "weiterbildung", _("Weiterbildung")
    CULTURE = "kultur", _("Kultur")
    NATURE = "umwelt", _("Umwelt und Natur")
    YOUTH = "jugend-beratung", _("Jugend und Beratung")
    NETWORK = "verwaltung-netzwerk", _("Verwaltung und Netzwerk")


class Kind(models.TextChoices):
    """Art der Einrichtung."""

    KITA = "kita", _("Kindertagesstätte")
    KRIPPE = "krippe", _("Krippe")
    HORT = "hort", _("Hort")
    KINDERTAGESPFLEGE = "kindertagespflege", _("Kindertagespflege")
    GRUNDSCHULE = "grundschule", _("Grundschule")
    HAUPTSCHULE = "hauptschule", _("Hauptschule")
    REALSCHULE = "realschule", _("Realschule")
    OBERSCHULE = "oberschule", _("Oberschule")
    GEMEINSCHAFTSSCHULE = "gemeinschaftsschule", _("Gemeinschaftsschule")
    WERKREALSCHULE = "werkrealschule", _("Werkrealschule")
    GESAMTSCHULE = "gesamtschule", _("Gesamtschule")
    GYMNASIUM = "gymnasium", _("Gymnasium")
    FOERDERSCHULE = "foerderschule", _("Förderschule")
    SBBZ = "sbbz", _("Sonderpädagogisches Bildungs- und Beratungszentrum")
    WALDORFSCHULE = "freie_waldorfschule", _("Freie Waldorfschule")
    FREIE_SCHULE = "freie_schule", _("Schule in freier Trägerschaft")
    ABENDSCHULE = "abendschule", _("Abendschule")
    BERUFSBILDENDE_SCHULE = "berufsbildende_schule", _("Berufsbildende Schule")
    KAMMER = "kammer", _("Kammer")
    BETRIEB = "betrieb", _("Betrieb")
    HOCHSCHULE = "hochschule", _("Hochschule")
    STUDIENSEMINAR = "studienseminar", _("Studienseminar")
    VOLKSHOCHSCHULE = "volkshochschule", _("Volkshochschule")
    FAMILIENBILDUNG = "familienbildung", _("Familienbildung")
    WEITERBILDUNGSTRAEGER = "weiterbildungstraeger", _("Weiterbildungsträger")
    TAGUNGSZENTRUM = "tagungszentrum", _("Tagungshaus")
    MUSEUM = "museum", _("Museum")
    THEATER = "theater", _("Theater")
    BIBLIOTHEK = "bibliothek", _("Bibliothek")
    MUSIKSCHULE = "musikschule", _("Musikschule")
    KUNSTSCHULE = "kunstschule", _("Kunstschule")
    KINO = "kino", _("Kino")
    ARCHIV = "archiv", _("Archiv")
    LITERATUR = "literatur", _("Literaturhaus")
    SOZIOKULTUR = "soziokultur", _("Soziokulturelles Zentrum")
    KULTUREINRICHTUNG = "kultureinrichtung", _("Kultureinrichtung")
    UMWELTBILDUNG = "umweltbildung", _("Umweltbildung")
    LERNORT = "ausserschulischer_lernort", _("Außerschulischer Lernort")
    JUGENDZENTRUM = "jugendzentrum", _("Jugendzentrum")
    JUGENDHILFE = "jugendhilfe", _("Jugendhilfe")
    BERATUNG = "beratung", _("Beratungsstelle")
    WOHLFAHRTSVERBAND = "wohlfahrtsverband", _("Wohlfahrtsverband")
    TRAEGER = "traeger", _("Träger")
    BEHOERDE = "behoerde", _("Behörde")
    BILDUNGSBUERO = "bildungsbuero", _("Bildungsbüro")
    KOORDINATION = "koordination", _("Koordinierungsstelle")
    MEDIENZENTRUM = "medienzentrum", _("Medienzentrum")
    NETZWERK = "netzwerk", _("Netzwerk")
    VEREIN = "verein", _("Verein")
    STIFTUNG = "stiftung", _("Stiftung")


FIELD_KINDS: dict[Field, tuple[Kind, ...]] = {
    Field.EARLY: (Kind.KITA, Kind.KRIPPE, Kind.HORT, Kind.KINDERTAGESPFLEGE),
    Field.SCHOOL: (
        Kind.GRUNDSCHULE, Kind.HAUPTSCHULE, Kind.REALSCHULE, Kind.OBERSCHULE, Kind.GEMEINSCHAFTSSCHULE,
        Kind.WERKREALSCHULE, Kind.GESAMTSCHULE, Kind.GYMNASIUM, Kind.FOERDERSCHULE, Kind.SBBZ,
        Kind.WALDORFSCHULE, Kind.FREIE_SCHULE, Kind.ABENDSCHULE,
    ),
    Field.VOCATIONAL: (Kind.BERUFSBILDENDE_SCHULE, Kind.KAMMER, Kind.BETRIEB),
    Field.UNIVERSITY: (Kind.HOCHSCHULE, Kind.STUDIENSEMINAR),
    Field.CONTINUING: (
        Kind.VOLKSHOCHSCHULE, Kind.FAMILIENBILDUNG, Kind.WEITERBILDUNGSTRAEGER, Kind.TAGUNGSZENTRUM,
    ),
    Field.CULTURE: (
        Kind.MUSEUM, Kind.THEATER, Kind.BIBLIOTHEK, Kind.MUSIKSCHULE, Kind.KUNSTSCHULE, Kind.KINO,
        Kind.ARCHIV, Kind.LITERATUR, Kind.SOZIOKULTUR, Kind.KULTUREINRICHTUNG,
    ),
    Field.NATURE: (Kind.UMWELTBILDUNG, Kind.LERNORT),
    Field.YOUTH: (Kind.JUGENDZENTRUM, Kind.JUGENDHILFE, Kind.BERATUNG, Kind.WOHLFAHRTSVERBAND, Kind.TRAEGER),
    Field.NETWORK: (
        Kind.BEHOERDE, Kind.BILDUNGSBUERO, Kind.KOORDINATION, Kind.MEDIENZENTRUM, Kind.NETZWERK,
        Kind.VEREIN, Kind.STIFTUNG,
    ),
}  # fmt: skip
FIELD_OF: dict[str, Field] = {kind: field for field, kinds in FIELD_KINDS.items() for kind in kinds}

# General-education schools and Kitas may apply to the fund (guideline: allgemeinbildende Schulen und
# Kindertagesstätten, whatever the sponsor); the office may decide otherwise for a single institution.
ELIGIBLE_KINDS: frozenset[str] = frozenset(
    {Kind.KITA, Kind.KRIPPE, *FIELD_KINDS[Field.SCHOOL]} - {Kind.ABENDSCHULE}
)

# Kinds that only these Länder have; all others are found everywhere.
KINDS_OF_LAND: dict[str, frozenset[Kind]] = {
    "Niedersachsen": frozenset({Kind.OBERSCHULE, Kind.FOERDERSCHULE}),
    "Baden-Württemberg": frozenset({Kind.GEMEINSCHAFTSSCHULE, Kind.WERKREALSCHULE, Kind.SBBZ}),
}


def of_land(state: str) -> list[Kind]:
    """The kinds that exist in a Land (its name as in ``Region.state``); all of them in an unknown one."""
    if state not in KINDS_OF_LAND:
        return list(Kind)
    elsewhere = frozenset().union(*KINDS_OF_LAND.values()) - KINDS_OF_LAND[state]
    return [kind for kind in Kind if kind not in elsewhere]


def grouped_choices(
    kinds: Collection[Kind] = tuple(Kind),
) -> list[tuple[str, list[tuple[str, str]]]]:
    """These kinds as choices of a form, under their field of education."""
    return [
        (field.label, [(kind.value, kind.label) for kind in members if kind in kinds])
        for field, members in FIELD_KINDS.items()
    ]
