"""Good practice travels: „Wir machen das auch“, and „Mit diesem Projekt beginnen“."""

from contextlib import nullcontext

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from actors.models import Actor
from bildungsregion.base.errors import DomainError
from projects import actions
from projects.forms import AdoptionForm, OwnAdoptionForm
from projects.models import Project

from .asking import ProjectPage


class Adopt(ProjectPage):
    """Said by people of an institution, or by anybody; it waits for the lead or the office."""

    template_name = "projects/project_adopt.html"

    @cached_property
    def actors(self):
        """The institutions that the person speaks for; an account without any is asked like a stranger."""
        user = self.request.user
        if not user.is_authenticated:
            return Actor.objects.none()
        return Actor.objects.of_user(user).order_by("name")

    def get_form_class(self):
        return OwnAdoptionForm if self.actors else AdoptionForm

    def get_initial(self):
        """Somebody of the office has an address, too."""
        return super().get_initial() | {"email": getattr(self.request.user, "email", "")}

    def get_form_kwargs(self):
        own = {"actors": self.actors} if self.actors else {"request": self.request}
        return super().get_form_kwargs() | own

    def form_valid(self, form):
        user = self.request.user
        said = form.said(user)
        try:
            with form.once() if isinstance(form, AdoptionForm) else nullcontext(True) as is_first:
                if is_first:
                    actions.adopt(project=self.project, **said)
        except DomainError as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        messages.success(
            self.request,
            _("Danke! Sobald die Federführung oder das Büro es bestätigt, steht es hier."),
        )
        return redirect(self.project)


class Begin(LoginRequiredMixin, TemplateView):
    """Where one begins with a project that others have: for which of the own institutions."""

    template_name = "projects/project_begin.html"

    def get(self, request, *args, **kwargs):
        project = get_object_or_404(
            Project.objects.published().good_practice(), slug=kwargs["slug"]
        )
        actors = list(Actor.objects.of_user(request.user).order_by("name"))
        if len(actors) == 1:
            return redirect(begin_url(actors[0], project))
        choices = [(actor, begin_url(actor, project)) for actor in actors]
        return self.render_to_response(self.get_context_data(project=project, choices=choices))


def begin_url(actor: Actor, project: Project) -> str:
    return f"{reverse('own_projects:create', args=[actor.slug])}?von={project.slug}"
