"""The page of an institution, and everything that is taken along from it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.generic import DetailView

from actors import glance, hours
from actors.models import Actor, OldAddress
from actors.structured import organisation
from bildungsregion.base.kept_pages import ToldPage

from .files import cached_file
from .marks import marks_of
from .related import (
    NEIGHBOUR,
    PART,
    PARTNER,
    coming_dates,
    place_on_map,
    projects_of,
    related_actors,
)


# How many of each the page shows.
OFFERS_SHOWN, DATES_SHOWN, PROJECTS_SHOWN, NEIGHBOURS_SHOWN = 12, 5, 6, 4


class ActorPage(DetailView):
    """A page of one institution; an address that it had before leads to today's."""

    queryset = Actor.objects.published().select_related(
        "municipality", "municipality__parent", "part_of"
    )

    def get(self, request, *args, **kwargs):
        try:
            return super().get(request, *args, **kwargs)
        except Http404:
            return redirect(_actor_now(slug=kwargs["slug"]), permanent=True)


class ActorDetail(ToldPage, ActorPage):
    def tell(self, actor: Actor) -> dict:
        parts = glance.of_actor(actor)
        related = list(related_actors(actor))
        neighbours = [other for other in related if other.relation == NEIGHBOUR]
        return {
            "glance": parts,
            **opening(actor, parts),
            "marks": marks_of(actor, self.request.region),
            "offers": list(actor.offers.published().with_lowest_price()[:OFFERS_SHOWN]),
            "dates": list(coming_dates(actor)[:DATES_SHOWN]),
            "projects": list(projects_of(actor)[:PROJECTS_SHOWN]),
            "parts": [other for other in related if other.relation == PART],
            "partners": [other for other in related if other.relation == PARTNER],
            "neighbours": neighbours[:NEIGHBOURS_SHOWN],
            "place": place_on_map(actor, self.request),
            "structured": organisation(actor, parts, self.request),
        }


def opening(actor: Actor, parts: glance.Glance) -> dict:
    """Whether the institution is open now, and its week."""
    now = timezone.localtime()
    status = hours.status(
        parts.slots,
        now,
        closed_until=actor.closed_until,
        closed_reason=actor.closed_reason,
        by_appointment=actor.by_appointment,
    )
    return {"status": status, "week": hours.week(parts.slots, now.date())}


class ActorPoster(ActorPage):
    """One sheet to hang up: what it is, where, when, and a code that leads here."""

    template_name = "actors/actor_poster.html"

    def get_context_data(self, **kwargs):
        actor = self.object
        parts = glance.of_actor(actor)
        return super().get_context_data(
            glance=parts,
            short_url=short_url(actor, self.request),
            **opening(actor, parts),
            **kwargs,
        )


def short_url(actor: Actor, request: HttpRequest) -> str:
    return request.build_absolute_uri(actor.get_short_url())


@require_safe
def short_address(request: HttpRequest, code: str) -> HttpResponse:
    """From /a/<code>/ to the institution's page, also where the code belonged to a merged entry."""
    code = code.lower()
    actor = Actor.objects.published().filter(code=code).only("slug").first()
    return redirect(actor or _actor_now(code=code))


def _actor_now(**old) -> Actor:
    """The institution that had this address or code before; raises Http404."""
    known = OldAddress.objects.select_related("actor").filter(actor__is_published=True)
    return get_object_or_404(known, **old).actor


@require_safe
def actor_vcard(request: HttpRequest, slug: str) -> HttpResponse:
    """The institution for the address book of a phone."""
    from actors import vcard  # noqa: PLC0415 - icalendar is for these alone (adr 0367)

    actor = get_object_or_404(Actor.objects.published().select_related("municipality"), slug=slug)
    card = vcard.card(actor, request.build_absolute_uri(actor.get_absolute_url()))
    headers = {"Content-Disposition": f'attachment; filename="{actor.slug}.vcf"'}
    return HttpResponse(card, content_type="text/vcard; charset=utf-8", headers=headers)


@require_safe
def actor_qr(request: HttpRequest, slug: str) -> HttpResponse:
    """The code for posters and flyers, as a drawing that stays sharp at any size."""
    from actors import qr  # noqa: PLC0415 - qrcode is for these alone (adr 0367)

    actor = get_object_or_404(Actor.objects.published().only("slug", "code", "name"), slug=slug)
    return HttpResponse(
        qr.svg(short_url(actor, request)),
        content_type="image/svg+xml",
        headers={"Cache-Control": "public, max-age=86400"},
    )


@require_safe
def actor_image(request: HttpRequest, slug: str) -> HttpResponse:
    actor = get_object_or_404(Actor.objects.published().exclude(image=""), slug=slug)
    return cached_file(request, actor.image, actor.updated_at)
