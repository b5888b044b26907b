"""What sitemaps of pages have in common that exist in each language."""

from django.contrib.sitemaps import Sitemap
from django.utils.functional import cached_property

from .languages import GERMAN
from .region import current


class LanguagesSitemap(Sitemap):
    """Each page once a language, with its other languages (xhtml:link, hreflang); German is the default."""

    i18n = alternates = x_default = True

    @cached_property
    def of_region(self) -> list[str]:
        return list(dict.fromkeys([GERMAN, *current().languages]))

    def get_languages_for_item(self, item) -> list[str]:
        return self.of_region
