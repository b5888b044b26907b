"""What the office's start page and the page of a case cost each role, in calls of functions: no load changes them."""

from collections.abc import Iterator
from cProfile import Profile
from pstats import Stats

from django.test import Client
from django.urls import reverse

from accounts.roles import ROLES
from funding.models import Application
from tests.factories.office import make_client

from .figures import Measured, Run
from .fund import counting


MOST_QUERIES, MOST_CALLS = 25, 25_000


def office(run: Run) -> Iterator[Measured]:
    """The first answer after a change, and the next one; of the pages that a role may see."""
    start = reverse("admin:index")
    case = reverse("admin:funding_application_change", args=[run.first.pk])
    for role in ROLES:
        client = make_client(role)
        client.defaults["HTTP_HOST"] = "127.0.0.1"
        pages = {"Arbeitsliste": start}
        if client.user.has_perm("funding.view_application"):
            pages["Akte"] = case
        for name, path in pages.items():
            # What a process works out once in its life is no part of it.
            client.get(path)
            yield from _costs(run, f"{name}, {role}", client, path)


def _costs(run: Run, label: str, client: Client, path: str) -> Iterator[Measured]:
    Application.objects.filter(pk=run.first.pk).update(title=f"Besuch für {label}")
    for when, most in (("nach einer Änderung", None), ("danach", MOST_CALLS)):
        with counting() as counted, Profile() as profile:
            client.get(path)
        calls = Stats(profile).total_calls
        yield Measured(f"{label}, {when}: Abfragen", counted, "", at_most=MOST_QUERIES)
        yield Measured(f"{label}, {when}: Aufrufe von Funktionen", [calls], "", at_most=most)
