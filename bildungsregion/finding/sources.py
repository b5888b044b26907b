"""The kinds of rows that the search over everything knows."""

from dataclasses import dataclass

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import get_language, gettext_lazy as _

from actors.models import Actor, Offer, Topic
from bildungsregion.base.translations import GERMAN
from documents.models import Document
from events.models import Event
from pages.models import News, Page
from projects.models import Project


@dataclass(frozen=True)
class Source:
    """One kind: what it is called, where its hits lead, where all of them are.

    ``mark`` is the column of the small word above a hit, ``text`` that of the long text behind the summary.
    Of a kind ``in_rows`` each language is a row of its own, and rows may have their time on the site.
    """

    name: str
    label: str
    model: type
    title: str
    url: str
    list_url: str = ""
    mark: str = ""
    text: str = "description"
    in_rows: bool = False

    @property
    def published(self) -> QuerySet:
        """The rows that the public sees now; of texts in several languages the one of the page."""
        rows = self.model.objects.published().order_by()
        return rows.in_language(get_language() or GERMAN) if self.in_rows else rows

    @property
    def slug(self):
        """A translation is read at its original's address."""
        return Coalesce("original__slug", "slug") if self.in_rows else F("slug")

    @property
    def is_translatable(self) -> bool:
        return any(field.name == "translations" for field in self.model._meta.concrete_fields)


SOURCES = (
    Source("akteure", _("Akteure"), Actor, "name", "actors:actor_detail", "actors:actor_list", "kind"),
    Source("lernorte", _("Lernorte und Angebote"), Offer, "title", "actors:offer_detail",
           "actors:offer_list", "actor__name"),
    Source("veranstaltungen", _("Veranstaltungen"), Event, "title", "events:event_detail"),
    Source("projekte", _("Projekte"), Project, "title", "projects:project_detail",
           "projects:project_list"),
    Source("dokumente", _("Dokumente"), Document, "title", "documents:document_detail",
           "documents:document_list", "kind"),
    Source("themen", _("Themen und Übergänge"), Topic, "name", "pages:topic_detail", "", "kind", "body"),
    Source("seiten", _("Seiten"), Page, "title", "pages:page", text="body", in_rows=True),
    Source("aktuelles", _("Aktuelles"), News, "title", "pages:news_detail", text="body", in_rows=True),
)  # fmt: skip
BY_NAME = {source.name: source for source in SOURCES}
