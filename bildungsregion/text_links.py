"""The portal's own things by search, for whoever sets a link in a text."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from bildungsregion.finding.hits import Found


LONGEST_QUERY = 100


@never_cache
@login_required
@require_safe
def text_links(request: HttpRequest) -> JsonResponse:
    """{"hits": [{"address", "title", "kind"}, …], "said": "12 Treffer"} for ?q=…; only what is published."""
    query = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    hits = [
        {"address": hit.url, "title": hit.title, "kind": str(group.label)}
        for group in Found(query).groups()
        for hit in group.hits
    ]
    said = ngettext("%(count)s Treffer", "%(count)s Treffer", len(hits)) % {"count": len(hits)}
    return JsonResponse(
        {"hits": hits, "said": said if hits else _("Nichts gefunden.") if query else ""}
    )
