"""What belongs to a topic, a transition or a phase of life."""

from django.utils import timezone
from django.views.generic import DetailView, ListView

from actors.models import LifePhase, Topic
from bildungsregion.base import edition
from bildungsregion.base.kept_pages import KeptPage
from pages import belonging
from pages.moments import turn
from pages.structured import collection_page


class TopicList(KeptPage, ListView):
    """The region's topics as a tree, or its transitions between stages of education."""

    kind = Topic.Kind.TOPIC
    template_name = "pages/topic_list.html"

    def get_queryset(self):
        return Topic.objects.published().filter(kind=self.kind)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            kind=self.kind, branches=branches(self.object_list), **kwargs
        )


def branches(topics) -> list[tuple[Topic, list[Topic]]]:
    """Each topic that hangs on none of the others, with those that hang on it in any depth."""
    topics = list(topics)
    shown = {topic.pk for topic in topics}
    below: dict[int | None, list[Topic]] = {}
    for topic in topics:
        below.setdefault(topic.parent_id if topic.parent_id in shown else None, []).append(topic)

    def under(topic: Topic) -> list[Topic]:
        return [each for child in below.get(topic.pk, []) for each in (child, *under(child))]

    return [(topic, under(topic)) for topic in below.get(None, [])]


class TopicDetail(KeptPage, DetailView):
    """Everything of the region that belongs to a topic, what can be used first."""

    tells_time = True
    kind = Topic.Kind.TOPIC
    template_name = "pages/topic_detail.html"

    def get_queryset(self):
        return Topic.objects.published().filter(kind=self.kind).select_related("parent")

    def get_context_data(self, **kwargs):
        topic = self.object
        key = "topic", topic.pk, timezone.localdate(), turn(self.request)
        content = edition.kept(self.request, key, lambda: belonging.of_topic(topic))
        dates = belonging.dates_of_topic(topic)
        return super().get_context_data(
            kind=self.kind,
            content=content,
            dates=dates,
            is_empty=not dates and not any(content.shelves),
            structured=collection_page(topic, content, self.request),
            **kwargs,
        )


class LifePhaseList(KeptPage, ListView):
    queryset = LifePhase.objects.all()
    template_name = "pages/life_phase_list.html"
    context_object_name = "phases"


class LifePhaseDetail(KeptPage, DetailView):
    """What there is for people of one age: who, what, when, and the topics and transitions of it."""

    tells_time = True
    queryset = LifePhase.objects.all()
    template_name = "pages/life_phase_detail.html"
    context_object_name = "phase"

    def get_context_data(self, **kwargs):
        phase = self.object
        key = "phase", phase.pk, timezone.localdate()
        content = edition.kept(self.request, key, lambda: belonging.of_phase(phase))
        return super().get_context_data(
            content=content,
            dates=belonging.dates_of_phase(phase),
            others=LifePhase.objects.exclude(pk=phase.pk),
            **kwargs,
        )
