"""What runs every night by itself: each app hands in tasks of its own, the command knows none.

A task is a function ``(today) -> str`` in a module ``nightly`` of its app: it gives a German sentence on
what it did, and raises Trouble where somebody has to look. Each is safe to repeat.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date


class Trouble(Exception):
    """Something is wrong that a person has to know of; its text is for the office."""


@dataclass(frozen=True, slots=True)
class Task:
    slug: str
    title: str
    run: Callable[[date], str]
    order: int


_tasks: dict[str, Task] = {}


def register(
    slug: str, title: str, *, order: int
) -> Callable[[Callable[[date], str]], Callable[[date], str]]:
    """Decorator of a task; lower numbers run earlier."""

    def keep(run: Callable[[date], str]) -> Callable[[date], str]:
        _tasks[slug] = Task(slug, title, run, order)
        return run

    return keep


def tasks() -> list[Task]:
    return sorted(_tasks.values(), key=lambda task: (task.order, task.slug))
