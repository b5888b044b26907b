"""The page of a project, and its profile to print."""

from django.db.models import Case, F, When
from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from bildungsregion.base.kept_pages import ToldPage
from projects import glance, permissions, profile
from projects.models import Project
from projects.place import map_of
from projects.structured import project_facts


DATES_SHOWN = 5


class ProjectDetail(ToldPage):
    queryset = Project.objects.published().select_related("lead", "transfer", "origin")

    def get_context_data(self, **kwargs):
        may_edit = permissions.can_edit(self.request.user)
        return super().get_context_data(may_edit=may_edit, **kwargs)

    def tell(self, project: Project) -> dict:
        parts = glance.of_project(project)
        dates = list(dates_of(project)[: DATES_SHOWN * 2])
        now = timezone.now()
        coming = [date for date in dates if date.current_until > now]
        past = [date for date in dates if date.current_until <= now]
        return {
            "glance": parts,
            "coming": coming[:DATES_SHOWN],
            "past": past[:DATES_SHOWN],
            "transfer": getattr(project, "transfer", None),
            "place": map_of([place.slug for place in parts.places], self.request),
            "structured": project_facts(project, parts, self.request),
        }


def dates_of(project: Project):
    """The dates of its events: those ahead first, the next one on top, then the last ones."""
    occurrence = Project._meta.get_field("events").related_model._meta.get_field("occurrences")
    rows = occurrence.related_model.objects.published().filter(event__project=project).with_event()
    ahead = Case(When(current_until__gt=timezone.now(), then=F("starts_at")))
    return rows.order_by(ahead.asc(nulls_last=True), "-starts_at", "pk")


@require_safe
def profile_pdf(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The project on a sheet (PDF/UA), with its transfer profile where it has one."""
    project = get_object_or_404(ProjectDetail.queryset, slug=slug)
    pdf = profile.as_pdf(project, request)
    return FileResponse(
        pdf, filename=f"Steckbrief-{project.slug}.pdf", content_type="application/pdf"
    )
