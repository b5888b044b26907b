"""What runs every few minutes beside the outbox, or at each of its turns: what cannot wait for the night.

A round is a function ``() -> int`` in a module ``rounds`` of its app, safe to repeat and to run twice at
once. One that fails is logged and tried again; the others and the mails go on.
"""

import logging
import time
from collections.abc import Callable

from django.core.cache import cache
from django.utils import timezone

from .errors import DATABASE_DOWN


logger = logging.getLogger("bildungsregion.rounds")

EVERY_SECONDS = 120
# When they ran last, for a day in the shared cache: the page about the installation asks.
LAST_RUN = "rounds:last"
Round = Callable[[], int]
_rounds: dict[str, Round] = {}
# Those that run at each turn of the outbox, too: one cheap query when there is nothing to do.
_at_once: set[str] = set()


def register(slug: str, *, at_once: bool = False) -> Callable[[Round], Round]:
    """Decorator of a round; ``at_once``: somebody waits for what it does."""

    def keep(run: Round) -> Round:
        _rounds[slug] = run
        if at_once:
            _at_once.add(slug)
        return run

    return keep


class Rounds:
    """Runs them when their time has come; `clock` gives seconds that only grow."""

    def __init__(self, clock: Callable[[], float] = time.monotonic):
        self.clock = clock
        self.due = clock()
        # What failed waits for the others: a log with a line a second says no more.
        self.failed: set[str] = set()

    def run_due(self) -> None:
        if self.clock() < self.due:
            # For a database that is away the whole outbox waits.
            waiting = _at_once - self.failed
            self.failed |= {slug for slug in waiting if not _succeeds(slug, but=DATABASE_DOWN)}
            return
        self.due = self.clock() + EVERY_SECONDS
        self.failed = run_all()


def run_all() -> set[str]:
    """Those that failed."""
    failed = {slug for slug in _rounds if not _succeeds(slug)}
    try:
        cache.set(LAST_RUN, timezone.now(), 24 * 3600)
    except Exception:  # whatever cache it is; it only says that we were here
        logger.warning("the cache did not keep when rounds ran")
    return failed


def _succeeds(slug: str, *, but: tuple[type[Exception], ...] = ()) -> bool:
    """Raises what it raises of these."""
    try:
        _rounds[slug]()
    except but:
        raise
    except Exception:  # one round must not stop the mails
        logger.exception("round %s failed", slug)
        return False
    return True
