"""Pictures of projects: the gallery, and the logos of funders."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from actors.views.files import cached_file
from projects.models import Funder, Picture


@require_safe
def project_picture(request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
    """A picture of a published project; nobody is shown without consent."""
    shown = Picture.objects.showable().filter(project__is_published=True, project__slug=slug)
    picture = get_object_or_404(shown.select_related("project"), pk=pk)
    return cached_file(request, picture.image, picture.project.updated_at)


@require_safe
def funder_logo(request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
    shown = Funder.objects.exclude(logo="").filter(project__is_published=True, project__slug=slug)
    funder = get_object_or_404(shown.select_related("project"), pk=pk)
    return cached_file(request, funder.logo, funder.project.updated_at)
