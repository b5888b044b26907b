"""„Das ist meine Einrichtung“: somebody asks to keep an entry, and who reads its mail answers."""

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest
from django.shortcuts import get_object_or_404, redirect
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.generic import FormView, TemplateView

from actors import actions, permissions
from actors.forms.people import ClaimForm
from actors.models import Actor, Claim
from bildungsregion.base.errors import DomainError


class ActorClaim(LoginRequiredMixin, FormView):
    """The form of a claim; who speaks for the entry already goes straight there."""

    form_class = ClaimForm
    template_name = "actors/actor_claim.html"

    @cached_property
    def actor(self) -> Actor:
        return get_object_or_404(Actor.objects.published(), slug=self.kwargs["slug"])

    def dispatch(self, request, *args, **kwargs):
        if permissions.can_keep(request.user, self.actor):
            return redirect("actors:own_entry", slug=self.actor.slug)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        waiting = self.actor.claims.open().filter(user=self.request.user).first()
        return super().get_context_data(actor=self.actor, waiting=waiting, **kwargs)

    def form_valid(self, form):
        try:
            claim = actions.claim(actor=self.actor, by=self.request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, error.message)
            return self.render_to_response(self.get_context_data(form=form), status=409)
        messages.success(self.request, told(claim))
        is_in = claim.state == Claim.State.CONFIRMED
        return redirect("actors:own_entry", claim.actor.slug) if is_in else redirect("my_area")

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)


def told(claim: Claim) -> str:
    """What happens next, in a sentence."""
    if claim.state == Claim.State.CONFIRMED:
        return _("Bestätigt, denn Sie sind mit der Adresse der Einrichtung angemeldet.")
    if claim.way == Claim.Way.MAIL:
        return _(
            "Die Einrichtung bekommt eine E-Mail. Sobald dort jemand zustimmt, schreiben wir Ihnen."
        )
    return _("Das Büro sieht sich Ihre Anfrage an und schreibt Ihnen.")


@method_decorator(never_cache, name="dispatch")
class ClaimLink(TemplateView):
    """Where the mailed link leads; only the buttons change something, a mail scanner does not."""

    template_name = "actors/claim_link.html"

    @cached_property
    def claim(self) -> Claim | None:
        return actions.claim_of_key(self.kwargs["key"])

    def get(self, request, *args, **kwargs):
        return self._show(200 if self.claim else 410)

    def post(self, request: HttpRequest, *args, **kwargs):
        verb = actions.refuse_by_link if "nein" in request.POST else actions.confirm_by_link
        try:
            done = verb(key=self.kwargs["key"])
        except DomainError:
            return self._show(410)
        return self._show(200, done=done)

    def _show(self, status: int, **context):
        claim = None if context else self.claim
        context = self.get_context_data(claim=claim, **context)
        return self.render_to_response(context, status=status)
