"""„Aktuelles“ by feed and by mail."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bildungsregion.base.dates import Precision, print_date
from bildungsregion.base.subscriptions import lists
from bildungsregion.base.subscriptions.news import NewsList

from .filters import NewsFilter
from .models import News


class Messages(NewsList):
    """German ones only: mails and feeds have one language, and a translation tells nothing new."""

    slug = "aktuelles"
    title = _("Aktuelles")
    page, feed = "pages:news_list", "pages:news_feed"
    all_of_it = _("alle Meldungen")
    told = _("Neue Meldungen aus der Bildungsregion und solche, die sich geändert haben.")
    filterset_class = NewsFilter

    def rows(self):
        return News.objects.published().originals().defer("body", "draft", "search_text")

    def watched(self):
        return News.objects.published().originals().prefetch_related("topics")

    def facts(self, row):
        return row.title, row.summary, row.body, sorted(topic.pk for topic in row.topics.all())

    def lines(self, row):
        day = timezone.localdate(row.publish_at) if row.publish_at else None
        return print_date(day, Precision.DAY) if day else "", row.summary

    def published(self, row):
        return row.publish_at


lists.register(Messages())
