"""What makes patterns work long, and how long they do: in seconds of this process alone, however busy the machine."""

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


# What makes patterns go back and forth.
GOING_BACK = (
    "a",
    "1",
    " ",
    "-",
    "ä",
    "a.",
    "a ",
    "<",
    "](",
    "[",
    "(",
    "\n",
    "\n ",
    "1,",
    "a@",
    "/",
)


class TookTooLong(Exception):
    pass


@contextmanager
def processor_time(seconds: float) -> Iterator[None]:
    """Ends what is inside after this much work, however busy the machine is. Raises TookTooLong."""

    def stop(*_):
        raise TookTooLong

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def work(call: Callable, *arguments, tries: int = 1, patience: float) -> float:
    """Seconds of the quickest of some tries. Raises TookTooLong where one takes longer than ``patience``."""
    took = []
    for _ in range(tries):
        begun = time.process_time()
        with processor_time(patience):
            call(*arguments)
        took.append(time.process_time() - begun)
    return min(took)
