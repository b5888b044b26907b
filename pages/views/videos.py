"""What the player asks for: the file, whole or in part, and the captions."""

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from documents.downloads import FOREVER, SHORTLY, send
from pages.models import Video


PRIVATELY = "private, no-store"


@require_safe
def video_file(request: HttpRequest, pk: int, check: str) -> HttpResponseBase:
    video = get_object_or_404(_open_to(request), pk=pk)
    if check != video.check_code:
        raise Http404("the file was exchanged")
    return send(request, video, cache_control=PRIVATELY if _is_office(request) else FOREVER)


@require_safe
def video_captions(request: HttpRequest, pk: int) -> HttpResponse:
    video = get_object_or_404(_open_to(request).exclude(captions=""), pk=pk)
    answer = HttpResponse(video.captions, content_type="text/vtt; charset=utf-8")
    answer["Cache-Control"] = PRIVATELY if _is_office(request) else SHORTLY
    return answer


def _open_to(request: HttpRequest) -> QuerySet[Video]:
    """The office looks at its videos before their page is public."""
    return Video.objects.published() if _is_office(request) else Video.objects.shown()


def _is_office(request: HttpRequest) -> bool:
    return request.user.is_staff and request.user.has_perm("pages.view_video")
