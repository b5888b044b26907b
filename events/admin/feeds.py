"""Sources of events: their settings, fetching by hand, what waits, and what each reading did."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from actors.models import Topic
from bildungsregion.base.admin import ReadOnlyAdmin
from bildungsregion.base.bulk import Look, bulk_action
from bildungsregion.base.errors import DomainError
from events.incoming import fetching, texts
from events.incoming.planning import Outcome
from events.models import Event, Feed, FeedCategory, FeedItem, FeedRun


CHANGE = "events.change_feed"
RUNS_SHOWN = 5


class FeedForm(forms.ModelForm):
    class Meta:
        help_texts = {
            "address": "Die Adresse der Datei im Format ICS; „webcal://“ geht auch.",
            "kind": "Tabellen werden hochgeladen und nicht abgerufen.",
            "is_active": "Ohne Häkchen ruht der Kalender; was schon da ist, bleibt stehen.",
            "interval": "Antwortet der Server nicht, fragt das Portal von selbst seltener.",
            "moderation": "Gilt für das, was neu dazukommt.",
            "organiser": "Bei allem eingetragen, was neu von hier kommt.",
            "place_actor": "Zum Beispiel das Haus, dem der Kalender gehört.",
        }
        widgets = {"address": forms.TextInput({"class": "vURLField", "inputmode": "url"})}

    def clean_address(self):
        address = self.cleaned_data["address"].strip()
        as_web = address.replace("webcal://", "https://", 1).replace("webcals://", "https://", 1)
        if address and not texts.web_address(as_web):
            raise ValidationError("Das ist keine Adresse im Web.")
        return address


class CategoryInline(admin.TabularInline):
    model = FeedCategory
    fields = ("word", "topic")
    extra = 0
    verbose_name_plural = "Wörter der Quelle und unsere Themen; ohne Thema werden sie überlesen"

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "topic":
            kwargs["queryset"] = Topic.objects.order_by("name")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(Feed)
class FeedAdmin(admin.ModelAdmin):
    form = FeedForm
    inlines = [CategoryInline]
    list_display = ("name", "kind", "organiser", "is_active", "moderation", "last_read", "state")
    list_filter = ("kind", "is_active", "moderation")
    list_select_related = ("organiser",)
    search_fields = ("name", "address", "organiser__name")
    autocomplete_fields = ("organiser", "place_actor", "municipality", "topics", "target_groups")
    readonly_fields = ("state", "last_read", "last_try", "next_due")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "name",
                    "kind",
                    "address",
                    ("is_active", "interval"),
                    "moderation",
                    "days_back",
                )
            },
        ),
        ("Gilt für alles von hier", {"fields": ("organiser", "topics", "target_groups")}),
        ("Wo die Quelle nichts sagt", {"fields": ("place_actor", "municipality")}),
        ("Stand", {"fields": ("state", ("last_read", "last_try", "next_due"))}),
    )

    def get_urls(self):
        fetch = self.admin_site.admin_view(require_POST(self.fetch_page))
        return [path("<int:pk>/abrufen/", fetch, name="events_feed_fetch"), *super().get_urls()]

    @admin.display(description="Ergebnis")
    def state(self, feed):
        if feed.rests:
            return f"Ruht nach {feed.failures} Fehlschlägen: {feed.problem}"
        if feed.problem:
            return f"Fehlgeschlagen: {feed.problem}"
        return "In Ordnung" if feed.last_read else "Noch nicht gelesen"

    def change_view(self, request, object_id, form_url="", extra_context=None):
        runs = (
            FeedRun.objects.filter(feed=object_id)
            if object_id.isdecimal()
            else FeedRun.objects.none()
        )
        runs = runs.select_related("started_by").defer("content", "lines")[:RUNS_SHOWN]
        told = [(run, said(run.counts)) for run in runs]
        return super().change_view(
            request, object_id, form_url, {"runs": told} | (extra_context or {})
        )

    def fetch_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        """„Jetzt abrufen“."""
        if not request.user.has_perm(CHANGE):
            raise PermissionDenied(CHANGE)
        feed = get_object_or_404(Feed, pk=pk, kind=Feed.Kind.CALENDAR)
        try:
            run = fetching.fetch_now(feed=feed, by=request.user)
        except DomainError as error:
            messages.error(request, error.message)
            return HttpResponseRedirect(reverse("admin:events_feed_change", args=[pk]))
        if run.state == FeedRun.State.FAILED:
            messages.error(request, run.sentence)
        else:
            messages.success(request, f"Abgerufen: {said(run.counts)}.")
        return HttpResponseRedirect(reverse("admin:events_feedrun_report", args=[run.pk]))


def said(counts: dict[str, int]) -> str:
    """ "3 neu, 12 unverändert": the outcomes that occurred."""
    found = [f"{counts[one.value]} {one.label}" for one in Outcome if counts.get(one.value)]
    return ", ".join(found) or "nichts"


@admin.register(FeedItem)
class FeedItemAdmin(ReadOnlyAdmin):
    """What came from elsewhere and waits for a word of the office."""

    list_display = ("title_in_source", "next_date", "task", "is_public", "feed")
    list_display_links = None
    list_filter = ("waits_for", "feed")
    list_select_related = ("feed", "event")
    search_fields = ("title", "uid", "event__title")
    actions = ("publish", "settle", "take_again")

    def has_change_permission(self, request, obj=None):
        # The actions; there is no page of a single one.
        return obj is None and request.user.has_perm("events.change_feeditem")

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(
            request, {"title": "Aus anderen Kalendern"} | (extra_context or {})
        )

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("event__occurrences").defer("brought")

    @admin.display(description="Veranstaltung", ordering="title")
    def title_in_source(self, item):
        if item.event is None:
            return f"{item.title} (gelöscht)"
        address = reverse("admin:events_event_change", args=[item.event_id])
        return format_html('<a href="{}">{}</a>', address, item.event.title)

    @admin.display(description="Nächster Termin")
    def next_date(self, item):
        rows = item.event.occurrences.all() if item.event else ()
        coming = [row for row in rows if not row.is_past]
        if not coming:
            return "–"
        return f"{timezone.localtime(coming[0].starts_at):{'%d.%m.%Y' if coming[0].all_day else '%d.%m.%Y %H:%M'}}"

    @admin.display(description="Zu tun", ordering="waits_for")
    def task(self, item):
        return {"": "–", FeedItem.Waits.NEW: "prüfen", FeedItem.Waits.GONE: "fehlt"}[item.waits_for]

    @admin.display(description="Auf der Seite", boolean=True)
    def is_public(self, item):
        return bool(item.event and item.event.is_published)

    @bulk_action(
        "Veröffentlichen",
        looks="look_at_publishing",
        follows=["Diese Veranstaltungen stehen sofort im Kalender."],
    )
    def publish(self, request, rows):
        events = Event.objects.filter(pk__in=list(rows.values_list("event_id", flat=True)))
        count = events.update(is_published=True)
        rows.update(waits_for="", was_hidden=False)
        return f"{count} Veranstaltungen veröffentlicht."

    def look_at_publishing(self, request, queryset):
        for item in queryset:
            gone = "die Veranstaltung ist hier gelöscht" if item.event is None else ""
            is_done = item.event and item.event.is_published and not item.waits_for
            yield Look(item, hindrance="steht schon im Kalender" if is_done else gone)

    @bulk_action(
        "Erledigt: so lassen, wie es ist",
        button="Erledigt",
        looks="look_at_settling",
        follows=["Am Kalender ändert sich nichts; sie warten nur nicht mehr auf das Büro."],
    )
    def settle(self, request, rows):
        count = rows.exclude(waits_for="").update(waits_for="", was_hidden=False)
        return f"{count} Einträge erledigt."

    def look_at_settling(self, request, queryset):
        for item in queryset:
            yield Look(item, hindrance="" if item.waits_for else "wartet nicht")

    @bulk_action(
        "Gelöschtes beim nächsten Abruf wieder aufnehmen",
        button="Wieder aufnehmen",
        looks="look_at_taking_again",
        follows=[
            "Beim nächsten Abruf kommen sie als neue Einträge, wenn die Quelle sie noch nennt."
        ],
    )
    def take_again(self, request, rows):
        gone = rows.filter(event=None)
        Feed.objects.filter(items__in=gone).update(etag="", last_modified="")
        return f"{gone.delete()[0]} Einträge kommen wieder, wenn die Quelle sie noch nennt."

    def look_at_taking_again(self, request, queryset):
        for item in queryset:
            yield Look(item, hindrance="ist nicht gelöscht" if item.event else "")
