"""When somebody who has tried too often may go on."""

from datetime import UTC, datetime
from math import ceil

from allauth.core.internal import ratelimit
from django.core.cache import cache
from django.http import HttpRequest


APP = "allauth.account"


def goes_on_at(request: HttpRequest, action: str, key: str) -> datetime:
    """The moment at which no limit of this action is reached any more, rounded up to a minute."""
    latest = datetime.now(UTC).timestamp()
    for rate in ratelimit.get_rates(app=APP, action=action):
        place = ratelimit.get_cache_key(request, app=APP, action=action, rate=rate, key=key)
        # allauth keeps the moments of the last tries, newest first.
        tries = cache.get(place, [])
        if len(tries) >= rate.amount:
            latest = max(latest, tries[rate.amount - 1] + rate.duration)
    return datetime.fromtimestamp(ceil(latest / 60) * 60, UTC)
