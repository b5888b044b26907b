"""The portal with a clock that goes ahead, so that a deadline passes while somebody watches; its speed is the usual."""

import os
from datetime import datetime, timedelta, tzinfo

from django.utils import timezone


AHEAD = timedelta(seconds=float(os.environ["FAULTS_CLOCK_AHEAD"]))


class Ahead(datetime):
    """What Django's timezone asks for the time (as tests/conftest.py does it, but this one goes on)."""

    @classmethod
    def now(cls, tz: tzinfo | None = None):
        return datetime.now(tz) + AHEAD


timezone.datetime = Ahead

from bildungsregion.wsgi import application  # noqa: E402  (after the clock)


__all__ = ["application"]
