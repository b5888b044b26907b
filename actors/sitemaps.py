from django.contrib.sitemaps import Sitemap

from .models import Actor, Municipality, Offer


class _EntrySitemap(Sitemap):
    model = None

    def items(self):
        return self.model.objects.published().only("slug", "updated_at").order_by("pk")

    def lastmod(self, entry):
        return entry.updated_at


class ActorSitemap(_EntrySitemap):
    model = Actor


class OfferSitemap(_EntrySitemap):
    model = Offer


class MunicipalitySitemap(Sitemap):
    def items(self):
        return Municipality.objects.only("slug").order_by("pk")
