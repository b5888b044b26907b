from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.views.generic import FormView

from actors.views.enquiries import Enquiry
from projects import actions
from projects.enquiries import recipient
from projects.forms import EnquiryForm
from projects.models import Project


class OfProject:
    """Part of a view about a published project."""

    @cached_property
    def project(self) -> Project:
        projects = Project.objects.published().select_related("lead")
        return get_object_or_404(projects, slug=self.kwargs["slug"])


class ProjectPage(OfProject, FormView):
    """A form about a project; what was typed comes back with 422."""

    def get_context_data(self, **kwargs):
        return super().get_context_data(project=self.project, **kwargs)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)


class ProjectEnquire(OfProject, Enquiry):
    """Somebody asks those who lead."""

    form_class = EnquiryForm
    template_name = "projects/project_enquire.html"
    row_name = "project"
    enquire = staticmethod(actions.enquire)

    def dispatch(self, request, *args, **kwargs):
        if not recipient(self.project, request.region):
            raise Http404("nobody would read an enquiry")
        return super().dispatch(request, *args, **kwargs)

    def is_passed_on(self):
        return not self.project.known_address
