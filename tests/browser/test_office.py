"""The office's pages in a real browser: accessible, within the screen, without a word from the policy."""

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from tests.factories.base import make_region
from tests.factories.funding import (
    make_budget_year,
    make_decided,
    make_in_review,
    make_proposed,
    make_submitted,
)
from tests.factories.office import make_client


pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def sign_in(page, live_server):
    """``sign_in("zeichnung")``: the page is that person's from now on; gives the account."""

    def enter(role: str):
        client = make_client(role)
        name = settings.SESSION_COOKIE_NAME
        page.context.add_cookies(
            [{"name": name, "value": client.cookies[name].value, "url": live_server.url}]
        )
        return client.user

    return enter


def page_of(case, name: str = "change") -> str:
    return reverse(f"admin:funding_application_{name}", args=[case.pk])


def test_pages_of_the_case_worker(page, page_ok, sign_in):
    make_region()
    worker = sign_in("sachbearbeitung")
    new = make_submitted(days_ahead=5)
    case = make_in_review(case_worker=worker, checked=False)
    checked = make_in_review(case_worker=worker)
    make_budget_year(case.programme, year=checked.first_day.year, allocated=1_000_00)
    make_decided()

    for address in (
        reverse("admin:index"),
        reverse("admin:funding_application_changelist"),
        page_of(new, "start_review"),
        page_of(case),
        page_of(checked, "request_info"),
        page_of(checked, "propose"),
    ):
        page.goto(address)
        page_ok(page)


def test_pages_of_signer_and_cashier(page, page_ok, sign_in):
    make_region()
    sign_in("zeichnung")
    case = make_proposed()
    decided = make_decided()

    for address in (
        reverse("admin:index"),
        page_of(case, "sign"),
        page_of(case, "send_back"),
        page_of(decided),
    ):
        page.goto(address)
        page_ok(page)

    sign_in("kasse")
    year = case.budget_year_id or case.decision.budget_year_id
    page.goto(reverse("admin:funding_budgetyear_change", args=[year]))
    page_ok(page)
    page.goto(reverse("admin:funding_budgetyear_book", args=[year, "sperren"]))
    page_ok(page)


def test_case_is_checked_proposed_and_signed_by_keyboard_and_mouse(page, sign_in):
    make_region()
    worker = sign_in("sachbearbeitung")
    case = make_in_review(case_worker=worker, checked=False)
    make_budget_year(case.programme, year=case.first_day.year, allocated=1_000_00)

    page.goto(reverse("admin:index"))
    page.get_by_role("link", name=case.number).first.click()
    page.get_by_role("button", name="Alles, was offen ist, ist in Ordnung").press("Enter")
    page.get_by_text("8 Prüfpunkte sind vermerkt.").wait_for()
    page.get_by_role("link", name="Entscheidung vorschlagen").click()
    assert page.get_by_label("Betrag").first.input_value() == "280,00"
    page.get_by_role("button", name="Zur Zeichnung geben").click()
    page.get_by_text("liegen zur Zeichnung vor.").wait_for()

    sign_in("zeichnung")
    page.goto(reverse("admin:index"))
    page.get_by_role("link", name=case.number).first.click()
    page.get_by_role("link", name="Bewilligung zeichnen").click()
    letter = page.locator("img.of-letter")
    letter.evaluate("image => image.decode()")
    assert letter.evaluate("image => image.naturalWidth") == 909
    page.get_by_label("Ich habe den Bescheid gelesen").check()
    page.get_by_role("button", name="Bewilligung zeichnen").click()
    page.get_by_text("sind bewilligt.").wait_for()

    case.refresh_from_db()
    assert (case.status, case.decided_cents) == ("approved", 280_00)
    assert timezone.localdate(case.decided_at) == timezone.localdate()
