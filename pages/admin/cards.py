"""The cards that the editor offers: published contact points and teasers."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from bildungsregion.base.folding import fold
from pages import cards


@never_cache
@require_safe
def found_cards(request: HttpRequest) -> JsonResponse:
    """{"hits": [{"address": "kontakt:<slug>", "title", "kind"}, …], "said"} for ?q=…; all of them without one."""
    words = fold(request.GET.get("q", "")[:100]).split()
    hits = []
    for key, label in cards.choices():
        kind, _colon, title = label.partition(": ")
        text = fold(f"{label} {key}")
        if all(word in text for word in words):
            hits.append({"address": key, "title": title, "kind": kind})
    said = f"{len(hits)} Karten" if len(hits) != 1 else "Eine Karte"
    return JsonResponse({"hits": hits, "said": said if hits else "Keine Karte gefunden."})
