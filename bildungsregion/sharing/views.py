"""The pictures of shared links, each under an address that changes with its content."""

from django.conf import settings
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.http import require_safe

from bildungsregion.base.models import Region
from bildungsregion.finding.sources import BY_NAME, Source

from .pictures import Motif, motif


FOR_EVER = "public, max-age=31536000, immutable"


def motif_of(source: Source, row, region: Region, language: str) -> Motif:
    """What the picture of a row says in a language."""
    is_translated = source.is_translatable and source.title in row.TRANSLATED
    title = getattr(row.here if is_translated else row, source.title)
    return motif(title=title, kind=str(source.label), region=region, lang=language)


def address(source: Source, slug: str, shown: Motif) -> str:
    return reverse("share_picture", args=[shown.lang, source.name, slug, shown.check])


@require_safe
def share_picture(
    request: HttpRequest, language: str, kind: str, slug: str, check: str
) -> HttpResponseBase:
    """The picture; an address of an older content leads to the one of today."""
    source = BY_NAME.get(kind)
    if source is None or language not in dict(settings.LANGUAGES):
        raise Http404("no such picture")
    with override(language):
        own = (
            Q(slug=slug, original=None) | Q(original__slug=slug) if source.in_rows else Q(slug=slug)
        )
        row = source.published.filter(own).first()
        if row is None:
            raise Http404("no such row")
        shown = motif_of(source, row, request.region, language)
    if not shown.is_writable:
        return redirect(static(f"img/{request.region.slug}-og.png"))
    if check != shown.check:
        return redirect(address(source, slug, shown))
    response = HttpResponse(shown.draw(), content_type="image/png")
    response["Cache-Control"] = FOR_EVER
    # Other websites show it beside the link.
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
