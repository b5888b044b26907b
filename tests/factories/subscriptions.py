"""Subscriptions, confirmed and told up to a moment."""

from datetime import datetime

from django.utils import timezone

from bildungsregion.base.models import Subscription


def make_subscription(
    slug="akteure", query="", *, told_until: datetime | None = None, **fields
) -> Subscription:
    """A confirmed weekly subscription of a list, told until now."""
    moment = told_until or timezone.now()
    defaults = {
        "email": "leitung@schule.example",
        "title": query or "alle",
        "asked_on": timezone.localdate(moment),
        "confirmed_on": timezone.localdate(moment),
    }
    return Subscription.objects.create(
        list=slug, query=query, told_until=moment, **defaults | fields
    )
