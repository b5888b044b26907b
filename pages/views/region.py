"""Who the region is: its bodies, its milestones, its guidelines, its contact points."""

from itertools import groupby

from django.views.generic import DetailView, ListView, TemplateView

from actors.models import Topic
from bildungsregion.base import edition
from bildungsregion.base.kept_pages import KeptPage
from documents.models import Document
from pages.gathering import Part, gather
from pages.models import Body, ContactPoint, FaqEntry, Milestone, Page
from pages.structured import government_organization, organization


# Milestones on the region's first page.
MILESTONES_SHOWN = 4
_BODY = ("id", "slug", "name", "kind", "chair", "rhythm", "translations")
_CONTACT = ("id", "slug", "area", "translations")
_TOPIC = ("id", "slug", "kind", "name", "icon", "translations")
_FAQ = ("id", "question", "answer", "translations")


class RegionAbout(KeptPage, TemplateView):
    """Who the region is: introduction, bodies, guidelines, milestones, state programme, contacts."""

    tells_time = True
    template_name = "pages/region_about.html"

    def get_context_data(self, **kwargs):
        kept = edition.kept(self.request, "region-about", self.kept)
        return super().get_context_data(
            pages=Page.objects.in_menu(Page.Menu.ABOUT),
            structured=government_organization(self.request, kept["bodies"]),
            **kept,
            **kwargs,
        )

    def kept(self) -> dict:
        """What does not depend on the hour."""
        milestones = Milestone.objects.published().select_related("document")
        guiding = Topic.objects.published().filter(is_guiding=True)
        small = gather(
            [
                Part("bodies", Body.objects.published(), _BODY),
                Part("contacts", ContactPoint.objects.published(), _CONTACT),
                Part("focus", guiding, _TOPIC),
                Part("faq", FaqEntry.objects.published().filter(about=FaqEntry.About.REGION), _FAQ),
            ],
            {},
        )
        return small.rows | {"milestones": list(milestones[:MILESTONES_SHOWN])}


class BodyList(KeptPage, ListView):
    queryset = Body.objects.published().prefetch_related("members")


class BodyDetail(KeptPage, DetailView):
    """One body: what it is for, what it may decide, who sits in it, and its minutes."""

    queryset = Body.objects.published()
    context_object_name = "body"

    def get_context_data(self, **kwargs):
        members = list(self.object.members.order_by("name"))
        return super().get_context_data(
            members=members,
            documents=self.object.documents.published().newest_first(),
            others=Body.objects.published().exclude(pk=self.object.pk),
            structured=organization(self.object, members, self.request),
            **kwargs,
        )


class MilestoneList(KeptPage, ListView):
    queryset = Milestone.objects.published().select_related("document")

    def get_context_data(self, **kwargs):
        by_year = groupby(self.object_list, key=lambda milestone: milestone.on.year)
        return super().get_context_data(
            years=[(year, list(milestones)) for year, milestones in by_year], **kwargs
        )


class GuidelineList(KeptPage, TemplateView):
    """What the region has set itself: the documents, and the topics that they are about."""

    template_name = "pages/guideline_list.html"

    def get_context_data(self, **kwargs):
        guiding = Document.objects.published().filter(kind=Document.Kind.GUIDING_PRINCIPLES)
        return super().get_context_data(
            documents=guiding.newest_first(),
            focus=Topic.objects.published().filter(is_guiding=True),
            **kwargs,
        )


class ContactPointList(KeptPage, ListView):
    """„Womit können wir helfen?“: the contact points by what people come with."""

    queryset = ContactPoint.objects.published().prefetch_related("topics")
    template_name = "pages/contact_list.html"
    context_object_name = "contacts"

    def get_context_data(self, **kwargs):
        groups = [
            (concern, [point for point in self.object_list if point.concern == concern])
            for concern in ContactPoint.Concern
        ]
        return super().get_context_data(
            groups=[(concern, points) for concern, points in groups if points],
            faq=FaqEntry.objects.published().filter(about=FaqEntry.About.PORTAL),
            **kwargs,
        )
