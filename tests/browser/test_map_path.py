"""The map in the browser: by keyboard, by mouse, by fingers, without scripts; pages of municipalities."""

import re

import pytest
from playwright.sync_api import expect


pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MAP = "/akteure/karte/"
DRAWING = "[data-br-drawing]"


@pytest.fixture
def district(load):
    load("lueneburg")


def view_box(page) -> list[float]:
    return [float(part) for part in page.get_attribute(DRAWING, "viewBox").split()]


def test_pages_keep_the_promises_of_the_house(page, page_ok, district):
    for address in (
        MAP,
        f"{MAP}?gemeinde=lueneburg",
        "/gemeinden/",
        "/gemeinden/boitze/",
        "/kooperationen/",
    ):
        assert page.goto(address).status == 200
        page_ok(page)


def test_map_is_moved_by_keyboard_and_lets_one_go(page, district):
    page.goto(MAP)
    page.get_by_role("link", name="Näher heran", exact=True).press("Enter")
    page.wait_for_url(re.compile(r"ausschnitt="))
    assert view_box(page)[2] == 500

    page.locator(DRAWING).focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator(DRAWING)).to_have_attribute("viewBox", re.compile("^50 "))
    page.keyboard.press("0")
    expect(page.locator(DRAWING)).to_have_attribute("viewBox", re.compile("^0 0 1000"))
    page.keyboard.press("Tab")
    assert not page.evaluate("document.activeElement.matches('[data-br-drawing]')")
    assert "ausschnitt" not in page.url


def test_map_is_dragged_and_the_list_goes_along(page, district):
    page.goto(f"{MAP}?ausschnitt=53.2500_10.4100_2")
    before = page.locator("#treffer").inner_text()
    box = page.locator(DRAWING).bounding_box()
    page.mouse.move(box["x"] + 500, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + 80, box["y"] + 40, steps=6)
    page.mouse.up()

    expect(page.locator("#treffer")).not_to_have_text(before)
    expect(page.locator("[data-br-status]")).to_have_text(re.compile("In diesem Ausschnitt$"))


def test_map_works_without_scripts(chromium, live_server, watch, district):
    plain = chromium.new_context(
        base_url=live_server.url, java_script_enabled=False, locale="de-DE",
        viewport={"width": 375, "height": 800},
    )  # fmt: skip
    watch.follow(plain)
    page = plain.new_page()
    page.goto(MAP)
    page.get_by_role("link", name="Hansestadt Lüneburg", exact=False).last.click()
    page.get_by_role("heading", name="Hansestadt Lüneburg").wait_for()
    page.get_by_role("link", name="Weiter weg", exact=True).click()
    assert "ausschnitt=" in page.url
    page.goto(f"{MAP}?ausschnitt=53.2857_10.7308_6")
    page.get_by_role("link", name=re.compile("3 Akteure an derselben Stelle")).click()
    page.get_by_role("heading", name="An dieser Stelle").wait_for()
    assert page.locator(".br-maplist__entries li").count() == 3
    plain.close()
