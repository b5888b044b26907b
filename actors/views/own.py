"""Mein Bereich: an institution keeps its entry; each section is a page of its own."""

from abc import ABC, abstractmethod

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import TemplateView

from actors import actions, completeness, facts, glance, permissions
from actors.facts import SUBJECTS
from actors.forms.entries import EntryForms, read_seen
from actors.models import Actor, ChangeProposal
from bildungsregion.base.errors import DomainError

from .files import cached_file


PROPOSALS_SHOWN = 8


class OwnPage(LoginRequiredMixin, TemplateView):
    """A page on an institution that the person speaks for; all others are 404."""

    @cached_property
    def actor(self) -> Actor:
        rows = Actor.objects.of_user(self.request.user).select_related("municipality")
        return get_object_or_404(rows, slug=self.kwargs["slug"])

    @cached_property
    def tie(self):
        return permissions.membership_of(self.request.user, self.actor)

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated:
            self.actor  # noqa: B018 - strangers leave here
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(actor=self.actor, tie=self.tie, **kwargs)


class OwnEntry(OwnPage):
    """What the entry says, what it lacks, what waits for the office."""

    template_name = "actors/own/entry.html"

    def get_context_data(self, **kwargs):
        parts = glance.of_actor(self.actor)
        proposals = proposals_of(self.actor)
        waiting = [row for row in proposals if row.state == ChangeProposal.State.OPEN]
        return super().get_context_data(
            hints=completeness.hints(self.actor, parts),
            share=completeness.share_said(self.actor, parts),
            sections=[
                {"section": part, "lines": said(SUBJECTS.ACTOR, self.actor, part)}
                for part in facts.ACTOR_SECTIONS
            ],
            offers=self.actor.offers.with_lowest_price().order_by("-is_published", "title"),
            waiting=[with_changes(row) for row in waiting],
            decided=[row for row in proposals if row.state != ChangeProposal.State.OPEN],
            is_checked_today=self.actor.checked_on == timezone.localdate(),
            is_head=permissions.can_manage_people(self.request.user, self.actor),
            **kwargs,
        )


def proposals_of(actor: Actor) -> list[ChangeProposal]:
    """What its own people proposed lately, what waits first; reports of others are the office's."""
    members = actor.memberships.filter(confirmed_at__isnull=False).values("user")
    rows = actor.proposals.filter(proposed_by__in=members).exclude(kind=ChangeProposal.Kind.MISTAKE)
    rows = list(rows.select_related("proposed_by").order_by("-created_at", "-pk")[:PROPOSALS_SHOWN])
    return sorted(rows, key=lambda row: row.state != ChangeProposal.State.OPEN)


def said(subject: str, entry, part: facts.Section) -> list[tuple[str, list[str]]]:
    """What a section of the entry says: (label, lines), without what is empty."""
    found = []
    for fact in part.facts:
        value = fact.read(entry)
        if value != fact.empty and value is not False:
            lines = facts.show(subject, fact.name, value)
            found += [(facts.label(subject, fact.name), lines)] if lines else []
    return found


def with_changes(proposal: ChangeProposal) -> ChangeProposal:
    """The proposal with its facts in words."""
    proposal.changes = [
        (facts.label(proposal.subject, name), facts.show(proposal.subject, name, value))
        for name, value in proposal.wanted.items()
        if proposal.subject in facts.FACTS and name in facts.FACTS[proposal.subject]
    ]
    return proposal


class FactsPage(ABC, OwnPage):
    """A form over the facts of one section; nothing that was typed is ever lost."""

    template_name = "actors/own/facts_form.html"
    subject = SUBJECTS.ACTOR

    @property
    @abstractmethod
    def section(self) -> facts.Section:
        """The facts that this page asks for."""

    @property
    @abstractmethod
    def entry(self):
        """The row whose facts they are."""

    def current(self) -> dict:
        return facts.read(self.subject, self.entry, self.section.names)

    def start(self, current: dict) -> dict:
        """What the entry says, with what this person proposed already laid over it."""
        waiting = self.waiting()
        return current | {
            name: want
            for name, want in (waiting.wanted if waiting else {}).items()
            if name in current
        }

    def waiting(self) -> ChangeProposal | None:
        return actions.open_proposal(subject=self.subject, entry=self.entry, by=self.request.user)

    def waiting_here(self) -> ChangeProposal | None:
        """The proposal that waits, if it says something of this section."""
        waiting = self.waiting()
        is_here = waiting and waiting.wanted.keys() & set(self.section.names)
        return waiting if is_here else None

    def forms(self, *, start=None, data=None, files=None) -> EntryForms:
        current = self.current()
        return EntryForms(
            self.subject, self.section, self.entry, start=start or self.start(current),
            current=current, data=data, files=files,
        )  # fmt: skip

    def get(self, request, *args, **kwargs):
        return self.show(self.forms())

    def post(self, request, *args, **kwargs):
        forms = self.forms(data=request.POST, files=request.FILES)
        if not forms.is_valid():
            return self.show(forms, status=422)
        seen = read_seen(request.POST.get("seen", ""))
        try:
            saved = self.save(forms, seen)
        except actions.MovedOnError as error:
            return self.moved_on(forms, seen, error)
        except DomainError as error:
            forms.form.add_error(None, error.message)
            return self.show(forms, status=409)
        self.tell(saved)
        return redirect(self.success_url(saved))

    def save(self, forms: EntryForms, seen: dict) -> actions.Saved:
        return actions.change(
            subject=self.subject, entry=self.entry, values=forms.values(), seen=seen,
            by=self.request.user, picture=forms.picture,
        )  # fmt: skip

    def moved_on(self, forms: EntryForms, seen: dict, error) -> HttpResponse:
        """Somebody else was faster: what this person did not touch is taken over, their own text stays."""
        current, typed = self.current(), forms.values()
        theirs = {name for name in error.names if facts.digest(typed[name]) == seen.get(name)}
        start = {name: current[name] if name in theirs else typed[name] for name in typed}
        conflicts = [
            (facts.label(self.subject, name), facts.show(self.subject, name, current[name]))
            for name in error.names
        ]
        again = self.forms(start=start)
        return self.show(again, status=409, conflicts=conflicts, lost_picture=bool(forms.picture))

    def show(self, forms: EntryForms, status=200, **more) -> HttpResponse:
        context = self.get_context_data(
            forms=forms, form=forms.form, section=self.section, waiting=self.waiting_here(), **more
        )
        return self.render_to_response(context, status=status)

    def tell(self, saved: actions.Saved) -> None:
        if saved.is_live:
            messages.success(self.request, _("Gespeichert. Die Änderung ist schon zu sehen."))
        elif saved.proposal:
            text = _("Danke. Das Büro sieht die Änderung an; Sie bekommen dann eine E-Mail.")  # fmt: skip
            messages.success(self.request, text)
        else:
            messages.info(self.request, _("Es hat sich nichts geändert."))

    def success_url(self, saved: actions.Saved) -> str:
        return reverse("actors:own_entry", args=[self.actor.slug])


class OwnSection(FactsPage):
    """One section of the institution's own entry."""

    @cached_property
    def section(self):
        section = facts.section(self.kwargs["part"])
        if section is None:
            raise Http404("no such section")
        return section

    @property
    def entry(self):
        # A row of its own each time: a form writes what was typed into it, right or wrong.
        return Actor.objects.select_related("municipality").get(pk=self.actor.pk)


@require_POST
def own_checked(request: HttpRequest, slug: str) -> HttpResponse:
    """The button „Stimmt alles noch“."""
    actor = get_object_or_404(Actor.objects.of_user(request.user), slug=slug)
    actions.say_all_is_true(actor=actor, by=request.user)
    messages.success(request, _("Danke. Als heute geprüft vermerkt."))
    return redirect("actors:own_entry", slug=slug)


@require_POST
def own_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back a proposal that waits."""
    mine = ChangeProposal.objects.of_user(request.user).select_related("actor")
    proposal = get_object_or_404(mine, pk=pk)
    try:
        actions.withdraw_proposal(proposal=proposal, by=request.user)
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Zurückgezogen. Am Eintrag hat sich nichts geändert."))
    if proposal.actor and permissions.can_keep(request.user, proposal.actor):
        return redirect("actors:own_entry", slug=proposal.actor.slug)
    return redirect("my_area")


@require_safe
def proposal_picture(request: HttpRequest, pk: int, which: str) -> HttpResponse:
    """A picture of a proposal (``neu``) or the one before it (``vorher``), for those it concerns."""
    user = request.user
    rows = ChangeProposal.objects.filter(wanted__has_key="image")
    proposal = get_object_or_404(rows, pk=pk)
    if not permissions.can_see_picture(user, proposal):
        raise Http404("not for strangers")
    name = (proposal.wanted if which == "neu" else proposal.before).get("image")
    if not name:
        raise Http404("no picture")
    return cached_file(request, Actor(image=name).image, proposal.updated_at)
