"""What runs every few minutes beside the outbox: each app hands in what cannot wait for the night.

A round is a function ``() -> int`` in a module ``rounds`` of its app, safe to repeat and to run twice at
once. One that fails is logged and tried again; the others and the mails go on.
"""

import logging
import time
from collections.abc import Callable

from django.core.cache import cache
from django.utils import timezone


logger = logging.getLogger("bildungsregion.rounds")

EVERY_SECONDS = 120
# When they ran last, for a day in the shared cache: the page about the installation asks.
LAST_RUN = "rounds:last"
Round = Callable[[], int]
_rounds: dict[str, Round] = {}


def register(slug: str) -> Callable[[Round], Round]:
    """Decorator of a round."""

    def keep(run: Round) -> Round:
        _rounds[slug] = run
        return run

    return keep


class Rounds:
    """Runs them when their time has come; `clock` gives seconds that only grow."""

    def __init__(self, clock: Callable[[], float] = time.monotonic):
        self.clock = clock
        self.due = clock()

    def run_due(self) -> None:
        if self.clock() < self.due:
            return
        self.due = self.clock() + EVERY_SECONDS
        run_all()


def run_all() -> None:
    for slug, run in _rounds.items():
        try:
            run()
        except Exception:  # one round must not stop the mails
            logger.exception("round %s failed", slug)
    try:
        cache.set(LAST_RUN, timezone.now(), 24 * 3600)
    except Exception:  # whatever cache it is; it only says that we were here
        logger.warning("the cache did not keep when rounds ran")
