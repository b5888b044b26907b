"""The page of the open data, and the catalogue for other portals."""

from collections.abc import Callable
from dataclasses import replace

from django.conf import settings
from django.db.models import Max
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _, gettext_lazy
from django.views.generic import TemplateView

from actors import open_data, openapi
from actors.views import OpenView
from bildungsregion.base.kept_pages import KeptPage
from bildungsregion.base.models import Region
from documents.open_data import DOCUMENTS
from events.open_data import EVENTS
from funding import public_list
from projects.open_data import PROJECTS

from .catalogue import Addresses, Distribution, Entry, turtle


open_data.DATASETS |= {dataset.name: dataset for dataset in (EVENTS, PROJECTS, DOCUMENTS)}
TURTLE_TYPE = "text/turtle; charset=utf-8"
FILES = (("CSV", "text/csv"), ("JSON", "application/json"), ("GeoJSON", "application/geo+json"))

# The read API's parameters, for people; openapi.json says the same to programs.
FILTERS = (
    (
        "municipality",
        gettext_lazy(
            "Gemeinde; eine Samtgemeinde schließt ihre Mitglieder ein; nicht bei Dokumenten"
        ),
    ),
    ("kind", gettext_lazy("Art; nicht bei Veranstaltungen")),
    ("topic", gettext_lazy("Thema")),
    ("starts_since", gettext_lazy("nur Veranstaltungen: beginnt an diesem Tag oder später")),
    ("updated_since", gettext_lazy("geändert seit, zum Beispiel 2026-03-01")),
    ("limit", gettext_lazy("so viele auf einer Seite, höchstens 500")),
)


def entries(region: Region, absolute: Callable[[str], str]) -> list[Entry]:
    """What there is to take away in this region, with whole addresses."""
    directory = (
        (open_data.ACTORS, "actors:actor", (_("Schule"), _("Kita"), _("Bildungseinrichtung"))),
        (open_data.OFFERS, "actors:offer", (_("Lernort"), _("Museum"), _("Ausflug"))),
    )
    found = [_dataset(*part, absolute) for part in directory]
    if EVENTS.rows().exists():
        found.append(_calendar(absolute))
    if PROJECTS.rows().exists():
        keywords = (_("Projekt"), _("Zusammenarbeit"))
        found.append(_dataset(PROJECTS, "project", keywords, absolute, "projects:project_list"))
    if DOCUMENTS.rows().exists():
        keywords = (_("Dokument"), _("Bericht"))
        found.append(_dataset(DOCUMENTS, "document", keywords, absolute, "documents:document_list"))
    if region.has("funding") and public_list.years():
        found.append(_funded(absolute))
    return found


def _dataset(dataset: open_data.Dataset, name: str, keywords, absolute, page="") -> Entry:
    files = tuple(
        Distribution(label, absolute(reverse(f"{name}_file", args=[label.lower()])),
                     media_type, label.upper())
        for label, media_type in FILES
        if label.lower() in dataset.formats
    )  # fmt: skip
    changes = dataset.rows().order_by().aggregate(*(Max(path) for path in dataset.updated))
    changed = max((at for at in changes.values() if at), default=None)
    return Entry(
        key=dataset.file_name,
        title=str(dataset.title),
        about=str(dataset.about),
        page=absolute(reverse(page or f"{name}_list")),
        keywords=(_("Bildung"), *keywords),
        distributions=files,
        changed_at=changed and localtime(changed),
        has_api=True,
    )


def _calendar(absolute) -> Entry:
    keywords = (_("Veranstaltung"), _("Kalender"))
    entry = _dataset(EVENTS, "event", keywords, absolute, page="events:event_list")
    feed = Distribution("iCalendar", absolute(reverse("events:event_feed")), "text/calendar")
    return replace(entry, distributions=(*entry.distributions, feed))


def _funded(absolute) -> Entry:
    file = Distribution("CSV", absolute(reverse("funding:funded_file")), "text/csv", "CSV")
    return Entry(
        key="gefoerdert",
        title=_("Geförderte Vorhaben"),
        about=_("Wofür der Fonds Geld gegeben hat: Einrichtung, Anbieter, Monat und Betrag."),
        page=absolute(reverse("funding:funded_list")),
        keywords=(_("Bildung"), _("Förderung")),
        distributions=(file,),
    )


class OpenData(KeptPage, TemplateView):
    """What may be used, under which licence, in which form; and how a program asks for it."""

    template_name = "open_data.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            entries=entries(self.request.region, self.request.build_absolute_uri),
            datasets=open_data.DATASETS.values(),
            filters=FILTERS,
            licence_name=open_data.LICENCE_NAME,
            licence_url=open_data.LICENCE_URL,
            **kwargs,
        )


class Catalogue(OpenView):
    """The catalogue that portals of the Land and the Federation collect (DCAT-AP.de 2.0, Turtle)."""

    def get(self, request):
        addresses = Addresses(
            page=self.absolute(reverse("open_data")),
            api=self.absolute(openapi.root() + "/"),
            description=self.absolute(reverse("actors:openapi")),
        )
        found = entries(request.region, self.absolute)
        text = turtle(request.region, found, addresses, settings.DCAT_CONTRIBUTOR_ID)
        return self.as_text(text, TURTLE_TYPE)
