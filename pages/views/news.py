"""„Aktuelles“: the list with its years and topics, and a message."""

from django.utils.translation import get_language

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

    @property
    def queryset(self):
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
