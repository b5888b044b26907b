"""Pages of the office that belong to no list; below /verwaltung/, behind the same door as all the others."""

from django.contrib import admin
from django.urls import path

from . import views


app_name = "office"


def _inside(address, view, name):
    return path(address, admin.site.admin_view(view), name=name)


urlpatterns = [
    _inside("suche/", views.search, "search"),
    _inside("tasten/", views.keys, "keys"),
    _inside("filter/", views.filter_list, "filters"),
    _inside("filter/merken/", views.filter_add, "filter_add"),
    _inside("filter/<int:pk>/anzahl/", views.filter_count, "filter_count"),
]
