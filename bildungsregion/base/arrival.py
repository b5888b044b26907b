"""When a request had come whole: that moment counts for deadlines, not the one at which a worker had time for it.

The proxy tells it (X-Request-Start, deploy/nginx/proxy.conf); without a proxy nobody does, and it is now.
"""

import re
import time
from contextvars import ContextVar
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone


# A worker gets to a request even after the proxy has given up on its answer; a clock that is wrong by more says so.
LONGEST = timedelta(minutes=10)
TOLD = re.compile(r"t=(\d{1,12}(?:\.\d{1,6})?)")
# Seconds since 1970 at which the request at hand had come; None outside of one.
_came: ContextVar[float | None] = ContextVar("request_came", default=None)


def note(environ: dict[str, Any]) -> None:
    """Remember what the proxy says of this request; what clients say of themselves is written over by it."""
    told = TOLD.fullmatch(environ.get("HTTP_X_REQUEST_START", ""))
    _came.set(float(told[1]) if told and settings.SECURE_PROXY_SSL_HEADER else None)


def moment() -> datetime:
    """When what is being handled arrived; now, outside of requests and where nobody says."""
    now, came = timezone.now(), _came.get()
    if came is None:
        return now
    waited = timedelta(seconds=time.time() - came)
    return now - waited if timedelta() < waited < LONGEST else now


def today() -> date:
    """The day in Berlin on which it arrived."""
    return timezone.localdate(moment())
