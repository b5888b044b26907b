"""The lists that can be subscribed to, and what somebody chose of one.

An app hands in a list by `register(...)` in its module `subscriptions`, which is loaded at the start.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import urlencode

from bildungsregion.base.facets import FacetFilterSet
from bildungsregion.base.models import Region


# What an address says beside the filters themselves.
ORDER_AND_PAGE = frozenset({"sortierung", "seite"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as mails and feeds print it; ``key`` stays the same as long as the entry lives.

    ``path`` leads to its page; ``lines`` are what is said beside the title; ``mark`` is what must not
    be overlooked ("fällt aus").
    """

    key: str
    title: str
    path: str
    lines: Sequence[str] = ()
    mark: str = ""
    published: datetime | None = None
    updated: datetime | None = None


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    entries: Sequence[Entry]


@dataclass(frozen=True, slots=True)
class Digest:
    """What one mail tells; ``left_out`` entries did not fit and stand in the list only."""

    subject: str
    groups: Sequence[Group]
    left_out: int = 0


class SubscribableList(ABC):
    """A public list under filters, as feeds and mails know it.

    ``page`` and ``feed`` are URL names; ``all_of_it`` says what is meant without a filter; ``told``
    says what mails of it hold, as a sentence; ``dropped`` are filters that make no sense in a mail.
    """

    slug: str
    title: str
    page: str
    feed: str
    all_of_it: str
    told: str
    filterset_class: type[FacetFilterSet]
    dropped: frozenset[str] = frozenset()

    @abstractmethod
    def rows(self) -> QuerySet:
        """The whole list as the public sees it, with all that printing an entry needs."""

    @abstractmethod
    def latest(self, rows: QuerySet, most: int) -> list[Entry]:
        """What a feed shows of these rows: each entry with its moments."""

    @abstractmethod
    def digest(
        self, rows: QuerySet, *, since: datetime, until: datetime, rhythm: str
    ) -> Digest | None:
        """What a mail at the moment ``until`` tells of these rows; None if there is nothing to tell.

        ``since`` is up to when was told before.
        """

    def choose(self, query: QueryDict, region: Region) -> "Choice":
        """What an address's query means for this list."""
        filterset = self.filterset_class(query, queryset=self.rows(), request=Asker(region))
        return Choice(self, filterset)

    def query_of(self, filterset: FacetFilterSet, *, for_mail: bool = False) -> str:
        """The filters that are set, always in the same order and spelling."""
        names = self.kept(filterset) - (self.dropped if for_mail else frozenset())
        pairs = [
            (name, " ".join(value.split()))
            for name in sorted(names)
            for value in sorted(filterset.data.getlist(name))
        ]
        return urlencode(pairs)

    def kept(self, filterset: FacetFilterSet) -> frozenset[str]:
        """Names of the filters that are set and that an address of a feed may keep."""
        return frozenset(filterset.chosen) - ORDER_AND_PAGE

    def page_path(self, query: str) -> str:
        return _with_query(self.page, query)

    def feed_path(self, query: str) -> str:
        return _with_query(self.feed, query)

    def subscribe_path(self, query: str) -> str:
        return _with_query("subscriptions:subscribe", query, self.slug)


@dataclass(frozen=True, slots=True)
class Asker:
    """All that filters need to know of who asks; at night there is no request."""

    region: Region


class Choice:
    """A list under the filters that somebody chose."""

    def __init__(self, subscribable: SubscribableList, filterset: FacetFilterSet):
        self.list, self.filterset = subscribable, filterset

    @cached_property
    def query(self) -> str:
        """The filters as a subscription keeps them."""
        return self.list.query_of(self.filterset, for_mail=True)

    @property
    def is_narrower_now(self) -> bool:
        """Whether a filter is set that holds for the moment only and is not kept."""
        kept = self.list.kept(self.filterset) - self.list.dropped
        return bool(self.filterset.chosen.keys() - ORDER_AND_PAGE - kept)

    @property
    def title(self) -> str:
        """What is subscribed to in words; one query or a few."""
        return self._in_words(self.query) or str(self.list.all_of_it)

    @property
    def page(self) -> str:
        return self.list.page_path(self.query)

    @cached_property
    def feed_query(self) -> str:
        return self.list.query_of(self.filterset)

    @property
    def feed_words(self) -> str:
        """The filters of the feed in words; "" without any."""
        return self._in_words(self.feed_query)

    @property
    def region(self) -> Region:
        return self.filterset.request.region

    @property
    def rows(self) -> QuerySet:
        return self.filterset.qs

    def _in_words(self, query: str) -> str:
        """ "Art: Kita, Sucht Kooperation"."""
        chips = self.list.choose(QueryDict(query), self.region).filterset.chips
        return ", ".join(
            chip.text if chip.text == chip.label else f"{chip.label}: {chip.text}" for chip in chips
        )

    def is_whole(self, query: str) -> bool:
        """Whether all of a query can be chosen: today, for one that was subscribed to once."""
        if self.query != query or self.filterset.lost:
            return False
        chosen, model = self.filterset.chosen, self.filterset.queryset.model
        return all(
            facet.has_value(chosen[name], model)
            for name, facet in self.filterset.facets.items()
            if name in chosen
        )


_lists: dict[str, SubscribableList] = {}


def register(subscribable: SubscribableList) -> SubscribableList:
    _lists[subscribable.slug] = subscribable
    return subscribable


def find(slug: str) -> SubscribableList | None:
    return _lists.get(slug)


def all_lists() -> list[SubscribableList]:
    return list(_lists.values())


def _with_query(name: str, query: str, *args: str) -> str:
    path = reverse(name, args=args)
    return f"{path}?{query}" if query else path
