from django.contrib.sitemaps import Sitemap

from .models import Document, Series


class DocumentSitemap(Sitemap):
    def items(self):
        return Document.objects.published().only("slug", "updated_at").order_by("pk")

    def lastmod(self, document):
        return document.updated_at


class DocumentSeriesSitemap(Sitemap):
    def items(self):
        return Series.objects.published().only("slug", "updated_at").order_by("pk")

    def lastmod(self, series):
        return series.updated_at
