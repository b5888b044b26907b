"""The office's own pages: its search, its keys, its filters."""

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_POST, require_safe

from bildungsregion.base.errors import DomainError
from bildungsregion.base.search import LONGEST_QUERY

from . import filters
from .finding import MOST_SHOWN, SHOWN, find
from .kinds import case_of, open_kinds
from .models import SavedFilter


def _page(request: HttpRequest, template: str, context: dict, status: int = 200) -> HttpResponse:
    whole = admin.site.each_context(request) | context
    return TemplateResponse(request, template, whole, status=status)


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Everything that the office has under these words, as far as this person may see it."""
    query = " ".join(request.GET.get("q", "").replace("\x00", " ").split())[:LONGEST_QUERY]
    if case := case_of(request, query):
        return HttpResponseRedirect(case)
    kinds = open_kinds(request)
    chosen = next((kind for kind in kinds if kind.name == request.GET.get("art")), None)
    shown = MOST_SHOWN if chosen else SHOWN
    groups = find([chosen] if chosen else kinds, query, shown)
    context = {
        "title": f"Suche: {query}" if query else "Suche",
        "query": query,
        "groups": groups,
        "chosen": chosen,
        "kinds": kinds,
        "total": sum(group.total for group in groups),
    }
    return _page(request, "admin/office/search.html", context)


@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """The list of keys, for who has no scripts."""
    return _page(request, "admin/office/keys.html", {"title": "Tasten"})


def filter_list(request: HttpRequest) -> HttpResponse:
    """One's own filters: renamed, shared with a role, deleted."""
    if request.method != "POST":
        return _filters(request)
    number = request.POST.get("filter", "")
    own = SavedFilter.objects.filter(owner=request.user)
    row = get_object_or_404(own, pk=int(number) if number.isdecimal() and len(number) < 18 else 0)
    if "loeschen" in request.POST:
        row.delete()
        messages.success(request, f"Der Filter „{row.name}“ ist gelöscht.")
        return redirect("office:filters")
    try:
        name, role = request.POST.get("name", ""), request.POST.get("rolle", "")
        filters.rename(row=row, name=name, role=role, by=request.user)
    except DomainError as error:
        return _filters(request, problem=error.message, broken=row, status=422)
    messages.success(request, f"Der Filter „{row.name}“ ist gespeichert.")
    return redirect("office:filters")


def _filters(request: HttpRequest, *, problem="", broken=None, status=200) -> HttpResponse:
    rows = [row for row in filters.shown_to(request) if row.owner_id == request.user.pk]
    context = {
        "title": "Ihre Filter",
        "filters": [broken if broken and row.pk == broken.pk else row for row in rows],
        "roles": request.user.groups.all(),
        "problem": problem,
        "broken": broken,
        "errors": problem,
    }
    return _page(request, "admin/office/filters.html", context, status)


@require_POST
def filter_add(request: HttpRequest) -> HttpResponse:
    """Keep the state of a list under a name, and back to the list."""
    model = filters.model_named(request, request.POST.get("liste", ""))
    name, query = request.POST.get("name", ""), request.POST.get("stand", "")
    try:
        row = filters.keep(request=request, model=model, name=name, query=query)
    except DomainError as error:
        context = {
            "title": "Filter merken",
            "opts": model._meta,
            "problem": error.message,
            "errors": error.message,
            "name": name,
            "query": query,
        }
        return _page(request, "admin/office/filter_add.html", context, status=422)
    messages.success(request, f"Gemerkt: „{row.name}“ steht über dieser Liste und auf „Heute“.")
    return HttpResponseRedirect(row.url)


@require_safe
def filter_count(request: HttpRequest, pk: int) -> HttpResponse:
    """How many rows a filter has now: {"count": number}, or null where it fits the list no more."""
    row = get_object_or_404(SavedFilter.objects.visible_to(request.user), pk=pk)
    if not filters.may_see(request, row):
        raise Http404("not of those who see this list")
    return JsonResponse({"count": filters.count(request, row)})
