"""Pages of the office that belong to no app's admin; they stand before it in the list of addresses."""

from django.contrib import admin
from django.urls import path

from .founding.views import checklist
from .handbook import views as handbook
from .running.views import operation


office = admin.site.admin_view

urlpatterns = [
    path("verwaltung/einrichtung/", office(checklist), name="office_setup"),
    path("verwaltung/betrieb/", office(operation), name="office_operation"),
    path("verwaltung/hilfe/", office(handbook.contents), {"key": "office"}, name="office_handbook"),
    path(
        "verwaltung/hilfe/<slug:slug>/",
        office(handbook.chapter),
        {"key": "office"},
        name="office_handbook_chapter",
    ),
    path("hilfe/", handbook.contents, {"key": "institutions"}, name="handbook"),
    path("hilfe/<slug:slug>/", handbook.chapter, {"key": "institutions"}, name="handbook_chapter"),
]
