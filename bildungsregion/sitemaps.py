"""The sitemap.xml: every public page of every app."""

from django.contrib.sitemaps import Sitemap

from actors.models import Actor


class ActorSitemap(Sitemap):
    def items(self):
        return Actor.objects.published().only("slug", "updated_at")

    def lastmod(self, actor):
        return actor.updated_at


SITEMAPS = {"akteure": ActorSitemap}
