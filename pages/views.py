from django.views.generic import DetailView, ListView, TemplateView

from actors.models import Actor, Offer, Topic
from documents.models import Document
from events.models import Occurrence
from projects.models import Project

from .models import Body, ContactPoint, FaqEntry, Milestone, Page
from .structured import government_organization


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


class RegionAbout(TemplateView):
    """Who the region is: introduction, bodies, milestones, state programme, contacts."""

    template_name = "pages/region_about.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            bodies=Body.objects.published(),
            milestones=Milestone.objects.published().select_related("document")[:5],
            contacts=ContactPoint.objects.published(),
            pages=Page.objects.in_menu(Page.Menu.ABOUT),
            faq=FaqEntry.objects.published().filter(about=FaqEntry.About.REGION),
            structured=government_organization(self.request),
            **kwargs,
        )


class BodyList(ListView):
    queryset = Body.objects.published().prefetch_related("members")


class MilestoneList(ListView):
    queryset = Milestone.objects.published().select_related("document")


class ContactPointList(ListView):
    queryset = ContactPoint.objects.published()
    template_name = "pages/contact_list.html"
    context_object_name = "contacts"

    def get_context_data(self, **kwargs):
        faq = FaqEntry.objects.published().filter(about=FaqEntry.About.PORTAL)
        return super().get_context_data(faq=faq, **kwargs)


class PageDetail(DetailView):
    queryset = Page.objects.published()
