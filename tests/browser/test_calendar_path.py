"""Find an event: filter, month, day, its page, into the calendar; with keys, and without scripts on a small phone."""

from pathlib import Path

import pytest
from django.utils import timezone

from actors.models import Topic
from events.models import Event
from tests.factories.events import make_all_day, make_event


pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ROOT = "/veranstaltungen/"


@pytest.fixture
def festival(load) -> Event:
    """Today's event on a topic, among others of today."""
    load("lueneburg")
    topic = Topic.objects.published().filter(kind="topic").first()
    today = timezone.localdate().isoformat()
    for number in range(4):
        make_all_day(today, title=f"Anderes {number}")
    make_event(title="Irgendwann", dates=[("2099-01-01 10:00", None)])
    return make_all_day(today, title="Lesefest", topics=[topic])


def test_event_is_found_by_filter_and_keys_and_taken_along(page, page_ok, festival, watch):
    page.goto(ROOT)
    page_ok(page)
    page.get_by_label("Thema", exact=True).select_option(festival.topics.get().slug)
    page.get_by_role("heading", name="1 Termin", exact=True).wait_for()

    page.get_by_role("link", name="Monat", exact=True).click()
    page.get_by_role("table").wait_for()
    assert f"thema={festival.topics.get().slug}" in page.url
    page_ok(page)
    today = page.locator("td[aria-current=date] [data-br-day]")
    today.focus()
    assert page.locator("[data-br-day][tabindex='0']").count() == 1
    # There and back again; on the first or last day of a month one of the keys stays where it is.
    for key in ("ArrowRight", "ArrowLeft", "End", "Home"):
        page.keyboard.press(key)
        assert page.evaluate("document.activeElement.matches('[data-br-day]')")
        assert page.evaluate("getComputedStyle(document.activeElement).outlineWidth") == "3px"
    page.keyboard.press("Tab")
    assert not page.evaluate("document.activeElement.matches('[data-br-day]')")
    today.focus()
    page.keyboard.press("Enter")

    page.get_by_role("heading", name="Heute,").wait_for()
    assert page.get_by_role("heading", name="Anderes 0").count() == 0
    page_ok(page)
    page.get_by_role("link", name="Lesefest").press("Enter")

    page.get_by_role("heading", name="Lesefest", level=1).wait_for()
    page_ok(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="In den Kalender (ICS)").click()
    assert "SUMMARY:Lesefest" in Path(download.value.path()).read_text()


def test_event_is_found_without_scripts_on_a_small_phone(chromium, live_server, watch, festival):
    plain = chromium.new_context(
        base_url=live_server.url, java_script_enabled=False, locale="de-DE",
        viewport={"width": 320, "height": 640},
    )  # fmt: skip
    watch.follow(plain)
    page = plain.new_page()
    page.goto(f"{ROOT}monat/")
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    page.get_by_text("Filtern und suchen").click()
    page.get_by_label("Thema", exact=True).select_option(festival.topics.get().slug)
    page.get_by_role("button", name="Anwenden").click()
    page.get_by_role("heading", name="1 Termin", exact=True).wait_for()

    page.get_by_role("list", name="Tage mit Terminen").get_by_role("link").click()
    page.get_by_role("link", name="Lesefest").click()

    page.get_by_role("heading", name="Lesefest", level=1).wait_for()
    plain.close()


@pytest.mark.parametrize("path", ["woche/", "karte/"])
def test_other_views_keep_the_promises_of_the_house(page, page_ok, festival, path):
    assert page.goto(ROOT + path).status == 200

    page_ok(page)
