"""Mein Bereich: who speaks for an institution; inviting, handing over, leaving; claims of others."""

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView

from actors import actions, permissions
from actors.forms.people import HandOverForm, InviteForm, ReasonForm
from actors.models import Actor, Claim, Invitation, Membership
from bildungsregion.base.errors import DomainError, NotForYou

from .own import OwnPage


class OwnPeople(OwnPage):
    """Everybody who speaks for the institution; the head's buttons."""

    template_name = "actors/own/people.html"

    def get_context_data(self, **kwargs):
        ties = self.actor.memberships.filter(confirmed_at__isnull=False).select_related("user")
        claims = self.actor.claims.open().select_related("user")
        is_head = permissions.can_manage_people(self.request.user, self.actor)
        return super().get_context_data(
            **{"invite": InviteForm(prefix="neu"), "hand_over": HandOverForm(prefix="leitung")}
            | kwargs,
            ties=sorted(ties, key=lambda tie: (tie.role != Membership.Role.HEAD, str(tie.user))),
            invitations=self.actor.invitations.open().filter(key_until__gt=timezone.now())
            if is_head
            else [],
            claims=[row for row in claims if permissions.can_decide_claim(self.request.user, row)],
            is_head=is_head,
        )

    def show(self, status, **forms):
        return self.render_to_response(self.get_context_data(**forms), status=status)


class HeadPage(OwnPage):
    """A page for the head alone: contacts meet 403 with a sentence, strangers 404."""

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and not self.may_enter():
            _refuse()
        return super().dispatch(request, *args, **kwargs)

    def may_enter(self) -> bool:
        return permissions.can_manage_people(self.request.user, self.actor)


def _refuse():
    raise NotForYou(_("Das darf nur die Leitung der Einrichtung."))


class OwnInvite(HeadPage, OwnPeople):
    """A colleague is asked to join."""

    def get(self, request, *args, **kwargs):
        """Whoever had to sign in again before the form arrived begins where the form is."""
        return redirect("actors:own_people", slug=self.actor.slug)

    def post(self, request, *args, **kwargs):
        form = InviteForm(request.POST, prefix="neu")
        if not form.is_valid():
            return self.show(422, invite=form, form=form)
        try:
            actions.invite(
                actor=self.actor, email=form.cleaned_data["email"], role=form.cleaned_data["role"],
                by=request.user,
            )  # fmt: skip
        except DomainError as error:
            form.add_error(None, error.message)
            return self.show(409, invite=form, form=form)
        messages.success(request, _("Die Einladung ist unterwegs. Sie gilt zwei Wochen."))
        return redirect("actors:own_people", slug=self.actor.slug)


class OwnHandOver(HeadPage, OwnPeople):
    """The head asks somebody to take over."""

    def get(self, request, *args, **kwargs):
        """Whoever had to sign in again before the form arrived begins where the form is."""
        return redirect("actors:own_people", slug=self.actor.slug)

    def post(self, request, *args, **kwargs):
        form = HandOverForm(request.POST, prefix="leitung")
        if not form.is_valid():
            return self.show(422, hand_over=form, form=form)
        try:
            actions.invite(
                actor=self.actor, email=form.cleaned_data["email"], role=Membership.Role.HEAD,
                by=request.user, hands_over=True, stays=form.cleaned_data["stays"] == "ja",
            )  # fmt: skip
        except DomainError as error:
            form.add_error(None, error.message)
            return self.show(409, hand_over=form, form=form)
        messages.success(
            request, _("Die Einladung ist unterwegs. Bis sie angenommen ist, leiten Sie weiter.")
        )
        return redirect("actors:own_people", slug=self.actor.slug)


def _own_actor(request: HttpRequest, slug: str) -> Actor:
    return get_object_or_404(Actor.objects.of_user(request.user), slug=slug)


def _try(request: HttpRequest, done: str, verb, **facts) -> bool:
    """Do it and say so, or say why not."""
    try:
        verb(**facts, by=request.user)
    except DomainError as error:
        messages.error(request, error.message)
        return False
    messages.success(request, done)
    return True


@require_POST
def own_uninvite(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    actor = _own_actor(request, slug)
    if not permissions.can_manage_people(request.user, actor):
        _refuse()
    invitation = get_object_or_404(actor.invitations, pk=pk)
    _try(
        request, _("Die Einladung ist zurückgezogen."), actions.withdraw_invitation,
        invitation=invitation,
    )  # fmt: skip
    return redirect("actors:own_people", slug=slug)


class OwnRemove(HeadPage):
    """Ask before a colleague is taken off, and say what that means."""

    template_name = "actors/own/remove.html"

    @cached_property
    def member(self) -> Membership:
        return get_object_or_404(
            self.actor.memberships.select_related("user"), pk=self.kwargs["pk"]
        )

    def get_context_data(self, **kwargs):
        return super().get_context_data(member=self.member, **kwargs)

    def post(self, request, *args, **kwargs):
        _try(request, _("Herausgenommen."), actions.remove_member, membership=self.member)
        return redirect("actors:own_people", slug=self.actor.slug)


class OwnLeave(OwnPage):
    """Ask before somebody leaves."""

    template_name = "actors/own/leave.html"

    def post(self, request, *args, **kwargs):
        done = _("Sie gehören nicht mehr zu %s.") % self.actor
        if _try(request, done, actions.leave, actor=self.actor):
            return redirect("my_area")
        return redirect("actors:own_people", slug=self.actor.slug)


class OwnClaim(HeadPage):
    """The head decides who joins as a contact."""

    template_name = "actors/own/claim.html"

    @cached_property
    def claim(self) -> Claim:
        rows = self.actor.claims.open().select_related("user", "actor")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def may_enter(self) -> bool:
        """Somebody of the office who belongs to the institution decides here as well."""
        return super().may_enter() or permissions.can_decide_claim(self.request.user, self.claim)

    def get_context_data(self, **kwargs):
        may = permissions.can_decide_claim(self.request.user, self.claim)
        return super().get_context_data(
            **{"form": ReasonForm()} | kwargs, claim=self.claim, may=may
        )

    def post(self, request, *args, **kwargs):
        if "ja" in request.POST:
            _try(request, _("Bestätigt."), actions.confirm_claim, claim=self.claim)
            return redirect("actors:own_people", slug=self.actor.slug)
        form = ReasonForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        reason = form.cleaned_data["reason"]
        _try(request, _("Abgelehnt."), actions.refuse_claim, claim=self.claim, reason=reason)
        return redirect("actors:own_people", slug=self.actor.slug)


class InvitationPage(LoginRequiredMixin, TemplateView):
    """The link of an invitation; looking at it changes nothing."""

    template_name = "actors/own/invitation.html"

    @cached_property
    def invitation(self) -> Invitation | None:
        return actions.invitation_of_key(self.kwargs["key"])

    def get_context_data(self, **kwargs):
        row = self.invitation
        is_mine = row is not None and permissions.can_answer_invitation(self.request.user, row)
        return super().get_context_data(invitation=row, is_mine=is_mine, **kwargs)

    def get(self, request, *args, **kwargs):
        return self.render_to_response(
            self.get_context_data(), status=200 if self.invitation else 410
        )

    def post(self, request, *args, **kwargs):
        row = self.invitation
        if row is None:
            return self.render_to_response(self.get_context_data(), status=410)
        if "nein" in request.POST:
            _try(
                request,
                _("Die Einladung ist abgelehnt."),
                actions.decline_invitation,
                invitation=row,
            )
            return redirect("my_area")
        done = _("Willkommen! Sie gehören jetzt zu %s.") % row.actor
        if _try(request, done, actions.accept_invitation, invitation=row):
            return redirect("actors:own_entry", slug=row.actor.slug)
        return redirect("my_area")
