"""A list comes into the directory, and two entries become one: without scripts, by keyboard, accessible."""

import pytest
from django.conf import settings
from django.urls import reverse

from actors.models import Actor, NotDuplicate
from tests.factories.office import make_client


pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ROWS = """Schulnummer;Schulname;Schulform;Straße;PLZ;Ort;Telefon
11111;Grundschule Hasenburger Berg;GS;Hasenburger Berg 47;21335;Lüneburg;04131 99999
22222;Waldschule Adendorf;GS;Waldweg 1;21365;Adendorf;04131 18000
33333;Grundschule Häcklingen;GS;Dorfweg 99;21335;Lüneburg;04131 111
44444;;GS;;;Adendorf;
"""


@pytest.fixture
def office(chromium, live_server, watch, load):
    """Somebody of the coordination at a desk, without scripts."""
    load("lueneburg")
    client = make_client("koordination")
    name = settings.SESSION_COOKIE_NAME
    context = chromium.new_context(
        base_url=live_server.url, java_script_enabled=False, locale="de-DE", viewport={"width": 1024, "height": 800},
    )  # fmt: skip
    context.add_cookies(
        [{"name": name, "value": client.cookies[name].value, "url": live_server.url}]
    )
    watch.follow(context)
    yield context.new_page()
    context.close()


def press(page, name: str) -> None:
    """By keyboard: the button is reached and pressed with Enter."""
    button = page.locator("#content").get_by_role("button", name=name, exact=True)
    button.focus()
    page.keyboard.press("Enter")


def fits(page) -> bool:
    """Nothing sticks out; asked of the layout, since no script runs on the page itself."""
    box = page.locator("#content").bounding_box()
    return box["x"] >= 0 and box["x"] + box["width"] <= page.viewport_size["width"] + 1


def test_list_is_looked_at_line_by_line_and_taken_over(office, tmp_path):
    file = tmp_path / "schulen.csv"
    file.write_text(ROWS)
    page = office

    page.goto(reverse("admin:actors_actor_changelist"))
    page.get_by_role("link", name="Datei einlesen").click()
    page.get_by_label("Name der neuen Quelle").fill("Schulverzeichnis")
    page.get_by_label("Datei", exact=True).set_input_files(file)
    press(page, "Datei ansehen")
    assert page.get_by_label("„Schulform“").input_value() == "kind"
    assert fits(page)
    press(page, "Zeilen prüfen, noch nichts übernehmen")
    page.get_by_label("derselbe: Grundschule Häcklingen").check()
    assert fits(page)
    press(page, "Entscheidungen dieser Seite merken")
    page.get_by_text("Telefon bleibt").first.wait_for()
    press(page, "Genau das übernehmen")
    page.get_by_text("Übernommen: 1 neu, 2 Änderungen, 1 Fehler").wait_for()

    assert fits(page)
    assert Actor.objects.filter(name="Waldschule Adendorf", kind="grundschule").count() == 1
    assert Actor.objects.filter(external_ids__value__in=["11111", "22222", "33333"]).count() == 3
    assert Actor.objects.count() == 154


def test_pages_of_an_import_keep_the_promises_of_the_house(
    page, page_ok, live_server, tmp_path, load
):
    load("lueneburg")
    client, name = make_client("koordination"), settings.SESSION_COOKIE_NAME
    page.context.add_cookies(
        [{"name": name, "value": client.cookies[name].value, "url": live_server.url}]
    )
    file = tmp_path / "schulen.csv"
    file.write_text(ROWS)

    page.goto(reverse("admin:actors_actorimport_add"))
    page_ok(page)
    page.get_by_label("Name der neuen Quelle").fill("Schulverzeichnis")
    page.get_by_label("Datei", exact=True).set_input_files(file)
    press(page, "Datei ansehen")
    page_ok(page)
    press(page, "Zeilen prüfen, noch nichts übernehmen")
    page_ok(page)
    press(page, "Genau das übernehmen")
    page.get_by_role("link", name="Bericht als CSV").wait_for()
    page_ok(page)


def test_likely_duplicates_show_while_typing_and_are_merged(page, page_ok, live_server, load):
    load("lueneburg")
    client, name = make_client("koordination"), settings.SESSION_COOKIE_NAME
    page.context.add_cookies(
        [{"name": name, "value": client.cookies[name].value, "url": live_server.url}]
    )
    school = Actor.objects.get(name="Grundschule Häcklingen")
    twin = Actor.objects.create(
        name="GS Häcklingen", slug="gs-haecklingen", kind="grundschule", municipality=school.municipality,
        street=school.street, postcode=school.postcode, city=school.city, email="gs@schule.example",
    )  # fmt: skip

    page.goto(reverse("admin:actors_actor_add"))
    page.get_by_label("Name:", exact=True).press_sequentially("Grundschule Haecklingen")
    page.get_by_label("Ort:", exact=True).press_sequentially("Lüneburg")
    page.get_by_role("link", name="Grundschule Häcklingen").wait_for()
    page.goto(reverse("admin:actors_actor_duplicates"))
    page_ok(page)
    page.locator("#content").get_by_role("link", name="Zusammenführen").first.click()
    page_ok(page)
    press(page, "Zusammenführen")
    page.get_by_text("ist jetzt Teil von").wait_for()

    school.refresh_from_db()
    assert school.email == "gs@schule.example"
    assert not Actor.objects.filter(pk=twin.pk).exists()
    assert page.goto("/akteure/gs-haecklingen/").url.endswith(school.get_absolute_url())
    assert NotDuplicate.objects.count() == 0
