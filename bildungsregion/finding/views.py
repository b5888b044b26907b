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
from bildungsregion.base import misses, search

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


class Search(TemplateView):
    template_name = "search.html"

    def get_context_data(self, **kwargs):
        # A word processor's NUL or line feed is no part of what somebody looks for.
        typed = " ".join(_CONTROL.sub(" ", self.request.GET.get("q", "")).split())
        query = typed[: search.LONGEST_QUERY]
        found = Found(query)
        asked = self.request.GET.get("art", "")
        kind = asked if asked in found.numbers else ""
        ways = signposts.found(query, self.request.region)
        recommended = bets.found(self.request, query, timezone.localdate())
        has_any = bool(found.numbers or ways or recommended)
        if found.terms and not has_any:
            misses.note(self.request, query)
        return super().get_context_data(
            query=query,
            is_cut=len(typed) > len(query),
            has_words=bool(found.terms),
            has_any=has_any,
            total=found.total,
            bets=[] if kind else recommended,
            ways=[] if kind else ways,
            tabs=_tabs(found, query, kind),
            # Of a kind that nothing was found of.
            lost=BY_NAME[asked].label if asked in BY_NAME and has_any and not kind else "",
            meant=suggestion(query) if found.terms and not has_any else None,
            **(self._kind(found, kind) if kind else {"groups": _groups(found, query)}),
            **kwargs,
        )

    def _kind(self, found: Found, kind: str) -> dict:
        """One kind, page by page."""
        page = self.request.GET.get("seite", "")
        group = found.page(kind, int(page) if _PAGE.fullmatch(page) else 1)
        paginator = Paginator(range(min(group.number.value, MOST)), A_PAGE)
        number = min(max(1, int(page) if _PAGE.fullmatch(page) else 1), paginator.num_pages)
        return {"group": group, "page_obj": Page(group.hits, number, paginator)}


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
