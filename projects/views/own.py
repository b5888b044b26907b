"""Mein Bereich: the projects of an institution, below /mein-bereich/<slug>/projekte/."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from actors.models import Actor, ChangeProposal
from actors.views.own import FactsPage, OwnPage, with_changes
from bildungsregion.base.errors import DomainError
from projects import actions
from projects.facts import PROJECT_SECTION
from projects.forms import OwnProjectForm
from projects.forms.entering import initial_of
from projects.models import Adoption, Project, ProjectProposal


State = ProjectProposal.State
SHOWN = 50


class OwnProjects(OwnPage):
    """What the institution leads and takes part in, what waits, and who says that they do the same."""

    template_name = "projects/own/list.html"

    def get_context_data(self, **kwargs):
        proposals = list(self.actor.project_proposals.select_related("project")[:SHOWN])
        led = self.actor.led_projects.published().order_by("title")[:SHOWN]
        asked = Adoption.objects.filter(
            project__lead=self.actor, project__is_published=True, state=Adoption.State.OPEN
        )
        changes = self.actor.proposals.open().filter(subject=ChangeProposal.Subject.PROJECT)
        return super().get_context_data(
            changes=[with_changes(row) for row in changes.select_related("proposed_by")[:SHOWN]],
            waiting=[row for row in proposals if row.is_open],
            decided=[row for row in proposals if row.state in (State.REFUSED, State.WITHDRAWN)],
            led=led,
            adoptions=asked.select_related("project", "actor")[:SHOWN],
            said=self.actor.adoptions.select_related("project")[:SHOWN],
            **kwargs,
        )


class OwnProjectPage(OwnPage):
    """A form over a project; nothing that was typed is ever lost."""

    template_name = "projects/own/form.html"

    def get(self, request, *args, **kwargs):
        form = OwnProjectForm(initial=self.first_values())
        return self.render_to_response(self.get_context_data(form=form))

    def post(self, request, *args, **kwargs):
        form = OwnProjectForm(request.POST)
        if form.is_valid():
            try:
                told = self.act(form)
            except DomainError as error:
                form.add_error(None, error.message)
            else:
                messages.success(request, told)
                return redirect("own_projects:list", self.actor.slug)
        return self.render_to_response(self.get_context_data(form=form), status=422)


class OwnProjectCreate(OwnProjectPage):
    """A new project, filled in from the one in ?von=."""

    @cached_property
    def origin(self) -> Project | None:
        slug = self.request.GET.get("von", "")
        rows = Project.objects.published().good_practice().select_related("transfer")
        # A NUL in an address is no slug, and PostgreSQL refuses it.
        return get_object_or_404(rows, slug=slug.replace("\x00", "")) if slug else None

    def first_values(self) -> dict:
        return initial_of(self.origin, is_origin=True) if self.origin else {"status": "geplant"}

    def act(self, form: OwnProjectForm) -> str:
        actions.enter(
            actor=self.actor,
            values=form.values,
            origin=self.origin,
            message=form.cleaned_data["message"],
            by=self.request.user,
        )
        return _("Danke! Das Büro sieht das Projekt an und schreibt Ihnen.")

    def get_context_data(self, **kwargs):
        return super().get_context_data(origin=self.origin, **kwargs)


class OwnProjectChange(OwnProjectPage):
    """While the office has not decided, its own people go on writing."""

    @cached_property
    def proposal(self) -> ProjectProposal:
        return own_proposal(self.actor, self.kwargs["project"])

    def first_values(self) -> dict:
        return initial_of(self.proposal.project)

    def act(self, form: OwnProjectForm) -> str:
        actions.change_proposal(proposal=self.proposal, values=form.values, by=self.request.user)
        return _("Gespeichert. Das Büro sieht es in der neuen Fassung.")

    def get_context_data(self, **kwargs):
        return super().get_context_data(proposal=self.proposal, **kwargs)


class OwnProject(FactsPage):
    """Change what a published project says; of people who are not trusted yet the office sees it first."""

    subject = ChangeProposal.Subject.PROJECT
    section = PROJECT_SECTION

    @property
    def entry(self):
        rows = self.actor.led_projects.published().select_related("lead", "transfer")
        return get_object_or_404(rows, slug=self.kwargs["project"])

    def get_context_data(self, **kwargs):
        return super().get_context_data(offer=self.entry, **kwargs)

    def success_url(self, saved):
        return reverse("own_projects:list", args=[self.actor.slug])


def own_proposal(actor: Actor, slug: str) -> ProjectProposal:
    rows = ProjectProposal.objects.filter(actor=actor, state=State.OPEN)
    return get_object_or_404(rows.select_related("project__transfer"), project__slug=slug)


def _own_actor(request: HttpRequest, slug: str) -> Actor:
    return get_object_or_404(Actor.objects.of_user(request.user), slug=slug)


@require_POST
def own_withdraw(request: HttpRequest, slug: str, project: str) -> HttpResponse:
    row = own_proposal(_own_actor(request, slug), project)
    try:
        actions.withdraw_proposal(proposal=row, by=request.user)
        messages.success(request, _("Zurückgezogen."))
    except DomainError as error:
        messages.error(request, error.message)
    return redirect("own_projects:list", slug)


@require_POST
def own_adoption(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The lead says yes or no to „Wir machen das auch“."""
    row = get_object_or_404(Adoption, pk=pk, project__lead=_own_actor(request, slug))
    try:
        if request.POST.get("antwort") == "ja":
            actions.confirm_adoption(adoption=row, by=request.user)
            messages.success(request, _("Bestätigt. Es steht jetzt auf der Seite des Projekts."))
        else:
            actions.refuse_adoption(
                adoption=row, answer=request.POST.get("grund", ""), by=request.user
            )
            messages.success(request, _("Abgelehnt. Die Einrichtung bekommt eine E-Mail."))
    except DomainError as error:
        messages.error(request, error.message)
    return redirect("own_projects:list", slug)
