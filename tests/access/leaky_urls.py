"""The portal's addresses with faults that a walk must find: views that ask nobody, one that no table knows."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from bildungsregion import urls


def open_to_all(request: HttpRequest, **arguments: str) -> HttpResponse:
    return HttpResponse("offen")


_ENTRY = [path("", open_to_all, name="own_entry")]
_FRESHNESS = [path("", open_to_all, name="actors_actor_freshness")]

urlpatterns = [
    path("mein-bereich/<slug:slug>/", include((_ENTRY, "actors"))),
    path("verwaltung/actors/actor/frische/", include((_FRESHNESS, "admin"))),
    path("ganz-neu/", open_to_all, name="brand_new"),
    *urls.urlpatterns,
]
