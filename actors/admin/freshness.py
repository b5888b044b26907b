"""What was asked, which links are odd, and the office's filters and start page for both."""

from collections.abc import Iterator

from django.contrib import admin
from django.db.models import Count, F, Window
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from actors import freshness
from actors.actions import linking
from actors.freshness_figures import conditions
from actors.models import DeadLink, FreshnessAsk, OldAddress
from bildungsregion.base import today
from bildungsregion.base.admin import ReadOnlyAdmin
from bildungsregion.base.bulk import Look, bulk_action
from bildungsregion.base.errors import DomainError
from bildungsregion.base.today import Line, Panel


SHOWN = 8


class FreshnessFilter(admin.SimpleListFilter):
    title = "Stand"
    parameter_name = "geprueft"

    def lookups(self, request, model_admin):
        return [
            ("nie", "noch nie geprüft"),
            ("ja", "schon geprüft"),
            ("frisch", "in 12 Monaten geprüft"),
            ("alt", "vor mehr als 12 Monaten geprüft"),
            ("faellig", "zu prüfen"),
            ("gefragt", "gefragt, Antwort offen"),
            ("ohne-antwort", "zweimal gefragt, ohne Antwort"),
            ("von-hand", "vom Büro nachzusehen"),
            ("tote-links", "mit totem Link"),
        ]

    def queryset(self, request, queryset):
        day = timezone.localdate()
        if self.value() == "von-hand":
            return queryset.filter(pk__in=freshness.for_the_office(day).order_by().values("pk"))
        condition = conditions(day).get(self.value())
        return queryset if condition is None else queryset.filter(condition)


class LinkFilter(admin.SimpleListFilter):
    title = "Stand"
    parameter_name = "stand"

    def lookups(self, request, model_admin):
        return [("tot", "antwortet nicht"), ("umgezogen", "umgezogen"), ("beobachtet", "wird beobachtet")]  # fmt: skip

    def queryset(self, request, queryset):
        match self.value():
            case "tot":
                return queryset & DeadLink.objects.dead()
            case "umgezogen":
                return queryset & DeadLink.objects.moved()
            case "beobachtet":
                return queryset.filter(failures__range=(1, 2))
        return queryset


@admin.register(FreshnessAsk)
class FreshnessAskAdmin(ReadOnlyAdmin):
    list_display = ("actor", "email", "sent_on", "answered_on", "answer")
    list_filter = ("answer",)
    list_select_related = ("actor",)
    search_fields = ("actor__name", "email")
    date_hierarchy = "sent_on"


@admin.register(DeadLink)
class DeadLinkAdmin(ReadOnlyAdmin):
    list_display = ("url", "entry", "state", "found_on", "tried_on")
    list_filter = (LinkFilter,)
    list_select_related = ("actor",)
    search_fields = ("actor__name", "url")
    date_hierarchy = "found_on"
    actions = ("take_over", "keep_address")

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(
            request, {"title": "Auffällige Links"} | (extra_context or {})
        )

    @admin.display(description="Einrichtung", ordering="actor__name")
    def entry(self, link):
        url = reverse("admin:actors_actor_check", args=[link.actor_id])
        return format_html('<a href="{}">{}</a>', url, link.actor)

    @admin.display(description="Stand")
    def state(self, link):
        return link.state

    @bulk_action(
        "Neue Adresse in den Eintrag übernehmen",
        looks="look_at_taking_over",
        permissions=None,
        follows=["Die neue Adresse steht danach als Website im Eintrag."],
    )
    def take_over(self, request, rows):
        taken = 0
        for link in rows:
            try:
                linking.take_over(link=link)
            except DomainError as error:
                self.message_user(request, f"{link.url}: {error.message}", "error")
            else:
                taken += 1
        return f"{taken} Adressen übernommen." if taken else None

    def look_at_taking_over(self, request, queryset):
        for link in queryset:
            try:
                linking.demand_moved_website(link, link.actor)
            except DomainError as error:
                yield Look(link, hindrance=error.message)
            else:
                yield Look(link, effect=f"{link.actor} bekommt {link.moved_to}")

    @bulk_action(
        "Alte Adresse behalten",
        looks="look_at_keeping",
        permissions=None,
        follows=["Die neuen Adressen werden nicht mehr angeboten, bis sie sich wieder ändern."],
    )
    def keep_address(self, request, rows):
        for link in rows:
            linking.keep_address(link=link)
        return "Die neuen Adressen werden nicht mehr angeboten."

    def look_at_keeping(self, request, queryset):
        for link in queryset:
            kept = "die alte Adresse bleibt schon" if link.keeps_address else ""
            yield Look(
                link, hindrance=kept if link.moved_to else "es ist keine neue Adresse bekannt"
            )

    def get_actions(self, request):
        return super().get_actions(request) if request.user.has_perm("actors.change_actor") else {}


@admin.register(OldAddress)
class OldAddressAdmin(admin.ModelAdmin):
    list_display = ("__str__", "actor", "created_at")
    list_select_related = ("actor",)
    search_fields = ("slug", "code", "actor__name")
    autocomplete_fields = ("actor",)


@today.register(order=35)
def entries(request: HttpRequest) -> Iterator[Panel]:
    """Entries that the office looks after itself: nobody answered, or nobody can be asked."""
    if not request.user.has_perm("actors.change_actor"):
        return
    waiting = freshness.for_the_office(timezone.localdate()).annotate(total=Window(Count("pk")))
    first = F("doubtful_since").asc(nulls_last=True)
    rows = list(waiting.order_by(first, "next_check_on", "pk")[:SHOWN])
    yield Panel(
        key="nachsehen",
        title="Einträge nachzusehen",
        lines=[
            Line(
                title=actor.name,
                url=reverse("admin:actors_actor_check", args=[actor.pk]),
                why=why(actor),
                since=actor.doubtful_since or actor.next_check_on,
            )
            for actor in rows
        ],
        total=rows[0].total if rows else 0,
        empty="Kein Eintrag wartet darauf, dass Sie selbst nachsehen.",
        url=f"{reverse('admin:actors_actor_changelist')}?geprueft=von-hand",
    )


def why(actor) -> str:
    """Why the office has to look itself."""
    if actor.doubtful_since:
        return "Auf zwei Nachfragen kam keine Antwort; der Eintrag ist markiert."
    if not actor.asked_by_mail:
        return "Zu prüfen; die Einrichtung wird nicht per E-Mail gefragt."
    return "Zu prüfen; es ist keine E-Mail-Adresse bekannt."


@today.register(order=36)
def links(request: HttpRequest) -> Iterator[Panel]:
    """Websites that do not answer any more, or that have moved."""
    if not request.user.has_perm("actors.change_actor"):
        return
    odd = (DeadLink.objects.dead() | DeadLink.objects.moved()).select_related("actor")
    rows = list(odd.annotate(total=Window(Count("pk"))).order_by("found_on", "pk")[:SHOWN])
    yield Panel(
        key="adressen",
        title="Links, die nicht mehr stimmen",
        lines=[
            Line(
                title=link.url,
                institution=str(link.actor),
                url=reverse("admin:actors_actor_check", args=[link.actor_id]),
                why=link.state,
                since=link.found_on,
            )
            for link in rows
        ],
        total=rows[0].total if rows else 0,
        empty="Alle Links im Verzeichnis führen ans Ziel, soweit bekannt.",
        url=reverse("admin:actors_deadlink_changelist"),
    )
