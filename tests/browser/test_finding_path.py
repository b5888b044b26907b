"""From a mistyped word to an institution near by that one can get into: on a phone, with and without scripts."""

import re

import pytest

from actors.models import Actor


pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 375, "height": 812}
LIBRARY = "Ratsbücherei Lüneburg"


@pytest.fixture
def region_with_access(load):
    """The region as it is loaded, and one library that said how to get in."""
    load("lueneburg")
    Actor.objects.filter(name=LIBRARY).update(wheelchair="ja", latitude=53.2488, longitude=10.4076)


def visitor(chromium, live_server, watch, **context):
    opened = chromium.new_context(
        base_url=live_server.url, locale="de-DE", viewport=PHONE, **context
    )
    watch.follow(opened)
    return opened


def results(page):
    return page.locator("[data-br-results] .br-card__title a").all_inner_texts()


def find(page):
    """The path itself; gives the address of the list and what it had."""
    page.goto("/suche/")
    page.locator("main input[type=search]").fill("Büchrei")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Bücherei", exact=True).click()
    page.get_by_text(re.compile(r"Treffer für „Bücherei“")).wait_for()

    page.goto("/akteure/")
    form = page.locator("form[data-br-filter]")
    form.get_by_role("textbox", name="Suchwort").fill("Büchrei")
    form.get_by_role("button", name="Suchen").click()
    page.get_by_role("link", name="Bücherei", exact=True).click()
    page.get_by_label("Ort oder PLZ").fill("21335")
    page.keyboard.press("Enter")
    page.get_by_role("link", name=re.compile("Hansestadt Lüneburg, 10 km")).wait_for()
    page.locator("summary", has_text="Weitere Filter").click()
    page.get_by_label(re.compile("Rollstuhlgerecht")).check()


def test_from_a_typing_error_to_a_place_one_can_get_into(
    chromium, live_server, watch, region_with_access, page_ok
):
    with_scripts = visitor(chromium, live_server, watch)
    page = with_scripts.new_page()
    find(page)
    page.wait_for_url(re.compile("rollstuhl=ja"))
    page.get_by_role("heading", name="1 Akteur", exact=True).wait_for()
    assert results(page) == [LIBRARY]
    assert "Lüneburg, 1,0 km" in page.locator("[data-br-results]").inner_text()
    # What was unfolded stays so, and what is set can be taken away.
    assert page.get_by_label(re.compile("Rollstuhlgerecht")).is_visible()
    page_ok(page)
    address = page.url

    plain = visitor(chromium, live_server, watch, java_script_enabled=False)
    other = plain.new_page()
    find(other)
    other.keyboard.press("Tab")
    other.get_by_role("button", name="Anwenden").click()
    assert results(other) == [LIBRARY]
    other.goto(address)
    assert results(other) == [LIBRARY]
    assert not other.get_by_text("Meinen Standort verwenden").is_visible()

    page.get_by_role("link", name=LIBRARY).click()
    page.get_by_role("heading", name=LIBRARY, level=1).wait_for()
    with_scripts.close()
    plain.close()


def test_where_somebody_stands_is_asked_on_a_click_and_rounded(
    chromium, live_server, watch, region_with_access, page_ok
):
    here = {"latitude": 53.2487654, "longitude": 10.4077777}
    asked = visitor(chromium, live_server, watch, geolocation=here, permissions=["geolocation"])
    page = asked.new_page()
    page.goto("/akteure/")
    page.get_by_label("Ort oder PLZ").fill("Bleckede")
    page.get_by_role("button", name="Meinen Standort verwenden").click()

    page.wait_for_url(re.compile(r"standort=53\.249%2C10\.408"))
    page.get_by_role("link", name=re.compile("Mein Standort, 10 km")).wait_for()
    assert LIBRARY in results(page)
    assert page.get_by_label("Ort oder PLZ").input_value() == ""
    page_ok(page)
    asked.close()


def test_who_does_not_say_where_they_stand_gets_a_sentence(
    chromium, live_server, watch, region_with_access
):
    refused = visitor(chromium, live_server, watch)
    page = refused.new_page()
    page.goto("/lernorte/")

    page.get_by_role("button", name="Meinen Standort verwenden").click()

    page.get_by_text("Ihr Gerät hat den Standort nicht freigegeben.").wait_for()
    assert page.url.endswith("/lernorte/")
    refused.close()


@pytest.mark.parametrize("query", ["?ort=Adendrof", "?ort=21335&umkreis=5&q=xqzvw", ""])
@pytest.mark.parametrize("address", ["/akteure/", "/lernorte/"])
def test_lists_keep_the_promises_of_the_house(
    chromium, live_server, watch, region_with_access, page_ok, address, query
):
    opened = visitor(chromium, live_server, watch)
    page = opened.new_page()
    page.goto(f"{address}{query}")
    page.locator("summary", has_text="Weitere Filter").click()
    page_ok(page)
    opened.close()


def test_what_is_typed_while_an_answer_is_on_its_way_stays(
    chromium, live_server, watch, region_with_access
):
    page = visitor(chromium, live_server, watch).new_page()
    page.goto("/akteure/")
    held = []
    page.route("**/akteure/?*", lambda route: held.append(route))
    page.locator("form[data-br-filter]").get_by_role("textbox", name="Suchwort").fill("Kita")
    page.keyboard.press("Tab")
    page.get_by_label("Ort oder PLZ").focus()
    page.keyboard.type("Bardo")
    busy = page.locator("[data-br-results][aria-busy]")
    busy.wait_for()

    held[0].continue_()
    busy.wait_for(state="detached")
    page.keyboard.type("wick")

    assert page.get_by_label("Ort oder PLZ").input_value() == "Bardowick"
    page.context.close()
