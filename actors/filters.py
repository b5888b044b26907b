"""The filters of the directory and of the offers; each value says how many entries it would leave."""

import django_filters
from django import forms
from django.db.models import Case, CharField, Count, F, Q, Value, When
from django.db.models.functions import Coalesce
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from bildungsregion.base.facets import FacetFilter

from .ages import AGES, meant_for
from .kinds import FIELD_KINDS, Field
from .models import AccessFact, Actor, Offer
from .models.actors import FUNDING_ELIGIBLE
from .models.offers import FUNDABLE, NO_FEES, is_free, usual_cost
from .near import BEST, NEAREST, NearFilterSet


FUND = "funding"
# Accepted by both lists; what they are called depends on whether a place is named (near.py).
ORDERS = [(BEST, _("Beste Treffer")), (NEAREST, _("Entfernung"))]


class ConditionFacet(FacetFilter):
    """A facet whose values are conditions on the row: ``choices`` as (value, label, Q).

    Conditions that exclude each other are counted in one scan, overlapping ones each in its own.
    """

    def __init__(self, *, conditions, overlap=False, **kwargs):
        self.conditions = {value: condition for value, _label, condition in conditions}
        self.overlap = overlap
        kwargs.setdefault("empty_label", _("Alle"))
        super().__init__(
            "pk", choices=[(value, label) for value, label, _q in conditions], **kwargs
        )

    def filter(self, queryset, value):
        if not value:
            return queryset
        condition = self.conditions.get(value)
        return queryset.none() if condition is None else queryset.filter(condition)

    def counted(self, queryset, name):
        queryset = queryset.order_by()
        if self.overlap or len(self.conditions) == 1:
            return [
                queryset.filter(condition)
                .values_list(Value(name), Value(value), Value(""), Value(0))
                .annotate(number=Count("pk"))
                for value, condition in self.conditions.items()
            ]
        which = Case(
            *(When(condition, then=Value(value)) for value, condition in self.conditions.items()),
            output_field=CharField(),
        )
        return queryset.values_list(Value(name), which, Value(""), Value(0)).annotate(
            number=Count("pk")
        )


class MunicipalityFacet(FacetFilter):
    """Entries by municipality; those of a member municipality belong to its Samtgemeinde too."""

    def __init__(self, path="municipality", **kwargs):
        kwargs.setdefault("label", _("Stadt oder Gemeinde"))
        kwargs.setdefault("empty_label", _("Im ganzen Landkreis"))
        super().__init__(path, **kwargs)

    def filter(self, queryset, value):
        if not value:
            return queryset
        own, parent = f"{self.path}__slug", f"{self.path}__parent__slug"
        return queryset.filter(Q(**{own: value}) | Q(**{parent: value}))

    def counted(self, queryset, name):
        slug, label = (
            Coalesce(f"{self.path}__parent__{column}", f"{self.path}__{column}")
            for column in ("slug", "name")
        )
        columns = (Value(name), slug, label, Value(0))
        return queryset.order_by().values_list(*columns).annotate(number=Count("pk"))


class AccessFacet(FacetFilter):
    """Features of accessibility that somebody said are there; what is unknown counts as not there."""

    def __init__(self, path=""):
        self.to_facts = f"{path}access_facts__"
        super().__init__(
            f"{self.to_facts}feature",
            label=_("Barrierefreiheit"),
            empty_label=_("Egal"),
            choices=AccessFact.Feature.choices,
        )
        self.owner = f"{path}pk__in"

    def filter(self, queryset, value):
        if not value:
            return queryset
        there = AccessFact.objects.filter(feature=value, state=AccessFact.State.YES)
        return queryset.filter(**{self.owner: there.values("actor")})

    def counted(self, queryset, name):
        there = {f"{self.to_facts}state": AccessFact.State.YES}
        return super().counted(queryset.filter(**there), name)


class FlagInput(forms.CheckboxInput):
    """A box that stands for „ja“ in the address."""

    def __init__(self):
        super().__init__({"value": "ja"}, check_test=lambda value: value == "ja")

    def format_value(self, value):
        return "ja"

    def value_from_datadict(self, data, files, name):
        return data.get(name, "")


def _flag(condition: Q, label) -> ConditionFacet:
    return ConditionFacet(conditions=[("ja", label, condition)], label=label, widget=FlagInput())


class DirectoryFilter(NearFilterSet):
    """What both lists share: a filter that only exists with the fund, and boxes that say their number."""

    fund_filter = ""

    @property
    def flags(self) -> list:
        """The boxes of the form, which stand before the menus."""
        return [field for field in self.form if isinstance(field.field.widget, FlagInput)]

    @property
    def menus(self) -> list:
        """The menus of the form, except those of place and order."""
        apart = {"umkreis", "sortierung"}
        return [field for field in self.form if field.shape == "select" and field.name not in apart]

    @property
    def folded(self) -> int:
        """How many filters are set that a phone folds away."""
        return len([name for name in self.chosen if name not in SEEN])

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.request.region.has(FUND):
            self.filters.pop(self.fund_filter)

    @cached_property
    def form(self):
        """The form without what nobody could choose; boxes say their number in the label."""
        form = super().form
        for name, options in self.options.items():
            if not any(option.count or option.is_chosen for option in options):
                del form.fields[name]
            elif isinstance(form.fields[name].widget, FlagInput):
                form.fields[name].label = f"{options[0].label} ({options[0].count})"
                # Checking what was typed has read the label already.
                form._bound_fields_cache.pop(name, None)
        return form


# Filters that a phone shows unfolded, or in a place of their own.
SEEN = frozenset({"q", "ort", "standort", "umkreis", "sortierung", "bereich"})


# An institution is free when it says so itself or when one of its offers is.
_ACTOR_IS_FREE = Q(is_free=True) | Q(pk__in=Offer.objects.free().values("actor"))


class ActorFilter(DirectoryFilter):
    fund_filter = "foerderung"

    bereich = ConditionFacet(
        conditions=[(f.value, f.label, Q(kind__in=FIELD_KINDS[f])) for f in Field],
        counted_without=["art"],
        label=_("Bildungsbereich"),
        empty_label=_("Alle Bereiche"),
    )
    art = FacetFilter(
        "kind", label=_("Art"), empty_label=_("Alle Arten"), choices=Actor.Kind.choices
    )
    gemeinde = MunicipalityFacet()
    thema = FacetFilter("topics", label=_("Thema"), empty_label=_("Alle Themen"), published=True)
    lebensphase = FacetFilter(
        "life_phases", label=_("Lebensphase"), empty_label=_("Alle Lebensphasen")
    )
    zielgruppe = FacetFilter(
        "target_groups", label=_("Zielgruppe"), empty_label=_("Alle Zielgruppen")
    )
    lernform = FacetFilter(
        "learning_form",
        label=_("Lernform"),
        empty_label=_("Alle Lernformen"),
        choices=Actor.LearningForm.choices,
    )
    sprache = FacetFilter("languages", label=_("Sprache"), empty_label=_("Alle Sprachen"))
    barrierefrei = AccessFacet()
    kostenfrei = _flag(_ACTOR_IS_FREE, _("Kostenfrei"))
    rollstuhl = _flag(Q(wheelchair=Actor.Access.YES), _("Rollstuhlgerecht"))
    kooperation = _flag(Q(seeks_cooperation=True), _("Sucht Kooperation"))
    foerderung = _flag(FUNDING_ELIGIBLE, _("Kann Förderung beantragen"))
    sortierung = django_filters.ChoiceFilter(
        label=_("Sortieren"),
        choices=[*ORDERS, ("name", _("Name")), ("geprueft", _("Zuletzt geprüft"))],
        empty_label=_("Beste Treffer"),
        method="sort",
    )

    class Meta(NearFilterSet.Meta):
        model = Actor
        fields = []

    @cached_property
    def form(self):
        """The first level is chosen by links above the list; the form only keeps it."""
        form = super().form
        if "bereich" in form.fields:
            form.fields["bereich"].widget = forms.HiddenInput()
        return form

    def sort(self, queryset, name, order):
        if order == "geprueft":
            return queryset.order_by(F("checked_on").desc(nulls_last=True), "name", "pk")
        return queryset.order_by("name", "pk") if order == "name" else queryset


# Age bands as schools and Kitas speak of them; an offer without ages is for every age.
_FREE = is_free()
_PER_HEAD = Q(price_model=Offer.PriceModel.PER_HEAD, price_cents__gt=0) & NO_FEES
# What the provider says of the offer goes before what is known of its house.
_OFFER_WITH_WHEELCHAIR = Q(wheelchair=Offer.Access.YES) | Q(
    wheelchair=Offer.Access.UNKNOWN, actor__wheelchair=Actor.Access.YES
)


class OfferFilter(DirectoryFilter):
    fund_filter = "foerderfaehig"
    path = "actor__"

    bereich = FacetFilter(
        "field", label=_("Bereich"), empty_label=_("Alle Bereiche"), choices=Offer.Field.choices
    )
    alter = ConditionFacet(
        conditions=[(value, label, meant_for(a, b)) for value, label, a, b in AGES],
        overlap=True,
        label=_("Alter"),
        empty_label=_("Jedes Alter"),
    )
    gemeinde = MunicipalityFacet("actor__municipality")
    preis = ConditionFacet(
        conditions=[
            ("frei", _("Kostenfrei"), _FREE),
            ("bis-5", _("Bis 5 € je Person"), _PER_HEAD & Q(price_cents__lte=500)),
            ("ueber-5", _("Mehr als 5 € je Person"), _PER_HEAD & Q(price_cents__gt=500)),
            ("gruppe", _("Preis je Gruppe"), ~_PER_HEAD & ~_FREE),
        ],
        label=_("Preis"),
        empty_label=_("Jeder Preis"),
    )
    art = FacetFilter(
        "kind", label=_("Art"), empty_label=_("Alle Arten"), choices=Offer.Kind.choices
    )
    thema = FacetFilter("topics", label=_("Thema"), empty_label=_("Alle Themen"), published=True)
    sprache = FacetFilter("languages", label=_("Sprache"), empty_label=_("Alle Sprachen"))
    barrierefrei = AccessFacet("actor__")
    rollstuhl = _flag(_OFFER_WITH_WHEELCHAIR, _("Mit Rollstuhl"))
    zur_schule = _flag(Q(at_school=True), _("Kommt in Schule oder Kita"))
    foerderfaehig = _flag(FUNDABLE, _("Förderfähig"))
    sortierung = django_filters.ChoiceFilter(
        label=_("Sortieren"),
        choices=[*ORDERS, ("name", _("Titel")), ("preis", _("Preis"))],
        empty_label=_("Beste Treffer"),
        method="sort",
    )

    class Meta(NearFilterSet.Meta):
        model = Offer
        fields = []

    def sort(self, queryset, name, order):
        if order == "preis":
            return queryset.order_by(usual_cost(), "title", "pk")
        return queryset.order_by("title", "pk") if order == "name" else queryset
