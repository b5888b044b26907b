"""What belongs to a topic or a transition."""

from django.views.generic import DetailView, ListView

from actors.models import Actor, Offer, Topic
from documents.models import Document
from events.models import Occurrence
from projects.models import Project


# How many entries of each kind a topic's page shows before "alle ansehen".
SHOWN = 6
# Columns that no list prints.
LONG_TEXTS = ("description", "search_title", "search_text")


class TopicList(ListView):
    """The region's topics, or its transitions between stages of education."""

    kind = Topic.Kind.TOPIC
    template_name = "pages/topic_list.html"

    def get_queryset(self):
        return Topic.objects.published().filter(kind=self.kind)

    def get_context_data(self, **kwargs):
        return super().get_context_data(kind=self.kind, **kwargs)


class TopicDetail(DetailView):
    """Everything of the region that belongs to a topic; one query per kind of entry."""

    kind = Topic.Kind.TOPIC
    template_name = "pages/topic_detail.html"

    def get_queryset(self):
        return Topic.objects.published().filter(kind=self.kind)

    def get_context_data(self, **kwargs):
        of_topic = {"topics": self.object}
        coming = Occurrence.objects.published().coming().filter(event__topics=self.object)
        return super().get_context_data(
            kind=self.kind,
            actors=first(Actor.objects.published().filter(**of_topic).defer(*LONG_TEXTS)),
            offers=first(
                Offer.objects.published()
                .filter(**of_topic)
                .select_related("actor")
                .defer(*LONG_TEXTS, *(f"actor__{text}" for text in LONG_TEXTS))
            ),
            occurrences=first(coming.with_event()),
            projects=first(
                Project.objects.published()
                .filter(**of_topic)
                .running_first()
                .select_related("lead")
            ),
            documents=first(Document.objects.published().filter(**of_topic).newest_first()),
            **kwargs,
        )


def first(queryset) -> dict:
    """The first entries of a kind and whether there are more: {"rows": [...], "has_more": bool}."""
    rows = list(queryset[: SHOWN + 1])
    return {"rows": rows[:SHOWN], "has_more": len(rows) > SHOWN}
