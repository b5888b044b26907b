"""Filters of „Aktuelles“: words, topic and year."""

from django.db.models import CharField, Count, Value
from django.db.models.functions import Cast, ExtractYear
from django.utils.translation import gettext_lazy as _

from bildungsregion.base.facets import FacetFilter, FacetFilterSet

from .models import News


class YearFilter(FacetFilter):
    """The year of a moment (Berlin), the latest first."""

    def counted(self, queryset, name):
        dated = queryset.order_by().filter(**{f"{self.path}__isnull": False})
        year = ExtractYear(self.path)
        return (
            dated.annotate(year=year, shown=Cast(year, CharField()))
            .values_list(Value(name), "shown", "shown", Value(0) - year)
            .annotate(number=Count("pk"))
        )

    def filter(self, qs, value):
        if not value:
            return qs
        is_year = value.isascii() and value.isdigit() and 1 <= int(value[:5]) <= 9999
        return qs.filter(**{f"{self.path}__year": int(value)}) if is_year else qs.none()

    def label_of(self, value, model):
        return value

    def has_value(self, value, model):
        return value.isdigit()


class NewsFilter(FacetFilterSet):
    thema = FacetFilter("topics", label=_("Thema"), empty_label=_("Alle Themen"), published=True)
    jahr = YearFilter("publish_at", label=_("Jahr"), empty_label=_("Alle Jahre"))

    class Meta(FacetFilterSet.Meta):
        model = News
        fields = []
