"""Duplicates: shown while somebody types, as a list for the office, and merged side by side."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.views.decorators.http import require_POST, require_safe

from actors import duplicates, merging
from actors.models import Actor
from bildungsregion.base import search
from bildungsregion.base.errors import DomainError


EDIT = "actors.change_actor"
# Merging deletes an entry (accounts/roles.py: koordination, administration).
MERGE = "actors.delete_actor"
# From here on a new entry wants to be confirmed.
ASKED_FROM = 0.75
PER_PAGE, FOUND_SHOWN = 30, 20


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


class WithDuplicates:
    """Part of the admin of actors."""

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("dubletten/", view(self.duplicates_page), name="actors_actor_duplicates"),
            path(
                "dubletten/keine/", view(require_POST(self.keep_apart)), name="actors_actor_apart"
            ),
            path("aehnliche/", view(require_safe(self.alike)), name="actors_actor_alike"),
            path("<int:pk>/zusammenfuehren/", view(self.partner_page), name="actors_actor_partner"),
            path(
                "<int:pk>/zusammenfuehren/<int:other>/",
                view(self.merge_page),
                name="actors_actor_merge",
            ),
            *super().get_urls(),
        ]

    @admin.action(description="Zwei Einträge zusammenführen", permissions=["delete"])
    def merge_two(self, request, queryset):
        chosen = list(queryset.order_by("pk").values_list("pk", flat=True)[:3])
        if len(chosen) != 2:
            messages.error(request, "Bitte wählen Sie genau zwei Einträge.")
            return None
        return HttpResponseRedirect(reverse("admin:actors_actor_merge", args=chosen))

    def alike(self, request: HttpRequest) -> HttpResponse:
        """What the entry being typed may be, as a piece of the page."""
        _allow(request, EDIT)
        typed = {
            name: request.GET.get(name, "")[:200] for name in ("name", "street", "postcode", "city")
        }
        number = request.GET.get("pk", "")
        found = duplicates.likely(
            **typed, exclude=int(number) if number.isdecimal() and len(number) < 18 else None
        )
        return TemplateResponse(request, "admin/actors/actor/_alike.html", {"alike": found})

    def duplicates_page(self, request: HttpRequest) -> HttpResponse:
        """All pairs that look like one institution, likeliest first."""
        _allow(request, EDIT)
        page = Paginator(duplicates.pairs(), PER_PAGE).get_page(request.GET.get("seite"))
        actors = Actor.objects.in_bulk(
            {pk for first, second, *_ in page.object_list for pk in (first, second)}
        )
        pairs = [
            (actors[first], actors[second], round(score * 100), reasons)
            for first, second, score, reasons in page.object_list
            if first in actors and second in actors
        ]
        context = {
            "title": "Mögliche Dubletten",
            "page": page,
            "pairs": pairs,
            "may_merge": request.user.has_perm(MERGE),
        }
        return self._own_page(request, "duplicates", context)

    def keep_apart(self, request: HttpRequest) -> HttpResponse:
        """„Keine Dublette“: remembered for good."""
        _allow(request, EDIT)
        numbers = [request.POST.get(name, "") for name in ("first", "second")]
        if (
            not all(number.isdecimal() and len(number) < 18 for number in numbers)
            or numbers[0] == numbers[1]
        ):
            return HttpResponse("Bitte wählen Sie zwei Einträge.", status=422)
        first, second = (get_object_or_404(Actor, pk=int(number)) for number in numbers)
        duplicates.keep_apart(first=first, second=second, by=request.user)
        messages.success(request, f"Gemerkt: „{first}“ und „{second}“ sind zwei Einrichtungen.")
        return HttpResponseRedirect(reverse("admin:actors_actor_duplicates"))

    def partner_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        """With whom: what looks alike, or what is searched for."""
        _allow(request, MERGE)
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
        return self._own_page(request, "partner", context)

    def merge_page(self, request: HttpRequest, pk: int, other: int) -> HttpResponse:
        """Both side by side, a choice for every difference, and what comes along; then there is no way back."""
        _allow(request, MERGE)
        keep, gone = get_object_or_404(Actor, pk=pk), get_object_or_404(Actor, pk=other)
        status = 200
        if request.method == "POST":
            chosen = {
                name: value
                for name, value in request.POST.items()
                if value in (merging.KEEP, merging.GONE)
            }
            try:
                joined = merging.merge(
                    keep=keep, gone=gone, chosen=chosen, shown=request.POST.get("stand", "")
                )
                self.log_change(
                    request,
                    joined,
                    f"Zusammengeführt mit „{gone.name}“ (Nr. {other}, /akteure/{gone.slug}/).",
                )
                messages.success(
                    request,
                    f"„{gone.name}“ ist jetzt Teil von „{joined.name}“; die alte Adresse führt hierher.",
                )
                return HttpResponseRedirect(reverse("admin:actors_actor_change", args=[joined.pk]))
            except DomainError as error:
                messages.error(request, error.message)
                status = 409
        chosen = {
            part.key: request.POST.get(part.key, part.default) for part in merging.parts(keep, gone)
        }
        context = {
            "title": "Zwei Einträge zusammenführen", "keep": keep, "gone": gone, "stamp": merging.stamp(keep, gone),
            "parts": [(part, chosen[part.key]) for part in merging.parts(keep, gone)], "moves": merging.moves(gone),
            "members": gone.memberships.exclude(confirmed_at=None).select_related("user"), "sides": merging,
        }  # fmt: skip
        return self._own_page(request, "merge", context, status=status)

    def _own_page(self, request, name: str, context: dict, status: int = 200) -> HttpResponse:
        whole = self.admin_site.each_context(request) | {"opts": self.opts} | context
        return TemplateResponse(request, f"admin/actors/actor/{name}.html", whole, status=status)


def _allow(request: HttpRequest, right: str) -> None:
    if not request.user.has_perm(right):
        raise PermissionDenied(right)
