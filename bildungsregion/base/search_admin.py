"""The office looks after the search: what visitors call things, and what they did not find."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db.models import Count, Window
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.http import urlencode

from . import search, today
from .admin import ReadOnlyAdmin
from .models import SearchMiss, Synonym
from .today import Panel


# What the start page speaks of.
RECENT_DAYS, SHOWN = 30, 3
# Of single words the most wanted.
WORDS_SHOWN = 12


@admin.register(Synonym)
class SynonymAdmin(admin.ModelAdmin):
    list_display = ("word", "means", "updated_at")
    search_fields = ("word", "folded", "means")
    fields = ("word", "means")

    def get_form(self, request, obj=None, change=False, **kwargs):
        helps = {
            "word": "Ein Wort, wie Besucher:innen es eintippen. Groß und klein, ä und ae, Einzahl und Mehrzahl sind "
            "gleich.",
            "means": "Ein oder mehrere Wörter, mit Komma getrennt: Wer „Bücherei“ sucht, findet auch „Bibliothek, "
            "Mediathek“. Das gilt nur in dieser Richtung und ab der nächsten Suche.",
        }
        widgets = {"means": AdminTextareaWidget({"rows": 2})}
        return super().get_form(request, obj, change, help_texts=helps, widgets=widgets, **kwargs)

    def save_model(self, request, obj, form, change):
        """Who says what a word means has dealt with the searches for it that found nothing."""
        super().save_model(request, obj, form, change)
        SearchMiss.objects.filter(term=obj.folded).delete()


@admin.register(SearchMiss)
class SearchMissAdmin(ReadOnlyAdmin):
    list_display = ("term", "count", "ways", "last_on", "first_on")
    list_display_links = None
    search_fields = ("term",)
    ordering = ("-count", "-last_on", "term")

    def get_list_display(self, request):
        """Only who may explain a word is led there."""
        may = request.user.has_perm("base.add_synonym")
        return [name for name in self.list_display if may or name != "ways"]

    def changelist_view(self, request, extra_context=None):
        title = {"title": "Was gesucht und nicht gefunden wurde", "words": wanted_words()}
        return super().changelist_view(request, title | (extra_context or {}))

    def has_delete_permission(self, request, obj=None):
        """What has been dealt with may go."""
        return request.user.has_perm("base.delete_searchmiss")

    @admin.display(description="Was tun?")
    def ways(self, miss):
        """The forms that explain the word or lead on from it, and the same search as visitors see it."""
        steps = (
            (" class=button", "Synonym anlegen", reverse("admin:base_synonym_add"), "word"),
            (" class=button", "Empfehlung anlegen", reverse("admin:bildungsregion_bestbet_add"), "words"),
            ("", "Nachsehen", reverse("search"), "q"),
        )  # fmt: skip
        return format_html_join(
            " ",
            '<a{} href="{}?{}">{}<span class="kern-sr-only"> zu {}</span></a>',
            (
                (look, path, urlencode({name: miss.term}), words, miss.term)
                for look, words, path, name in steps
            ),
        )


def wanted_words() -> list[tuple[str, int, int]]:
    """(word, how often it was looked for, in how many searches) of the words most wanted in vain."""
    often: Counter[str] = Counter()
    searches: Counter[str] = Counter()
    for term, count in SearchMiss.objects.values_list("term", "count"):
        for word in set(term.split()) - search.FILLERS:
            often[word] += count
            searches[word] += 1
    return [(word, number, searches[word]) for word, number in often.most_common(WORDS_SHOWN)]


@today.register(order=58, is_live=True)
def misses(request: HttpRequest) -> Iterator[Panel]:
    """How often visitors looked in vain, in one line."""
    if not request.user.has_perm("base.view_searchmiss"):
        return
    lately = SearchMiss.objects.filter(
        last_on__gte=timezone.localdate() - timedelta(days=RECENT_DAYS)
    )
    rows = lately.annotate(total=Window(Count("pk"))).order_by("-count", "-last_on", "term")
    yield Panel(
        key="suchen",
        title="Gesucht und nicht gefunden",
        template="admin/_misses.html",
        aside=True,
        url=reverse("admin:base_searchmiss_changelist"),
        content={"rows": list(rows[:SHOWN]), "days": RECENT_DAYS},
    )
