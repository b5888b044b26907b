import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from bildungsregion.base import search
from bildungsregion.base.facets import FacetFilter, FacetFilterSet

from .models import Event, Occurrence


class OccurrenceFilter(FacetFilterSet):
    thema = FacetFilter(
        "event__topics", label=_("Thema"), empty_label=_("Alle Themen"), published=True
    )
    zielgruppe = FacetFilter(
        "event__target_groups", label=_("Zielgruppe"), empty_label=_("Alle Zielgruppen")
    )
    gemeinde = FacetFilter(
        "event__municipality", label=_("Gemeinde"), empty_label=_("Alle Gemeinden")
    )
    zugang = FacetFilter(
        "event__access",
        label=_("Zugang"),
        empty_label=_("Jeder Zugang"),
        choices=Event.Access.choices,
    )
    kostenfrei = django_filters.BooleanFilter(
        field_name="event__is_free",
        label=_("Nur kostenfreie"),
        widget=forms.CheckboxInput,
        method="filter_free",
    )

    class Meta(FacetFilterSet.Meta):
        model = Occurrence
        fields = []

    def filter_words(self, queryset, name, words):
        found = search.search(Event.objects.published(), words)
        return queryset.filter(event__in=found.order_by().values("pk"))

    def filter_free(self, queryset, name, is_set):
        return queryset.filter(event__is_free=True) if is_set else queryset
