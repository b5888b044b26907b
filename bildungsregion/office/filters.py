"""Filters under a name: kept, shown, counted, renamed, shared with a role, deleted."""

from collections.abc import Mapping
from copy import copy

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import SuspiciousOperation, ValidationError
from django.db.models import Model
from django.http import Http404, HttpRequest, QueryDict

from bildungsregion.base.errors import DomainError
from bildungsregion.base.prepared import Prepared

from .models import SavedFilter, listed


MOST = 30
# What belongs to the moment and not to the filter: the page, pop-ups, errors, the counts beside the filters.
FLEETING = ("p", "all", "e", "_popup", "_to_field", "_facets", "_changelist_filters")


def model_named(request: HttpRequest, label: str) -> type[Model]:
    """The model of a list that this person may see; raises Http404."""
    model = listed(label)
    if model is None or not admin.site._registry[model].has_view_or_change_permission(request):
        raise Http404("no such list")
    return model


def tidy(query: str) -> str:
    """The state of a list without what is fleeting, in one order, so that the same state looks the same."""
    asked = QueryDict(query, mutable=True)
    for name in FLEETING:
        asked.pop(name, None)
    pairs = sorted((name, value) for name, values in asked.lists() for value in values if value)
    state = QueryDict(mutable=True)
    for name, value in pairs:
        state.appendlist(name, value)
    return state.urlencode()


_OF_LIST = Prepared(
    lambda user, page: (
        SavedFilter.objects.visible_to(user).filter(page=page).select_related("role")
    ),
    user=int,
    page=str,
)


def shown_to(request: HttpRequest) -> list[SavedFilter]:
    """One's own and those shared with one's roles, of lists that one may see; one query."""
    rows = SavedFilter.objects.visible_to(request.user).select_related("role")
    return [row for row in rows if may_see(request, row)]


def shown_with(request: HttpRequest, page: str) -> list[SavedFilter]:
    """The same of one list, which each of its pages asks for."""
    rows = _OF_LIST.rows(user=request.user.pk, page=page)
    return [row for row in rows if may_see(request, row)]


def may_see(request: HttpRequest, row: SavedFilter) -> bool:
    model = row.model
    return model is not None and admin.site._registry[model].has_view_or_change_permission(request)


def count(request: HttpRequest, row: SavedFilter) -> int | None:
    """How many rows the list has in this state; None where it does not understand it (any more)."""
    return _count(request, row.model, row.query)


def _count(request: HttpRequest, model: type[Model], query: str) -> int | None:
    asked = copy(request)
    asked.method, asked.GET = "GET", QueryDict(query)
    try:
        return admin.site._registry[model].get_changelist_instance(asked).result_count
    except (IncorrectLookupParameters, SuspiciousOperation, ValidationError, ValueError):
        return None


def keep(*, request: HttpRequest, model: type[Model], name: str, query: str) -> SavedFilter:
    """Keep a state under a name. Raises DomainError with what is wrong with either."""
    state = tidy(query)
    if not state:
        raise DomainError("Bitte grenzen Sie die Liste erst ein; dann lässt sich das merken.")
    if _count(request, model, state) is None:
        raise DomainError("Diesen Stand der Liste versteht das Portal nicht.")
    if SavedFilter.objects.filter(owner=request.user).count() >= MOST:
        raise DomainError(f"Mehr als {MOST} Filter sind zu viele. Bitte löschen Sie erst einen.")
    row = SavedFilter(owner=request.user, page=model._meta.label_lower, query=state)
    return _named(row, name)


def rename(*, row: SavedFilter, name: str, role, by) -> SavedFilter:
    """Another name, and who else finds it. Raises DomainError; a role that one has not is none."""
    row.role = by.groups.filter(pk=role).first() if str(role).isdecimal() else None
    return _named(row, name)


def _named(row: SavedFilter, name: str) -> SavedFilter:
    row.name = " ".join(name.split())
    try:
        row.full_clean()
    except ValidationError as error:
        raise DomainError(_sentence(error.message_dict)) from error
    row.save()
    return row


def _sentence(errors: Mapping[str, list[str]]) -> str:
    if "name" in errors:
        return "Bitte geben Sie dem Filter einen Namen von höchstens 60 Zeichen."
    if "query" in errors:
        return "Dieser Stand ist zu lang, um ihn zu merken."
    return next(iter(errors.values()))[0]
