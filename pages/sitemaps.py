from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from actors.models import LifePhase, Topic
from bildungsregion.base.sitemaps import LanguagesSitemap

from .models import Body, News, Page


class PageSitemap(Sitemap):
    def items(self):
        return (
            Page.objects.published()
            .originals()
            .only("slug", "original", "updated_at")
            .order_by("pk")
        )

    def lastmod(self, page):
        return page.updated_at


class NewsSitemap(Sitemap):
    def items(self):
        return (
            News.objects.published()
            .originals()
            .only("slug", "original", "updated_at")
            .order_by("pk")
        )

    def lastmod(self, news):
        return news.updated_at


class TopicSitemap(Sitemap):
    def items(self):
        return Topic.objects.published().only("slug", "kind", "updated_at").order_by("pk")

    def lastmod(self, topic):
        return topic.updated_at


class LifePhaseSitemap(Sitemap):
    def items(self):
        return LifePhase.objects.only("slug").order_by("pk")


class BodySitemap(Sitemap):
    def items(self):
        return Body.objects.published().only("slug", "updated_at").order_by("pk")

    def lastmod(self, body):
        return body.updated_at


class SectionSitemap(LanguagesSitemap):
    """The lists and the pages about the region, which are no rows."""

    names = (
        "home",
        "actors:actor_list",
        "actors:offer_list",
        "events:event_list",
        "projects:project_list",
        "documents:document_list",
        "pages:news_list",
        "pages:topic_list",
        "pages:transition_list",
        "pages:life_phase_list",
        "pages:region_about",
        "pages:body_list",
        "pages:guideline_list",
        "pages:milestone_list",
        "pages:contact_list",
    )

    def items(self):
        return self.names

    def location(self, name):
        return reverse(name)
