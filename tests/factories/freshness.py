"""Questions whether entries still hold, and links with which something is wrong."""

from datetime import date

from actors.models import Actor, DeadLink, FreshnessAsk, Membership
from tests.factories.actors import make_actor
from tests.factories.funding import make_user


def make_ask(actor: Actor | None = None, **fields) -> FreshnessAsk:
    """A question that was sent on 1 February 2026 and is open."""
    actor = actor or make_actor("Museum", kind="museum", email="info@museum.example")
    defaults = {"email": actor.email or "info@museum.example", "sent_on": date(2026, 2, 1)}
    return FreshnessAsk.objects.create(actor=actor, **defaults | fields)


def make_keeper(actor: Actor, email: str, *, role="contact", clock, confirmed=True) -> Membership:
    """Somebody who keeps the entry, confirmed now."""
    user = make_user(email=email)
    at = clock.moment if confirmed else None
    return Membership.objects.create(
        user=user, actor=actor, role=role, confirmed_at=at, confirmed_by=user if confirmed else None
    )


def make_dead_link(actor: Actor, url="https://museum.example/alt", **fields) -> DeadLink:
    """A link that has not answered on three days in a row."""
    defaults = {"found_on": date(2026, 2, 20), "tried_on": date(2026, 2, 25), "failures": 3,
                "status": 404, "fault": "Die Seite gibt es nicht mehr (404)."}  # fmt: skip
    return DeadLink.objects.create(actor=actor, url=url, **defaults | fields)
