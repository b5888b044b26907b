"""The sitemap.xml: every public page of every app."""

from django.urls import reverse

from actors.sitemaps import ActorSitemap, MunicipalitySitemap, OfferSitemap
from bildungsregion.base import region
from bildungsregion.base.sitemaps import LanguagesSitemap
from documents.sitemaps import DocumentSeriesSitemap, DocumentSitemap
from events.sitemaps import EventSitemap, SeriesSitemap
from pages.sitemaps import (
    BodySitemap,
    LifePhaseSitemap,
    NewsSitemap,
    PageSitemap,
    SectionSitemap,
    TopicSitemap,
)
from projects.sitemaps import ProjectSitemap


class PortalSitemap(LanguagesSitemap):
    """Pages that are neither a row nor a list of rows; those of the fund only where there is one."""

    names = (
        "actors:actor_map",
        "actors:municipality_list",
        "actors:cooperation_list",
        "events:event_archive",
        "events:event_map",
        "events:event_calendar",
        "events:event_embed",
        "open_data",
        "sitemap_page",
    )
    fund_names = ("funding:overview", "funding:calculator", "funding:self_check")

    def items(self):
        return self.names + (self.fund_names if region.current().has("funding") else ())

    def location(self, name):
        return reverse(name)


SITEMAPS = {
    "bereiche": SectionSitemap,
    "portal": PortalSitemap,
    "akteure": ActorSitemap,
    "lernorte": OfferSitemap,
    "gemeinden": MunicipalitySitemap,
    "veranstaltungen": EventSitemap,
    "reihen": SeriesSitemap,
    "projekte": ProjectSitemap,
    "dokumente": DocumentSitemap,
    "dokumentreihen": DocumentSeriesSitemap,
    "themen": TopicSitemap,
    "lebensphasen": LifePhaseSitemap,
    "gremien": BodySitemap,
    "seiten": PageSitemap,
    "aktuelles": NewsSitemap,
}
