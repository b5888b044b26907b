"""Pages without a row of their own that the search shall lead to: „Zuschuss“ means the calculator."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bildungsregion.base import search
from bildungsregion.base.models import Region

from .finding.hits import Hit


SHORTEST_TERM = 3


@dataclass(frozen=True)
class Signpost:
    """A page, and the words beside its title by which people look for it."""

    title: str
    summary: str
    url: str
    words: str
    module: str = ""

    def fits(self, terms: list[tuple[str, ...]]) -> bool:
        """Whether each term begins one of the words."""
        text = search.folded_words(f"{self.title} {self.words}")
        return all(any(f" {stem.strip()}" in text for stem in stems) for stems in terms)


SIGNPOSTS = (
    Signpost(_("Förderung"), _("Was der Fonds für Ausflüge von Schulen und Kitas bezahlt."),
             "funding:overview", _("Zuschuss Fonds Geld Finanzierung Kulturförderung "
             "Bildungsförderung Fahrtkosten Eintritt Ausflug Antrag Frist"), "funding"),
    Signpost(_("Zuschuss ausrechnen"), _("Kosten eintragen und sehen, was der Fonds übernimmt."),
             "funding:calculator", _("Förderung Rechner Förderrechner berechnen Fahrtkosten "
             "Eintritt Ausflug"), "funding"),
    Signpost(_("Antrag stellen"), _("In sieben kurzen Schritten, ohne Passwort."),
             "funding:application_create", _("Förderantrag Formular beantragen Förderung "
             "Zuschuss"), "funding"),
    Signpost(_("Wir helfen Ihnen weiter"), _("Ansprechstellen mit Telefon und E-Mail."),
             "pages:contact_list", _("Ansprechpartner Ansprechperson Ansprechstelle Kontakt "
             "Telefon Hilfe Beratung Sprechzeiten Büro")),
    Signpost(_("Karte der Akteure"), _("Alle Einrichtungen nach Stadt und Gemeinde."),
             "actors:actor_map", _("Landkarte Stadtplan Umgebung Nähe")),
    Signpost(_("Städte und Gemeinden"), _("Was es bei Ihnen vor Ort gibt."),
             "actors:municipality_list", _("Ort Orte Stadt Gemeinde Samtgemeinde Wohnort Dorf")),
    Signpost(_("Kooperation gesucht"), _("Wer Partner sucht, und wofür."),
             "actors:cooperation_list", _("Kooperation Kooperationspartner Partner Zusammenarbeit Netzwerk")),
    Signpost(_("Veranstaltungen"), _("Was in der Bildungsregion ansteht."),
             "events:event_list", _("Termine Kalender Veranstaltungskalender")),
    Signpost(_("Veranstaltung einreichen"), _("In drei Minuten, ohne Konto."),
             "events:event_propose", _("Termin melden eintragen vorschlagen ankündigen Kalender")),
    Signpost(_("Termine in den eigenen Kalender"), _("Veranstaltungen abonnieren, auf dem Handy und in Outlook."),
             "events:event_calendar", _("Kalender abonnieren iCal ICS webcal Outlook Handy")),
    Signpost(_("Termine auf der eigenen Website"), _("Was ansteht, auf der Seite Ihrer Schule oder Kita."),
             "events:event_embed", _("einbetten Widget iframe Website Homepage Schule")),
    Signpost(_("Gremien"), _("Wer steuert, berät und entscheidet."),
             "pages:body_list", _("Steuergruppe Strategiegruppe Beirat Ausschuss Sitzung")),
    Signpost(_("Feeds"), _("Neues erfahren, ohne nachzusehen: im Feedreader oder per E-Mail."),
             "feed_list", _("Atom RSS Feedreader abonnieren Newsletter Abo Neuigkeiten")),
    Signpost(_("Offene Daten"), _("Akteure und Angebote als Datei und über eine Schnittstelle."),
             "open_data", _("Open Data CSV JSON GeoJSON API Download Export Schnittstelle Lizenz")),
)  # fmt: skip


def found(query: str, region: Region) -> list[Hit]:
    """The pages a query names; switched-off modules have no pages."""
    terms = search.stem_terms(query)
    if not terms or any(len(stem.strip()) < SHORTEST_TERM for stems in terms for stem in stems):
        return []
    return [
        Hit(str(post.title), str(post.summary), reverse(post.url), terms=terms)
        for post in SIGNPOSTS
        if (not post.module or region.has(post.module)) and post.fits(terms)
    ]
