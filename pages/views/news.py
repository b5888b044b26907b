"""„Aktuelles“: the list with its years and topics, and a message."""

from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import get_language

from bildungsregion.base import edition
from bildungsregion.base.facets import FacetList
from pages.filters import NewsFilter
from pages.models import Language, News
from pages.moments import turn
from pages.news_facts import news_article

from .pages import WrittenDetail


class NewsList(FacetList):
    is_shared = tells_time = True
    filterset_class = NewsFilter
    template_name = "pages/news_list.html"
    paginate_by = 12

    @property
    def kept_as(self) -> str:
        """Messages come and go by the clock, not only by a change."""
        return f"news {turn(self.request)}"

    @cached_property
    def queryset(self):
        # To put it together takes longer than to ask it.
        return edition.kept(self.request, f"rows of {self.kept_as}", self.rows)

    def rows(self) -> QuerySet[News]:
        return (
            News.objects.published()
            .in_language(get_language() or Language.GERMAN)
            .newest_first()
            .select_related("original")
            .defer("body", "original__body", "draft", "original__draft", "search_text")
        )


class NewsDetail(WrittenDetail):
    model = News
    template_name = "pages/news_detail.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            news=self.row,
            topics=self.original.topics.published(),
            structured=news_article(self.row, self.request),
            **kwargs,
        )
