"""What the player asks for: the file, whole or in part, and the captions."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from documents.downloads import FOREVER, SHORTLY, send
from pages.models import Video


@require_safe
def video_file(request: HttpRequest, pk: int, check: str) -> HttpResponseBase:
    video = get_object_or_404(Video.objects.published(), pk=pk)
    if check != video.check_code:
        raise Http404("the file was exchanged")
    return send(request, video, cache_control=FOREVER)


@require_safe
def video_captions(request: HttpRequest, pk: int) -> HttpResponse:
    video = get_object_or_404(Video.objects.published().exclude(captions=""), pk=pk)
    answer = HttpResponse(video.captions, content_type="text/vtt; charset=utf-8")
    answer["Cache-Control"] = SHORTLY
    return answer
