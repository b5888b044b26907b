"""The handbooks as pages: a list that can be searched, and a page for each chapter."""

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bildungsregion.base.region import current

from .chapters import BOOKS


@require_safe
def contents(request: HttpRequest, key: str) -> HttpResponse:
    book = BOOKS[key]
    query = request.GET.get("q", "").strip()[:100]
    modules = current().modules
    context = {
        "book": book,
        "title": book.title,
        "query": query,
        "found": book.search(query, modules),
        "chapters": book.listed(modules),
    }
    return _page(request, key, "contents", context)


@require_safe
def chapter(request: HttpRequest, key: str, slug: str) -> HttpResponse:
    book = BOOKS[key]
    shown = book.find(slug)
    if shown is None:
        raise Http404("no such chapter")
    return _page(request, key, "chapter", {"book": book, "title": shown.title, "chapter": shown})


def _page(request: HttpRequest, key: str, name: str, context: dict) -> HttpResponse:
    if key == "office":
        return render(
            request, f"admin/handbook/{name}.html", admin.site.each_context(request) | context
        )
    return render(request, f"handbook/{name}.html", context)
