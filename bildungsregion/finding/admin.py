"""The office recommends pages for words, and tries out what visitors will see."""

from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import PermissionDenied
from django.db.models import F, Q
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone

from bildungsregion import signposts
from bildungsregion.base import folding, search
from bildungsregion.base.models import SearchMiss

from . import bets
from .hits import Found
from .models import BestBet


class TimeFilter(admin.SimpleListFilter):
    title = "Zeit"
    parameter_name = "zeit"

    def lookups(self, request, model_admin):
        return [("jetzt", "gilt jetzt"), ("spaeter", "gilt später"), ("vorbei", "vorbei")]

    def queryset(self, request, queryset):
        today = timezone.localdate()
        match self.value():
            case "jetzt":
                return queryset.filter(
                    Q(valid_from=None) | Q(valid_from__lte=today),
                    Q(valid_until=None) | Q(valid_until__gte=today),
                )
            case "spaeter":
                return queryset.filter(valid_from__gt=today)
            case "vorbei":
                return queryset.filter(valid_until__lt=today)
        return queryset


@admin.register(BestBet)
class BestBetAdmin(admin.ModelAdmin):
    list_display = ("title", "words", "address", "position", "valid_from", "valid_until")
    list_filter = (TimeFilter,)
    search_fields = ("title", "words", "sentence", "address")
    fields = (
        "words",
        "title",
        "sentence",
        "address",
        "position",
        ("valid_from", "valid_until"),
    )
    change_list_template = "admin/bildungsregion/bestbet/change_list.html"

    def get_queryset(self, request):
        return super().get_queryset(request).order_by("position", F("title").asc(), "pk")

    def get_form(self, request, obj=None, change=False, **kwargs):
        widgets = {"sentence": AdminTextareaWidget({"rows": 2})}
        return super().get_form(request, obj, change, widgets=widgets, **kwargs)

    def save_model(self, request, obj, form, change):
        """Who recommends something has dealt with the searches for it that found nothing."""
        super().save_model(request, obj, form, change)
        terms = [" ".join(folding.words(part)) for part in obj.words.split(",")]
        SearchMiss.objects.filter(term__in=terms).delete()

    def get_urls(self):
        view = self.admin_site.admin_view(self.try_out)
        return [path("ausprobieren/", view, name="search_try_out"), *super().get_urls()]

    def try_out(self, request):
        """What visitors find with some words, and why."""
        if not self.has_view_permission(request):
            raise PermissionDenied("not of those who keep the recommendations")
        query = " ".join(request.GET.get("q", "").replace("\x00", " ").split())[
            : search.LONGEST_QUERY
        ]
        found = Found(query)
        context = self.admin_site.each_context(request) | {
            "title": "Suche ausprobieren",
            "opts": self.opts,
            "query": query,
            "terms": [[stem.strip() for stem in stems] for stems in found.terms],
            "bets": bets.found(None, query, timezone.localdate()),
            "ways": signposts.found(query, request.region),
            "groups": found.groups() if found.numbers else [],
            "may_add": self.has_add_permission(request),
        }
        return TemplateResponse(request, "admin/bildungsregion/bestbet/try_out.html", context)
