from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView

from actors.models import Actor
from bildungsregion.base.errors import DomainError
from projects import actions
from projects.enquiries import recipient
from projects.forms import EnquiryForm
from projects.models import Project


class ProjectPage(FormView):
    """A form about a published project; what was typed comes back with 422."""

    @cached_property
    def project(self) -> Project:
        projects = Project.objects.published().select_related("lead")
        return get_object_or_404(projects, slug=self.kwargs["slug"])

    def get_context_data(self, **kwargs):
        return super().get_context_data(project=self.project, **kwargs)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)


class ProjectEnquire(ProjectPage):
    """Somebody asks those who lead; what is typed goes by mail and is kept nowhere else."""

    form_class = EnquiryForm
    template_name = "projects/project_enquire.html"

    def dispatch(self, request, *args, **kwargs):
        if not recipient(self.project, request.region):
            raise Http404("nobody would read an enquiry")
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self):
        user = self.request.user
        if not user.is_authenticated:
            return {}
        school = Actor.objects.of_user(user).order_by("name").first()
        return {
            "name": user.name,
            "email": user.email,
            "institution": school.name if school else "",
        }

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "request": self.request}

    def get_context_data(self, **kwargs):
        is_passed_on = not self.project.known_address
        return super().get_context_data(is_passed_on=is_passed_on, **kwargs)

    def form_valid(self, form):
        try:
            with form.once() as is_first:
                if is_first:
                    actions.enquire(project=self.project, asked=form.asked)
        except DomainError as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        messages.success(
            self.request,
            _("Ihre Anfrage ist unterwegs. Eine Kopie geht an %s.") % form.asked.email,
        )
        return redirect(self.project)
