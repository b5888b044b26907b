"""What the office sees when the directory grows old: one institution asked, one silent, one dead link."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from actors.models import Actor, DeadLink, FreshnessAsk
from actors.models.freshness import DEAD_AFTER


@transaction.atomic
def play() -> int:
    """Write them once, on three museums with a website, in days counted from today; the number of entries."""
    if FreshnessAsk.objects.exists() or DeadLink.objects.exists():
        return 0
    museums = Actor.objects.published().filter(kind=Actor.Kind.MUSEUM).exclude(website="")
    chosen = list(museums.order_by("name", "pk")[:3])
    for actor, write in zip(chosen, (_asked, _silent, _dead_link), strict=False):
        write(actor)
    return len(chosen)


def _asked(actor: Actor) -> None:
    _ask(actor, 6)


def _silent(actor: Actor) -> None:
    _ask(actor, 60, 32)
    actor.doubtful_since = timezone.localdate() - timedelta(days=10)
    actor.save(update_fields=["doubtful_since"])


def _dead_link(actor: Actor) -> None:
    today = timezone.localdate()
    DeadLink.objects.create(
        actor=actor, url=actor.website, status=404, fault="Die Seite gibt es nicht (404).",
        failures=DEAD_AFTER, found_on=today - timedelta(days=4), tried_on=today - timedelta(days=1),
    )  # fmt: skip


def _ask(actor: Actor, *days_ago: int) -> None:
    """Questions that nobody answered; an institution without an address gets one that is nobody's."""
    days = [timezone.localdate() - timedelta(days=ago) for ago in days_ago]
    actor.email = actor.email or f"info@{actor.slug}.example"
    actor.next_check_on = days[0]
    actor.save(update_fields=["email", "next_check_on"])
    for day in days:
        FreshnessAsk.objects.create(actor=actor, email=actor.email, sent_on=day)
