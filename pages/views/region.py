"""Who the region is: its bodies, its milestones, its contact points."""

from django.views.generic import ListView, TemplateView

from pages.models import Body, ContactPoint, FaqEntry, Milestone, Page
from pages.structured import government_organization


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
