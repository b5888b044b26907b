"""Readers and writers who go on while machines die, and remember what they sent and what they got."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count

from tests.bench.crowd import Answer, exchange


# A person sends the same form again when the line broke, for so long.
TRIES, PAUSE = 40, 0.5


@dataclass
class Told:
    """All answers, each with the moment it was asked; what had to be sent again; what stayed without an answer."""

    answers: list[Answer] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    again: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, answer: Answer) -> None:
        with self.lock:
            self.answers.append(Answer(answer.status, answer.seconds, b"", answer.began))

    def fault(self, sentence: str) -> None:
        with self.lock:
            self.wrong.append(sentence)


def reads(
    port: int, pages: list[tuple[bytes, bytes]], told: Told, until: Callable[[], bool]
) -> None:
    """Asks for pages in turn; each (request, words that the page holds) is to be answered with 200."""
    for number in count():
        if until():
            return
        request, words = pages[number % len(pages)]
        answer = exchange(port, request)
        told.note(answer)
        address = request.split(b" ")[1].decode()
        if answer.status != 200:
            told.fault(f"{address} answered {answer.status} to a reader")
        elif words not in answer.body:
            told.fault(f"{address} lacks {words.decode()}")


def sends(port: int, request: bytes, told: Told, *, well: tuple[int, ...]) -> Answer | None:
    """Sends until somebody answers; anything but ``well`` and the answers of a dead machine is a fault."""
    for _ in range(TRIES):
        answer = exchange(port, request)
        told.note(answer)
        if answer.status in well:
            return answer
        if answer.status not in (0, 502, 503, 504):
            told.fault(f"{request.split(b' ')[1].decode()} answered {answer.status}")
            return None
        with told.lock:
            told.again += 1
        time.sleep(PAUSE)
    told.fault(f"{request.split(b' ')[1].decode()} was never answered")
    return None
