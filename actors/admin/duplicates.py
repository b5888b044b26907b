"""Duplicates: shown while somebody types, as a list for the office, and merged side by side."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path
from django.views.decorators.http import require_safe

from actors import duplicates, merging
from actors.models import Actor
from bildungsregion.base import search
from bildungsregion.base.admin import demand_right
from bildungsregion.base.duplicate_pages import DuplicatePages


EDIT = "actors.change_actor"
# Merging deletes an entry (accounts/roles.py: koordination, administration).
MERGE = "actors.delete_actor"
# From here on a new entry wants to be confirmed.
ASKED_FROM = 0.75
FOUND_SHOWN = 20


class AsksForAlike(forms.ModelForm):
    """A new entry that may be there already wants one tick more."""

    is_other = "is_other"
    alike: list = []

    def clean(self):
        data = super().clean()
        if self.instance.pk or self.is_other in self.data or not data or not data.get("name"):
            return data
        typed = {name: data.get(name) or "" for name in ("name", "street", "postcode", "city")}
        self.alike = [found for found in duplicates.likely(**typed) if found[1] >= ASKED_FROM]
        if self.alike:
            raise ValidationError(
                "Diesen Eintrag gibt es vielleicht schon. Ist es eine andere Einrichtung, setzen Sie oben das Häkchen."
            )
        return data


class WithDuplicates(DuplicatePages):
    """Part of the admin of actors."""

    duplicates, merging = duplicates, merging
    rows_named, things_named = "Einträge", "Einrichtungen"
    list_title = "Mögliche Dubletten"
    list_template = "admin/actors/actor/duplicates.html"
    merge_template = "admin/actors/actor/merge.html"
    change_right, merge_right = EDIT, MERGE

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("aehnliche/", view(require_safe(self.alike)), name="actors_actor_alike"),
            path("<int:pk>/zusammenfuehren/", view(self.partner_page), name="actors_actor_partner"),
            *super().get_urls(),
        ]

    @admin.action(description="Zwei Einträge zusammenführen", permissions=["delete"])
    def merge_two(self, request, queryset):
        return self.to_merging(request, queryset)

    def alike(self, request: HttpRequest) -> HttpResponse:
        """What the entry being typed may be, as a piece of the page."""
        demand_right(request, EDIT)
        typed = {
            name: request.GET.get(name, "")[:200] for name in ("name", "street", "postcode", "city")
        }
        number = request.GET.get("pk", "")
        found = duplicates.likely(
            **typed, exclude=int(number) if number.isdecimal() and len(number) < 18 else None
        )
        return TemplateResponse(request, "admin/actors/actor/_alike.html", {"alike": found})

    def partner_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        """With whom: what looks alike, or what is searched for."""
        demand_right(request, MERGE)
        actor = get_object_or_404(Actor, pk=pk)
        query = request.GET.get("q", "").strip()[:200]
        place = {"street": actor.street, "postcode": actor.postcode, "city": actor.city}
        alike = [] if query else duplicates.likely(name=actor.name, exclude=actor.pk, **place)
        found = (
            search.search(Actor.objects.exclude(pk=actor.pk), query)[:FOUND_SHOWN] if query else []
        )
        context = {
            "title": f"{actor}: womit zusammenführen?",
            "actor": actor,
            "query": query,
            "alike": alike,
            "found": found,
        }
        return self.own_page(request, "admin/actors/actor/partner.html", context)

    def trace(self, gone):
        return f"Nr. {gone.pk}, /akteure/{gone.slug}/"

    def more_to_see(self, keep, gone):
        members = gone.memberships.exclude(confirmed_at=None).select_related("user")
        return {"moves": merging.moves(gone), "members": members}
