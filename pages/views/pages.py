"""What the office writes itself: a page at its address, and one that is not yet public."""

from django.conf import settings
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.views.generic import TemplateView

from bildungsregion.base import edition
from bildungsregion.base.kept_pages import KeptPage
from pages import cards, tree
from pages.models import FormerAddress, Language, Page, PreviewLink, Video, Written
from pages.moments import turn


class WrittenDetail(KeptPage, TemplateView):
    """A text at its original's address, in the visitor's language where there is a translation."""

    # Texts come, change and go by the clock.
    tells_time = True

    model: type[Written]

    def get(self, request, *args, **kwargs):
        if self.original is None or self.original.original_id is not None:
            return self.lead_on()
        return super().get(request, *args, **kwargs)

    @cached_property
    def rows(self) -> dict[str, Written]:
        """Public rows by slug: the one of the address, and its translation into the visitor's language."""
        slug = self.kwargs["slug"]
        wanted = Q(slug=slug) | Q(original__slug=slug, language=get_language())
        rows = self.model.objects.published().filter(wanted)
        rows = rows.select_related("original__picture", "picture")
        return {row.slug: row for row in rows}

    @property
    def original(self) -> Written | None:
        return self.rows.get(self.kwargs["slug"])

    @property
    def row(self) -> Written:
        """What is read: the translation, or the original."""
        return next((row for row in self.rows.values() if row.original_id), self.original)

    def lead_on(self) -> HttpResponse:
        """From a former address, or a translation's own name, to where the text is now; else 404."""
        kind = self.model._meta.model_name
        if self.original is not None:
            target = self.original
            is_open = self.model.objects.published().filter(pk=target.original_id).exists()
        else:
            known = FormerAddress.objects.filter(slug=self.kwargs["slug"], news=None) if (
                kind == "page"
            ) else FormerAddress.objects.filter(slug=self.kwargs["slug"], page=None)  # fmt: skip
            former = get_object_or_404(known.select_related(kind))
            target, is_open = former.row, former.row.status == "online"
        if not is_open:
            raise Http404("the text is not public")
        return redirect(target, permanent=True)

    def get_context_data(self, **kwargs):
        row, original = self.row, self.original
        context = told(self.request, row, is_public=True)
        return super().get_context_data(original=original, **context, **kwargs)


def told(request: HttpRequest, row: Written, *, is_public: bool) -> dict:
    """What the page of a text shows: ``text`` is {name in CONTENT: value}, ``html`` its body."""
    language = get_language() or Language.GERMAN
    drawn = cards.drawn(request)
    text = row.content if is_public else row.working_content
    if is_public:
        key = ("text", row._meta.model_name, row.pk, turn(request))
        html = edition.kept(request, key, lambda: cards.render(text["body"], drawn))
    else:
        html = cards.render(text["body"], drawn)
    return {
        "row": row,
        "text": text,
        "html": html,
        "picture": row.shown_picture,
        "beside": cards.beside(text["aside"], drawn),
        "lang": row.language if row.language != language else "",
        "direction": _direction_of(row) if _is_rtl(row.language) != _is_rtl(language) else "",
        "reading": {"is_only_german": language != row.language and language != Language.GERMAN},
    }


def _is_rtl(language: str) -> bool:
    return language in settings.LANGUAGES_BIDI


def _direction_of(row: Written) -> str:
    return "rtl" if _is_rtl(row.language) else "ltr"


class PageDetail(WrittenDetail):
    model = Page
    template_name = "pages/page_detail.html"

    def get_context_data(self, **kwargs):
        known = tree.shown(self.request)
        return super().get_context_data(
            page=self.row,
            above=known.above(self.original.pk),
            below=known.below(self.original.pk),
            key=(self.original.pk, turn(self.request)),
            videos=self.videos(),
            **kwargs,
        )

    def videos(self) -> list[Video]:
        original = self.original.pk
        shown = Video.objects.published().filter(page=original).select_related("poster")
        return edition.kept(self.request, ("videos", original), lambda: list(shown))


class Preview(TemplateView):
    """A text as it is being worked on, for whoever was given the link; of no use to anybody else."""

    @cached_property
    def link(self) -> PreviewLink:
        links = PreviewLink.objects.select_related("page__original", "news__original")
        link = get_object_or_404(links, key=self.kwargs["key"])
        if not link.is_open(timezone.now()):
            raise Http404("the link has expired")
        return link

    def get_template_names(self):
        return [template_of(self.link.row)]

    def get_context_data(self, **kwargs):
        shown = preview_context(self.request, self.link.row)
        return super().get_context_data(expires_at=self.link.expires_at, **shown, **kwargs)

    def get(self, request, *args, **kwargs):
        return kept_out_of_sight(super().get(request, *args, **kwargs))


def template_of(row: Written) -> str:
    return "pages/page_detail.html" if isinstance(row, Page) else "pages/news_detail.html"


def preview_context(request: HttpRequest, row: Written) -> dict:
    """What the public template shows of a text that is not public, with the bar that says so."""
    shown = told(request, row, is_public=False) | {
        "is_preview": True,
        "original": row.original or row,
    }
    if isinstance(row, Page):
        # Where it would stand; the tree knows published pages only.
        known = tree.shown(request)
        parent = (row.original or row).parent_id
        here = known.nodes.get(parent)
        shown |= {"page": row, "above": [*known.above(parent), here] if here else []}
    return shown


def kept_out_of_sight(response: HttpResponse) -> HttpResponse:
    """Kept in no cache, found by no search engine, and its address told to no other site."""
    patch_cache_control(response, private=True, no_store=True)
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response
