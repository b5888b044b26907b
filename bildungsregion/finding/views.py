"""The search page: its address is its state (``q`` the words, ``art`` one kind, ``seite`` its page)."""

import re
from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from bildungsregion import signposts
from bildungsregion.base import edition, misses, moments, search
from bildungsregion.base.kept_pages import KeptPage

from . import bets, words
from .hits import A_PAGE, MOST, Found, Group, Number
from .sources import BY_NAME


_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_PAGE = re.compile(r"[0-9]{1,4}")


@dataclass(frozen=True)
class Tab:
    label: str
    number: Number
    url: str
    is_current: bool


class Search(KeptPage, TemplateView):
    """What is found is worked out once an edition; a search in vain each time, as it is counted."""

    template_name = "search.html"
    # The next date of an event.
    tells_time = True

    def get_context_data(self, **kwargs):
        # A word processor's NUL or line feed is no part of what somebody looks for.
        typed = " ".join(_CONTROL.sub(" ", self.request.GET.get("q", "")).split())
        query = typed[: search.LONGEST_QUERY]
        asked, page = self.request.GET.get("art", ""), self.request.GET.get("seite", "")
        number = int(page) if _PAGE.fullmatch(page) else 1
        span = moments.span(self.request)
        key = span and (query, asked if asked in BY_NAME else "", number, span)
        found = edition.kept(
            self.request, ("search", key), lambda: self._found(query, asked, number)
        )
        if not found["has_any"]:
            key = None
            if found["has_words"]:
                misses.note(self.request, query)
                kwargs["meant"] = suggestion(query)
        is_cut = len(typed) > len(query)
        return super().get_context_data(
            is_cut=is_cut, page_key=key and (key, is_cut), **found, **kwargs
        )

    def render_to_response(self, context, **kwargs):
        response = super().render_to_response(context, **kwargs)
        response.is_unkept = not context["has_any"]
        return response

    def _found(self, query: str, asked: str, number: int) -> dict:
        """All that the page shows of the hits. Nobody may change it unless nothing was found."""
        found = Found(query)
        kind = asked if asked in found.numbers else ""
        ways = signposts.found(query, self.request.region)
        recommended = bets.found(self.request, query, timezone.localdate())
        has_any = bool(found.numbers or ways or recommended)
        return {
            "query": query,
            "has_words": bool(found.terms),
            "has_any": has_any,
            "total": found.total,
            "bets": [] if kind else recommended,
            "ways": [] if kind else ways,
            "tabs": _tabs(found, query, kind),
            # Of a kind that nothing was found of.
            "lost": BY_NAME[asked].label if asked in BY_NAME and has_any and not kind else "",
            **(_kind(found, kind, number) if kind else {"groups": _groups(found, query)}),
        }


def _kind(found: Found, kind: str, number: int) -> dict:
    """One kind, page by page."""
    group = found.page(kind, number)
    paginator = Paginator(range(min(group.number.value, MOST)), A_PAGE)
    shown = min(max(1, number), paginator.num_pages)
    return {"group": group, "page_obj": Page(group.hits, shown, paginator)}


def _groups(found: Found, query: str) -> list[Group]:
    groups = found.groups() if found.numbers else []
    for group in groups:
        group.url = address(query, group.source.name)
    return groups


def _tabs(found: Found, query: str, kind: str) -> list[Tab]:
    """All of it, and each kind that has hits; none where there is nothing to choose."""
    if not found.numbers:
        return []
    kinds = [
        Tab(str(BY_NAME[name].label), number, address(query, name), name == kind)
        for name, number in found.numbers.items()
    ]
    return [Tab(_("Alles"), found.total, address(query), not kind), *kinds]


def address(query: str, kind: str = "") -> str:
    """The search page in this state."""
    return f"{reverse('search')}?{urlencode({'q': query} | ({'art': kind} if kind else {}))}"


@search.suggests
def suggestion(query: str) -> str | None:
    """„Meinten Sie“ for a query that found nothing: one that does find something, or None."""
    meant = search.did_you_mean(query, words.Known(query))
    return meant if meant and Found(meant).numbers else None
