"""Taking dates along: into one's own calendar, and onto one's own website."""

from hashlib import blake2b

from csp.constants import NONE, SELF
from csp.decorators import csp, csp_replace
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView

from bildungsregion.base.kept_pages import KeptPage
from events import embedding
from events.filters import OccurrenceFilter
from events.models import Occurrence


# Of a frame in strange pages: nothing runs, nothing is sent, and anybody may show it.
FRAME_POLICY = {
    "default-src": [NONE],
    "style-src": [SELF],
    "font-src": [SELF],
    "base-uri": [NONE],
    "form-action": [NONE],
    "frame-ancestors": ["*"],
}


class SharingPage(KeptPage, TemplateView):
    """A page with the filters of the list, whose choice leads to an address."""

    tells_time = True

    def get_context_data(self, **kwargs):
        filterset = coming(self.request)
        query = urlencode(filterset.chosen)
        return super().get_context_data(
            filter=filterset,
            number=filterset.qs.count(),
            query=f"?{query}" if query else "",
            **kwargs,
        )

    def absolute(self, name: str, query: dict | None = None) -> str:
        path = reverse(f"events:{name}")
        return self.request.build_absolute_uri(f"{path}?{urlencode(query)}" if query else path)


class CalendarShare(SharingPage):
    """How the dates, or a choice of them, come into one's own calendar."""

    template_name = "events/calendar_share.html"

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        address = self.absolute("event_feed", context["filter"].chosen)
        return context | {"address": address, "webcal_url": embedding.webcal(address)}


@method_decorator(csp_replace({"frame-src": [SELF]}), name="dispatch")
class EmbedPage(SharingPage):
    """The code by which a school shows the dates on its own site, with a preview."""

    template_name = "events/embed_page.html"

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        look = embedding.look(self.request.GET)
        query = context["filter"].chosen | look.query
        frame, plain = self.absolute("embed_frame", query), self.absolute("embed_list", query)
        title = _("Veranstaltungen: %s") % self.request.region.name
        return context | {
            "look": look,
            "frame_url": frame,
            "frame_title": title,
            "frame_height": embedding.frame_height(look.number),
            "frame_code": embedding.frame_code(frame, title, look.number),
            "list_url": plain,
            "fetch_code": embedding.fetch_code(plain),
        }


@require_safe
@xframe_options_exempt
@csp(FRAME_POLICY)
def embed_frame(request: HttpRequest) -> HttpResponse:
    """The next dates as a page of its own for frames: no script, no cookie, no session."""
    return _embedded(request, "events/embed_frame.html")


@require_safe
def embed_list(request: HttpRequest) -> HttpResponse:
    """The next dates as a piece of HTML that servers put into their own pages."""
    response = _embedded(request, "events/embed_list.html")
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _embedded(request: HttpRequest, template: str) -> HttpResponse:
    """The page, or 304 where the asker has it already; other sites may carry it, search engines pass by."""
    filterset, look = coming(request), embedding.look(request.GET)
    query = urlencode(filterset.chosen)
    context = {
        "dates": filterset.qs.with_event().order_by("starts_at", "pk")[: look.number],
        "site": request.build_absolute_uri("/").rstrip("/"),
        "query": f"?{query}" if query else "",
        "is_light": look.is_light,
        "region": request.region,
    }
    content = render_to_string(template, context).encode()
    etag = f'"{blake2b(content, digest_size=16).hexdigest()}"'
    response = get_conditional_response(request, etag=etag) or HttpResponse(content)
    response["ETag"] = etag
    response["Cache-Control"] = "public, max-age=300"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    response["X-Robots-Tag"] = "noindex"
    return response


def coming(request: HttpRequest) -> OccurrenceFilter:
    """The dates ahead under the filters of the list."""
    dates = Occurrence.objects.published().coming()
    return OccurrenceFilter(request.GET or None, queryset=dates, request=request)
