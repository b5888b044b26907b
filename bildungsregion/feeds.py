"""The feeds of the portal on one page, and one for each topic with all that belongs to it."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, QueryDict
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from actors.models import Topic
from bildungsregion.base.kept_pages import KeptPage
from bildungsregion.base.models import Region
from bildungsregion.base.outbox.mail import one_line
from bildungsregion.base.subscriptions import lists
from bildungsregion.base.subscriptions.feeds import MOST_ENTRIES, ListFeed, tag
from bildungsregion.base.subscriptions.lists import SubscribableList


@dataclass(frozen=True)
class TopicChoice:
    """A topic as its feed tells of it."""

    topic: Topic
    region: Region

    @cached_property
    def lists(self) -> list[SubscribableList]:
        """The lists that can be asked for a topic."""
        return [
            row
            for row in lists.all_lists()
            if "thema" in row.filterset_class.base_filters and row.slug != "veranstaltungen"
        ]

    def entries(self) -> list:
        """The newest of all lists under this topic, the last change first."""
        found = []
        for row in self.lists:
            choice = row.choose(QueryDict(f"thema={self.topic.slug}"), self.region)
            found += row.latest(choice.rows, MOST_ENTRIES)
        moments = [(entry.updated or entry.published, entry.key, entry) for entry in found]
        moments.sort(key=lambda row: (row[0] is not None, row[0], row[1]), reverse=True)
        return [entry for _moment, _key, entry in moments[:MOST_ENTRIES]]


class TopicFeed(ListFeed):
    """What is new of a topic or a transition: news, projects, documents, offers, institutions."""

    def __init__(self):
        super().__init__("themen")

    def get_object(self, request: HttpRequest, slug: str) -> TopicChoice:
        topic = Topic.objects.published().filter(slug=slug).first()
        if topic is None:
            raise Http404("no such topic")
        return TopicChoice(topic, request.region)

    def title(self, choice):
        return one_line(f"{choice.topic.name} – {choice.region.name}")

    def subtitle(self, choice):
        return one_line(choice.topic.summary)

    def link(self, choice):
        return choice.topic.get_absolute_url()

    def feed_url(self, choice):
        return reverse("topic_feed", args=[choice.topic.slug])

    def feed_guid(self, choice):
        return tag(choice.region, f"themen/{choice.topic.pk}")

    def items(self, choice):
        return [(tag(choice.region, entry.key), entry) for entry in choice.entries()]


class FeedList(KeptPage, TemplateView):
    """Which feeds there are, and what a feed is."""

    template_name = "feeds.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(feeds=_feeds(), topics=_topics(), **kwargs)


def _feeds() -> list[dict[str, str]]:
    return [
        {
            "title": row.title,
            "told": row.told,
            "feed": row.feed_path(""),
            "page": row.page_path(""),
            "mail": row.subscribe_path(""),
        }
        for row in sorted(lists.all_lists(), key=lambda row: str(row.title))
    ]


def _topics() -> QuerySet[Topic]:
    return Topic.objects.published().only("name", "slug", "kind", "translations").order_by("name")
