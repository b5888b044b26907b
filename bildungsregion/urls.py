from django.contrib import admin
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path
from django.views.decorators.http import require_safe

from accounts.role_pages import MyRights
from actors.views import DatasetFile, DatasetPage
from bildungsregion.base.languages import in_languages
from documents.open_data import DOCUMENTS
from events.open_data import EVENTS
from projects.open_data import PROJECTS

from . import open_data, views
from .duties.views import BarrierReport, EntryReport, ReportThanks
from .licences import LicenceList
from .security_txt import security_txt
from .sitemaps import SITEMAPS
from .text_links import text_links


# Pages for everybody exist in each language, below its prefix; what machines fetch has one address, and where
# institutions and the office work, the portal is German (adr 0225). Apps that have both part them in their lists.
urlpatterns = [
    path(
        "sitemap.xml",
        require_safe(sitemap),
        {"sitemaps": SITEMAPS},
        name="django.contrib.sitemaps.views.sitemap",
    ),
    path(".well-known/security.txt", security_txt, name="security_txt"),
    path("robots.txt", views.robots, name="robots"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("daten/catalog.ttl", open_data.Catalogue.as_view(), name="data_catalogue"),
    path("daten/veranstaltungen.<str:fmt>", DatasetFile.as_view(dataset=EVENTS), name="event_file"),
    path("daten/api/v1/events/", DatasetPage.as_view(dataset=EVENTS), name="event_api"),
    path("daten/projekte.<str:fmt>", DatasetFile.as_view(dataset=PROJECTS), name="project_file"),
    path("daten/api/v1/projects/", DatasetPage.as_view(dataset=PROJECTS), name="project_api"),
    path("daten/dokumente.<str:fmt>", DatasetFile.as_view(dataset=DOCUMENTS), name="document_file"),
    path("daten/api/v1/documents/", DatasetPage.as_view(dataset=DOCUMENTS), name="document_api"),
    path("texte/verweise/", text_links, name="text_links"),
    path("", include("bildungsregion.feed_urls")),
    path("", include("bildungsregion.base.text_urls")),
    path("verwaltung/", include("bildungsregion.office.urls")),
    path("", include("bildungsregion.office_urls")),
    path("verwaltung/", admin.site.urls),
    path("styleguide/", views.styleguide, name="styleguide"),
    path("mein-bereich/", views.MyArea.as_view(), name="my_area"),
    path("konto/rechte/", MyRights.as_view(), name="my_rights"),
    path("mein-bereich/<slug:slug>/veranstaltungen/", include("events.own_urls")),
    path("mein-bereich/<slug:slug>/projekte/", include("projects.own_urls")),
    in_languages(
        path("", views.Home.as_view(), name="home"),
        path("suche/", views.Search.as_view(), name="search"),
        path("sitemap/", views.SitemapPage.as_view(), name="sitemap_page"),
        path("barriere-melden/", BarrierReport.as_view(), name="report_barrier"),
        path("eintrag-melden/", EntryReport.as_view(), name="report_entry"),
        path("gemeldet/<str:signed>/", ReportThanks.as_view(), name="report_thanks"),
        path("daten/", open_data.OpenData.as_view(), name="open_data"),
        path("lizenzen/programme/", LicenceList.as_view(), name="licence_list"),
        path("abo/", include("bildungsregion.base.subscriptions.urls")),
        path("konto/", include("accounts.urls")),
    ),
    path("", include("funding.urls")),
    path("", include("actors.urls")),
    path("", include("events.urls")),
    path("", include("projects.urls")),
    path("", include("documents.urls")),
    path("", include("pages.video_urls")),
    in_languages(path("", include("pages.urls"))),
]

handler400 = "bildungsregion.views.bad_request"
handler403 = "bildungsregion.views.forbidden"
handler404 = "bildungsregion.views.not_found"
handler500 = "bildungsregion.views.server_error"
