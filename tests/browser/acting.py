"""What people do again and again in the browser: signing in, and steps of the office's case page."""

import re

from django.core import mail
from playwright.sync_api import Page

from bildungsregion.demo import logins


def sign_in_by_code(page: Page, email: str) -> None:
    """The code from the mail, as an institution signs in; the page asks for it already."""
    page.get_by_label("E-Mail").fill(email)
    page.locator("main").get_by_role("button").first.click()
    page.get_by_label("Code").wait_for()
    page.get_by_label("Code").fill(re.search(r"\b\d{8}\b", mail.outbox[-1].body)[0])
    page.locator("main").get_by_role("button").first.click()


def sign_in_to_office(page: Page, role: str) -> None:
    page.goto("/verwaltung/")
    page.get_by_label("E-Mail").fill(logins.email_of(role))
    page.get_by_label("Passwort").fill(logins.PASSWORD)
    page.locator("main").get_by_role("button").first.click()
    page.get_by_role("heading", name=re.compile("^Heute")).wait_for()


def press(page: Page, name: str) -> None:
    """The button of that name in the page's own part."""
    page.locator("main").get_by_role("button", name=name, exact=True).click()


def take_step(page: Page, link: str, button: str = "") -> None:
    """A step of the case: the link on its page, then the button on the step's own page."""
    page.locator("main").get_by_role("link", name=link, exact=True).first.click()
    press(page, button or link)
