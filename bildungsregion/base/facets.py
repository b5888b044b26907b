"""Filters of the public lists that say how many entries each of their values would leave.

The query string is the whole state: a filtered list can be linked, printed and subscribed to.
All counts of a page come from one query, each facet counted under the other filters.
"""

from copy import copy
from dataclasses import dataclass

import django_filters
from django import forms
from django.db.models import Count, QuerySet, Value
from django.utils.functional import SimpleLazyObject, cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import ListView

from . import edition, misses, search
from .forms import FilterForm
from .kept_pages import KeptPage
from .translations import text_here


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    count: int
    is_chosen: bool = False


@dataclass(frozen=True)
class Chip:
    """One filter that is set: what it is called, to what, and where the list without it is."""

    label: str
    text: str
    url: str
    name: str = ""


class FacetFilter(django_filters.CharFilter):
    """A filter on one value out of a few: of a choices field, or of related rows with a slug.

    `path` leads from the listed model to the field or the relation; `choices` are the labels of a
    choices field; for a relation `published` hides rows that are not published.
    """

    field_class = forms.SlugField

    def __init__(
        self, path, *, empty_label, choices=None, published=False, counted_without=(), **kwargs
    ):
        self.path, self.choices, self.published = path, choices, published
        self.empty_label = empty_label
        # Names of narrower facets that this one leaves out when it counts (field of education: kind).
        self.counted_without = frozenset(counted_without)
        lookup = path if choices else f"{path}__slug"
        kwargs.setdefault("widget", forms.Select)
        super().__init__(field_name=lookup, **kwargs)

    def counted(self, queryset: QuerySet, name: str) -> QuerySet | list[QuerySet]:
        """Rows (facet, value, label, order, count) of this facet over the queryset.

        A facet whose values overlap gives a queryset for each of them.
        """
        queryset = queryset.order_by()
        if self.choices:
            columns = (Value(name), self.path, Value(""), Value(0))
        else:
            shown = {f"{self.path}__isnull": False}
            if self.published:
                shown[f"{self.path}__is_published"] = True
            queryset = queryset.filter(**shown)
            slug, label, order = self.columns(queryset.model)
            words = text_here(self.related_model(queryset.model), label, f"{self.path}__")
            columns = (Value(name), f"{self.path}__{slug}", words, f"{self.path}__{order}")
        return queryset.values_list(*columns).annotate(number=Count("pk"))

    def related_model(self, model):
        for part in self.path.split("__"):
            model = model._meta.get_field(part).related_model
        return model

    def columns(self, model) -> tuple[str, str, str]:
        has_order = any(field.name == "order" for field in self.related_model(model)._meta.fields)
        return "slug", "name", "order" if has_order else "id"

    def label_of(self, value: str, model) -> str:
        """Label of a value that no entry has now; the value itself if there is no such row."""
        if self.choices:
            return str(dict(self.choices).get(value, value))
        related = self.related_model(model)
        found = related._default_manager.filter(slug=value)
        return found.values_list(text_here(related, "name"), flat=True).first() or value

    def has_value(self, value: str, model) -> bool:
        """Whether the public can choose this value, with or without entries behind it."""
        if self.choices:
            return value in dict(self.choices)
        rows = self.related_model(model)._default_manager.filter(slug=value)
        return (rows.filter(is_published=True) if self.published else rows).exists()


class _Declared(dict):
    """The filters as a class declares them; each list gets its own, which share what nobody changes."""

    def __deepcopy__(self, memo):
        return {name: _own(declared) for name, declared in self.items()}


def _own(declared: django_filters.Filter) -> django_filters.Filter:
    own = copy(declared)
    if declared.method:
        # The method is called through the filter it was set on.
        own.method = declared.method
    return own


class FacetFilterSet(django_filters.FilterSet):
    """Base of the public filters: a word search `q` and the facets of the subclass.

    ``lost`` is a sentence on a value that narrows nothing because nobody knows what it means.
    """

    lost = ""
    # Filters whose values nobody keeps: where somebody stood.
    unkept = frozenset()
    # Whether its rows say more than what is stored, as how far away they are.
    measures = False

    q = django_filters.CharFilter(label=_("Suchwort"), max_length=200, method="filter_words")

    class Meta:
        form = FilterForm

    def __init__(self, data=None, queryset=None, *, kept_as="", **kwargs):
        """``kept_as``: what the list is called that is counted; its counts are kept for an edition."""
        super().__init__(data, queryset, **kwargs)
        self.kept_as = kept_as

    @classmethod
    def get_filters(cls):
        return _Declared(super().get_filters())

    @cached_property
    def key(self) -> tuple | None:
        """What the list and its form look like by, as it was typed; None where nothing may be kept."""
        if not self.kept_as:
            return None
        asked = {
            name: tuple(self.data.getlist(name)) for name in self.filters if self.data.get(name)
        }
        return (self.kept_as, tuple(asked.items())) if self.unkept.isdisjoint(asked) else None

    def kept(self, what: str, make):
        """What ``make`` gives for this list under these filters, kept while nothing changes."""
        return edition.kept(self.request, (what, self.key), make) if self.key else make()

    def filter_words(self, queryset, name, words):
        return search.search(queryset, words)

    def knows(self, words: str) -> bool:
        """Whether the words alone would find something, without the other filters."""
        others = set(self.chosen) - {"q"}
        return bool(others) and self.finds(words)

    def finds(self, words: str) -> bool:
        return self.filters["q"].filter(self.queryset, words).exists()

    @property
    def facets(self) -> dict[str, FacetFilter]:
        return {n: f for n, f in self.filters.items() if isinstance(f, FacetFilter)}

    def narrowed(self, without: str) -> QuerySet:
        """The list under all filters but one (and those that one does not count under)."""
        queryset = self.queryset
        left_out = {without, *getattr(self.filters[without], "counted_without", ())}
        for name, value in self.chosen.items():
            if name not in left_out:
                queryset = self.filters[name].filter(queryset, value)
        return queryset

    @property
    def is_narrowed(self) -> bool:
        return bool(self.chosen)

    @cached_property
    def chosen(self) -> dict:
        """Valid values that are set, by filter name. Nobody may change it."""
        return self.kept("chosen", self._chosen) if self.is_bound else {}

    def _chosen(self) -> dict:
        form = super().form
        form.errors  # noqa: B018 - validates
        return {name: value for name, value in form.cleaned_data.items() if value}

    @property
    def errors(self):
        return super().form.errors

    def filter_queryset(self, queryset):
        for name, value in self.chosen.items():
            queryset = self.filters[name].filter(queryset, value)
        return queryset

    @cached_property
    def options(self) -> dict[str, list[Option]]:
        """Per facet its values with the number of entries each would leave."""
        return self.kept("options", self._counted)

    def _counted(self) -> dict[str, list[Option]]:
        parts = []
        for n, facet in self.facets.items():
            counted = facet.counted(self.narrowed(n), n)
            parts += counted if isinstance(counted, list) else [counted]
        rows = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else (parts or [[]])[0]
        found = {name: {} for name in self.facets}
        for name, value, label, order, count in rows:
            if value:
                found[name][value] = (order, label, count)
        return {name: self._options(name, found[name]) for name in self.facets}

    def _options(self, name, found):
        facet, chosen = self.facets[name], self.chosen.get(name, "")
        if facet.choices:
            order = {value: place for place, (value, _label) in enumerate(facet.choices)}
            labels = dict(facet.choices)
            found = {
                value: (order[value], str(labels[value]), count)
                for value, (_order, _label, count) in found.items()
                if value in order
            }
        if chosen and chosen not in found:
            label = facet.label_of(chosen, self.queryset.model)
            found[chosen] = (len(found) + 1_000_000, label, 0)
        in_order = sorted(found.items(), key=lambda item: item[1])
        return [
            Option(value, label, count, value == chosen)
            for value, (_order, label, count) in in_order
        ]

    @cached_property
    def chips(self) -> list[Chip]:
        """The filters that are set, each with the query string of the list without it."""
        chips = []
        for name, value in self.chosen.items():
            if name == "q":
                text = f"„{value}“"
            elif name in self.facets:
                text = next((o.label for o in self.options[name] if o.is_chosen), str(value))
            elif value is True:
                text = str(self.filters[name].label)
            else:
                continue
            rest = self.data.copy()
            for key in (name, "seite"):
                rest.pop(key, None)
            label = str(self.filters[name].label)
            chips.append(Chip(label, text, f"?{rest.urlencode()}", name))
        return chips

    @cached_property
    def loosened(self) -> list[tuple[Chip, int]]:
        """Where nothing is left: each filter that is set, and how many entries the list has without it."""
        removable = [(chip, chip.name) for chip in self.chips if chip.name]
        if not removable:
            return []
        parts = [
            self.narrowed(name).order_by().values_list(Value(name)).annotate(number=Count("pk"))
            for _chip, name in removable
        ]
        found = dict(parts[0].union(*parts[1:], all=True))
        return [(chip, found[name]) for chip, name in removable if found.get(name)]

    @cached_property
    def form(self):
        form = super().form
        for name, options in self.options.items():
            choices = [(option.value, f"{option.label} ({option.count})") for option in options]
            form.fields[name].widget.choices = [("", self.facets[name].empty_label), *choices]
        return form


class FacetList(KeptPage, ListView):
    """A public list with filters, in pages of twenty (`?seite=2`)."""

    filterset_class = None
    is_shared = False
    # What its counts are kept as (FacetFilterSet); "" where they depend on more than the edition.
    kept_as = ""
    paginate_by = 20
    page_kwarg = "seite"

    @property
    def unkept(self):
        return self.filterset_class.unkept

    def get_queryset(self):
        self.filterset = self.filterset_class(
            self.request.GET or None,
            queryset=super().get_queryset(),
            request=self.request,
            kept_as=self.kept_as,
        )
        # To put a query together takes longer than to ask it.
        return self.filterset.kept(type(self).__name__, lambda: self.filterset.qs).all()

    def get_context_data(self, **kwargs):
        context = super().get_context_data(filter=self.filterset, **kwargs)
        # Under which the page's content is drawn once; None where nothing may be kept.
        key = self.filterset.key
        context["page_key"] = key and (key, self.request.META["QUERY_STRING"])
        words = self.filterset.chosen.get("q", "")
        if words and not context["paginator"].count and not self.filterset.knows(words):
            misses.note(self.request, words)
            context["meant"] = self.meant(words)
        return context

    def render_to_response(self, context, **kwargs):
        """A search that found nothing is counted each time, so its page is not kept."""
        response = super().render_to_response(context, **kwargs)
        response.is_unkept = "q" in self.filterset.chosen and not context["paginator"].count
        return response

    def meant(self, words: str) -> dict[str, str]:
        """„Meinten Sie“ for words that this list does not have: what it does have, and its address."""
        meant = search.suggestion(words)
        if not meant or not self.filterset.finds(meant):
            return {}
        query = self.request.GET.copy()
        query.pop(self.page_kwarg, None)
        query["q"] = meant
        return {"words": meant, "url": f"?{query.urlencode()}"}

    @property
    def is_kept(self) -> bool:
        """Whether what is worked out now is there for the next who asks."""
        return bool(self.filterset.key and edition.of(self.request))

    def found(self, page, queryset: QuerySet) -> list:
        """The rows of a page of a search, which is gone through for words once an edition."""
        numbers = self.filterset.kept(
            f"page {page.number}", lambda: list(queryset.values_list("pk", flat=True))
        )
        rows = super().get_queryset().in_bulk(numbers)
        return [rows[number] for number in numbers if number in rows]

    def paginate_queryset(self, queryset, page_size):
        """A page number that does not exist leads to the nearest one that does."""
        paginator = self.get_paginator(queryset, page_size)
        if self.filterset.key:
            paginator.count = self.filterset.kept("count", queryset.count)
        page = paginator.get_page(self.request.GET.get(self.page_kwarg))
        rows = page.object_list
        # Read when they are drawn.
        page.object_list = SimpleLazyObject(lambda: self.told(page, rows))
        return paginator, page, page.object_list, page.has_other_pages()

    def told(self, page, rows: QuerySet) -> list:
        """The rows of a page with what is said of each."""
        goes_through_words = "q" in self.filterset.chosen and not self.filterset.measures
        told = self.found(page, rows) if self.is_kept and goes_through_words else list(rows)
        for row in told:
            self.tell(row)
        return told

    def tell(self, row) -> None:
        """Write on a listed row what its card says besides."""
