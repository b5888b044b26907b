"""Invited, password and second factor in one go, into the office; then another session is ended."""

import re

import pytest
from django.core import mail
from playwright.sync_api import Page

from accounts import actions
from tests.browser.acting import press
from tests.factories.access import PASSWORD, code_of, make_officer, sign_in
from tests.factories.base import make_region


pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def link(settings, mailoutbox) -> str:
    settings.OFFICE_SECOND_FACTOR = True
    make_region()
    actions.invite(
        email="neu@landkreis.example",
        name="Redaktion",
        role="redaktion",
        by=make_officer("administration"),
    )
    return re.search(r"(/konto/einladung/[\w-]+/)", mail.outbox[-1].body)[1]


def accept(page: Page, link: str) -> str:
    """Through the form of the link; gives the secret of the app."""
    page.goto(link)
    page.get_by_label("Passwort", exact=True).fill(PASSWORD)
    page.get_by_label("Passwort wiederholen").fill(PASSWORD)
    page.get_by_text("Schlüssel abtippen").click()
    secret = page.locator("code").inner_text()
    page.get_by_label("Code aus der App").fill(code_of(secret))
    press(page, "Zugang einrichten")
    page.get_by_role("heading", name="Wiederherstellungs-Codes").wait_for()
    return secret


def test_invited_person_comes_in_and_ends_another_session(page, page_ok, link, watch):
    accept(page, link)
    page_ok(page)
    page.get_by_role("link", name="Gesichert, weiter in die Verwaltung").click()
    page.get_by_role("heading", name=re.compile("^Heute")).wait_for()

    officer = actions.register(email="neu@landkreis.example")
    # The second browser stops at the second factor, so give it a session of its own.
    other = sign_in(officer)
    other.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    other.get("/konto/sitzungen/")
    page.goto("/konto/sitzungen/")
    page_ok(page)
    page.get_by_role("button", name="Diese Sitzung beenden").click()
    page.get_by_text("Die Sitzung ist beendet").wait_for()

    assert other.get("/mein-bereich/").status_code == 302
    watch.expected.add(404)
    page.goto(link)
    page.get_by_role("heading", name="Dieser Link gilt nicht").wait_for()
