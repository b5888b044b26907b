"""What the steps of an application cost who fills it in, in calls of functions: no load changes them."""

from collections.abc import Callable, Iterator
from cProfile import Profile
from functools import partial
from pstats import Stats

from django.test import Client
from django.urls import reverse

from funding import drafts
from funding.models import Application
from tests.factories.funding import make_draft

from .crowd import BACKEND
from .figures import Measured, Run
from .fund import counting


SHOWN, SAVED, FILED = 12_000, 11_000, 30_000
DECLARED = {"declared_not_begun": "on", "declared_true": "on", "declared_privacy": "on"}
Section = Application.Section


def applying(run: Run) -> Iterator[Measured]:
    """Each step shown, one saved, and the application filed; as what a process works out once is there already."""
    first, second = (make_draft(programme=run.first.programme) for _ in range(2))
    for case in (first, second):
        client = Client(headers={"host": "127.0.0.1"})
        client.force_login(case.created_by, backend=BACKEND)
        figures = list(_costs(client, case))
    yield from figures


def _costs(client: Client, case: Application) -> Iterator[Measured]:
    for section in Section:
        path = _address("step", case, section)
        client.get(path)
        yield from _cost(f"Schritt {section} zeigen", partial(client.get, path), 200, most=SHOWN)
    path = _address("step", case, Section.PROJECT)
    text = drafts.own_fields(Section.PROJECT, drafts.typed(case, Section.PROJECT))
    sent = text | {"title": "Besuch", "stand": drafts.stamp(case, Section.PROJECT), "later": "1"}
    yield from _cost(
        "Schritt vorhaben speichern", partial(client.post, path, sent), 302, most=SAVED
    )
    review = _address("review", case)
    client.get(review)
    sent = DECLARED | {"token": f"bench{case.pk}"}
    yield from _cost("Antrag einreichen", partial(client.post, review, sent), 302, most=FILED)


def _address(view: str, case: Application, *args: str) -> str:
    return reverse(f"funding:application_{view}", args=[case.key, *args])


def _cost(label: str, ask: Callable, status: int, *, most: int) -> Iterator[Measured]:
    """Queries and calls of one answer; raises AssertionError for another status."""
    with counting() as counted, Profile() as profile:
        assert ask().status_code == status, label
    yield Measured(f"{label}: Abfragen", counted, "")
    calls = Stats(profile).total_calls
    yield Measured(f"{label}: Aufrufe von Funktionen", [calls], "", at_most=most)
