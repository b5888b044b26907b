"""What could be better about published rows, as data beside each list: a filter there, counted on the start page."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib import admin
from django.db.models import CharField, Count, IntegerField, Q, QuerySet, Value
from django.http import HttpRequest
from django.urls import reverse


PARAMETER = "hinweis"


@dataclass(frozen=True)
class Hint:
    """``condition`` finds the rows of which ``label`` is true, as "ohne Kurztext"."""

    slug: str
    label: str
    condition: Q


@dataclass(frozen=True, slots=True)
class Counted:
    """So many rows of a list have the hint; ``url`` shows them."""

    rows_named: str
    label: str
    count: int
    url: str


class HintFilter(admin.SimpleListFilter):
    """Of the admin's own ``hints``; only published rows, as nobody sees the others."""

    title = "Hinweise"
    parameter_name = PARAMETER

    def __init__(self, request, params, model, model_admin):
        self.hints = {hint.slug: hint for hint in model_admin.hints}
        super().__init__(request, params, model, model_admin)

    def lookups(self, request, model_admin):
        return [(hint.slug, hint.label) for hint in self.hints.values()]

    def queryset(self, request, queryset):
        hint = self.hints.get(self.value())
        return queryset.filter(pk__in=_found(queryset.model, hint)) if hint else queryset


def _found(model, hint: Hint) -> QuerySet:
    return model._default_manager.filter(hint.condition, is_published=True).order_by().values("pk")


def _known(request: HttpRequest) -> list[tuple]:
    """(model, hint) of the lists that this person may change."""
    return [
        (model, hint)
        for model, page in admin.site._registry.items()
        if getattr(page, "hints", ()) and page.has_change_permission(request)
        for hint in page.hints
    ]


def questions(request: HttpRequest) -> list[QuerySet]:
    """What has to be counted for this person: label, shown and hidden, of which the last says nothing here."""
    return [
        model._default_manager.filter(pk__in=_found(model, hint))
        .order_by()
        .annotate(label=Value(_label(model, hint), CharField()))
        .values("label")
        .annotate(shown=Count("pk"), hidden=Value(0, IntegerField()))
        for model, hint in _known(request)
    ]


def counted(request: HttpRequest, sums: Mapping[str, Mapping]) -> list[Counted]:
    """The hints of all lists that this person may change, where there is something."""
    return [
        Counted(
            model._meta.verbose_name_plural,
            hint.label,
            sums[_label(model, hint)]["shown"],
            _url(model, hint),
        )
        for model, hint in _known(request)
        if sums.get(_label(model, hint), {}).get("shown")
    ]


def _label(model, hint: Hint) -> str:
    return f"{model._meta.label_lower}.{hint.slug}"


def _url(model, hint: Hint) -> str:
    page = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    return f"{page}?{PARAMETER}={hint.slug}"
