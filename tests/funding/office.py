"""What the tests of the office's pages share: addresses, who sees what, forms as a browser sends them."""

import re

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from funding.models import Application
from tests.factories.office import ANONYMOUS, BACKEND, SCHOOL, SUPERUSER, make_client


STAFF = (
    "redaktion",
    "koordination",
    "sachbearbeitung",
    "zeichnung",
    "kasse",
    "lesend",
    "administration",
)
EVERYBODY = (*STAFF, SUPERUSER, SCHOOL, ANONYMOUS)
READERS = ("sachbearbeitung", "zeichnung", "kasse", "lesend", "administration", SUPERUSER)


def page_of(case: Application, name: str = "change", *more) -> str:
    return reverse(f"admin:funding_application_{name}", args=[case.pk, *more])


def client_of(user) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def outcomes(url: str) -> dict[str, int]:
    """What each role gets to see: the status for everybody."""
    found = {}
    for role in EVERYBODY:
        response = make_client(role).get(url)
        found[role] = response.status_code
        if response.streaming:
            b"".join(response)  # reading to the end closes the file
    return found


def by_role(*allowed: str) -> dict[str, int]:
    """200 for these, 403 for all others; who is not of the office is led to its door."""
    refused = dict.fromkeys(EVERYBODY, 403) | {ANONYMOUS: 302, SCHOOL: 302}
    return refused | dict.fromkeys(allowed, 200)


def said(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def text_of(response) -> str:
    return response.content.decode()


def numbers(response) -> list[str]:
    """The cases of a list, in its order."""
    return [re.search(r"/change/\">([^<]+)<", row)[1] for row in response.context["cl"].result_list]


def query_count(client, url: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def proposal(case: Application, **fields) -> dict:
    year = case.programme.budget_years.get()
    return {
        "version": case.version,
        "budget_year": year.pk,
        "conditions": "",
        "reasons": "",
    } | fields


def shown(results: dict[str, str], **answers: str) -> dict[str, str]:
    """The checks' form as a browser sends it: what the page showed, and what was chosen."""
    sent = {}
    for code, result in results.items():
        sent |= {f"initial-{code}": result, code: answers.get(code, result)}
        sent |= {f"initial-{code}-note": "", f"{code}-note": answers.get(f"{code}_note", "")}
    return sent


def all_open(case: Application) -> dict[str, str]:
    return {check.code: check.result for check in case.checks.all()}
