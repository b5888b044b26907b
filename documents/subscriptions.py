"""What people can hear of by feed and by mail: new and changed documents."""

from django.utils.translation import gettext_lazy as _

from bildungsregion.base.subscriptions import lists
from bildungsregion.base.subscriptions.news import NewsList

from .filters import DocumentFilter
from .models import Document


# Columns of which a change is one that visitors read.
COLUMNS = ("title", "kind", "publisher", "summary", "description", "issued_on", "issued_precision")


class DocumentNews(NewsList):
    slug = "dokumente"
    title = _("Dokumente")
    page, feed = "documents:document_list", "document_feed"
    all_of_it = _("alle Dokumente")
    told = _("Neue Dokumente und solche, an denen sich etwas geändert hat.")
    filterset_class = DocumentFilter

    def rows(self):
        return Document.objects.published().defer("description", "search_title", "search_text")

    def watched(self):
        rows = Document.objects.published().defer("search_text").with_versions()
        return rows.prefetch_related("topics")

    def facts(self, row):
        values = [str(getattr(row, name)) for name in COLUMNS]
        valid = [(v.number, v.label, v.check_code, v.is_accessible) for v in row.valid_versions()]
        return *values, sorted(topic.pk for topic in row.topics.all()), valid

    def lines(self, row):
        facts = (row.get_kind_display(), row.issued, row.publisher)
        return ", ".join(filter(None, facts)), row.summary


lists.register(DocumentNews())
