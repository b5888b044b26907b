"""A clock that a demonstration sets to the past, so that a year can be played in a minute."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, tzinfo

from django.utils import timezone


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Within the block Django's clock shows ``moment`` (aware); the process's own clock is untouched.

    It replaces the class that django.utils.timezone asks, because field defaults hold timezone.now itself.
    """

    class Set(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None):
            return moment.astimezone(tz or UTC)

    real = timezone.datetime
    timezone.datetime = Set
    try:
        yield
    finally:
        timezone.datetime = real
