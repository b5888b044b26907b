"""The filters of the library; each value says how many documents it would leave."""

from collections.abc import Callable

from django.db.models import CharField, Count, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, ExtractYear
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from bildungsregion.base.facets import FacetFilter, FacetFilterSet

from .models import Document, Series, Version


def _versions() -> QuerySet:
    return Version.objects.filter(document=OuterRef("pk"))


def _valid(**facts) -> Exists:
    """That a version with these facts is valid today."""
    return Exists(_versions().valid_on(timezone.localdate()).filter(**facts))


def _coming() -> Exists:
    return Exists(_versions().filter(valid_from__gt=timezone.localdate()))


# Documents without any version are listed with their place of finding; nobody said that they are over.
STATES: dict[str, tuple[str, Callable[[], Q]]] = {
    "gueltig": (_("gilt heute"), lambda: Q(_valid())),
    "kuenftig": (_("gilt später"), lambda: ~Q(_valid()) & Q(_coming())),
    "frueher": (
        _("gilt nicht mehr"),
        lambda: ~Q(_valid()) & ~Q(_coming()) & Q(Exists(_versions())),
    ),
}


class DayFacet(FacetFilter):
    """A facet whose values are conditions that depend on the day; ``conditions``: value to a condition's maker."""

    def __init__(self, *, conditions: dict[str, Callable[[], Q]], **kwargs):
        self.conditions = conditions
        super().__init__("pk", **kwargs)

    def filter(self, queryset, value):
        if not value:
            return queryset
        condition = self.conditions.get(value)
        return queryset.filter(condition()) if condition else queryset.none()

    def counted(self, queryset, name):
        return [
            queryset.order_by()
            .filter(condition())
            .values_list(Value(name), Value(value), Value(""), Value(0))
            .annotate(number=Count("pk"))
            for value, condition in self.conditions.items()
        ]


class YearFacet(FacetFilter):
    """Documents by the year of their newest version, the newest year first."""

    def __init__(self, **kwargs):
        super().__init__("issued_on", **kwargs)

    def filter(self, queryset, value):
        if not value:
            return queryset
        is_year = value.isdecimal() and 1000 <= int(value[:5]) <= 9999
        return queryset.filter(issued_on__year=int(value)) if is_year else queryset.none()

    def counted(self, queryset, name):
        year = ExtractYear("issued_on")
        word = Cast(year, CharField())
        return (
            queryset.order_by()
            .exclude(issued_on=None)
            .values_list(Value(name), word, word, -year)
            .annotate(number=Count("pk"))
        )

    def label_of(self, value, model):
        return value

    def has_value(self, value, model):
        return value.isdecimal() and len(value) == 4


class SeriesFacet(FacetFilter):
    """Documents of a series, which has a title instead of a name."""

    def columns(self, model):
        return "slug", "title", "id"

    def label_of(self, value, model):
        return Series.objects.filter(slug=value).values_list("title", flat=True).first() or value


def _in_language(code: str) -> Callable[[], Q]:
    return lambda: Q(_valid(language=code))


class DocumentFilter(FacetFilterSet):
    art = FacetFilter(
        "kind", label=_("Art"), empty_label=_("Alle Arten"), choices=Document.Kind.choices
    )
    thema = FacetFilter("topics", label=_("Thema"), empty_label=_("Alle Themen"), published=True)
    reihe = SeriesFacet("series", label=_("Reihe"), empty_label=_("Alle Reihen"), published=True)
    sprache = DayFacet(
        label=_("Sprache"),
        empty_label=_("Alle Sprachen"),
        choices=Version.Language.choices,
        conditions={code: _in_language(code) for code in Version.Language.values},
    )
    gueltig = DayFacet(
        label=_("Gültigkeit"),
        empty_label=_("Alle Stände"),
        choices=[(value, label) for value, (label, _condition) in STATES.items()],
        conditions={value: condition for value, (_label, condition) in STATES.items()},
    )
    barrierefrei = DayFacet(
        label=_("Barrierefreiheit"),
        empty_label=_("Alle"),
        choices=[("ja", _("barrierefrei geprüft"))],
        conditions={"ja": lambda: Q(_valid(is_accessible=Version.Accessible.YES))},
    )
    jahr = YearFacet(label=_("Jahr"), empty_label=_("Alle Jahre"))

    class Meta(FacetFilterSet.Meta):
        model = Document
        fields = []

    def _options(self, name, found):
        """Only what leaves something, or is chosen: most libraries have three languages, not six."""
        return [
            option for option in super()._options(name, found) if option.count or option.is_chosen
        ]

    @cached_property
    def form(self):
        """The form without what nobody could choose."""
        form = super().form
        for name, options in self.options.items():
            if not options:
                del form.fields[name]
        return form
