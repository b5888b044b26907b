from django.contrib.sitemaps import Sitemap

from .models import Event, Series


class EventSitemap(Sitemap):
    def items(self):
        return Event.objects.published().only("slug", "updated_at").order_by("pk")

    def lastmod(self, event):
        return event.updated_at


class SeriesSitemap(Sitemap):
    def items(self):
        return Series.objects.published().only("slug", "updated_at").order_by("pk")

    def lastmod(self, series):
        return series.updated_at
