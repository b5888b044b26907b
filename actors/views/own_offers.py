"""Mein Bereich: the offers of an institution; new ones, changes, and an end that can be taken back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from actors import actions, facts
from actors.facts import SUBJECTS
from actors.models import Actor, Offer
from bildungsregion.base.errors import DomainError

from .own import FactsPage


class OwnOffer(FactsPage):
    """Change an offer."""

    subject = SUBJECTS.OFFER
    section = facts.OFFER_SECTION

    @property
    def entry(self):
        offers = Offer.objects.filter(actor=self.actor).select_related("actor__municipality")
        return get_object_or_404(offers, slug=self.kwargs["offer"])

    def get_context_data(self, **kwargs):
        return super().get_context_data(offer=self.entry, **kwargs)


class OwnOfferCreate(FactsPage):
    """Begin an offer."""

    subject = SUBJECTS.OFFER
    section = facts.OFFER_SECTION

    @property
    def entry(self):
        return Offer(actor=self.actor)

    @cached_property
    def _nothing(self):
        return {fact.name: fact.empty for fact in self.section.facts}

    def current(self):
        return self._nothing

    def waiting(self):
        return None

    def save(self, forms, seen):
        return actions.offer_something_new(
            actor=self.actor, values=forms.values(), by=self.request.user
        )

    def tell(self, saved):
        if saved.is_live:
            messages.success(self.request, _("Veröffentlicht. Das Angebot ist schon zu sehen."))
        else:
            text = _("Danke. Das Büro sieht das Angebot an; Sie bekommen dann eine E-Mail.")  # fmt: skip
            messages.success(self.request, text)

    def success_url(self, saved):
        return reverse("actors:own_entry", args=[self.actor.slug]) + "#angebote"


@require_POST
def own_offer_shown(request: HttpRequest, slug: str, offer: str) -> HttpResponse:
    """End an offer, or begin it again: the button says which (``zeigen`` is "1" or "0")."""
    actor = get_object_or_404(Actor.objects.of_user(request.user), slug=slug)
    entry = get_object_or_404(actor.offers, slug=offer)
    shown = request.POST.get("zeigen") == "1"
    try:
        saved = actions.change(
            subject=SUBJECTS.OFFER, entry=entry, values={"is_published": shown},
            seen={"is_published": facts.digest(entry.is_published)}, by=request.user,
        )  # fmt: skip
    except DomainError as error:
        messages.error(request, error.message)
        return redirect("actors:own_entry", slug=slug)
    if saved.is_live:
        on, off = _("Das Angebot ist wieder zu sehen."), _("Das Angebot ist nicht mehr zu sehen.")
        messages.success(request, on if shown else off)
    elif saved.proposal:
        messages.success(request, _("Danke. Das Büro nimmt es vor; Sie bekommen eine E-Mail."))
    else:
        messages.info(request, _("Es hat sich nichts geändert."))
    return redirect("actors:own_entry", slug=slug)
