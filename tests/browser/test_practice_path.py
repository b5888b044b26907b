"""From good practice to „Wir machen das auch“: on a phone, without scripts, and looked at by axe."""

import pytest

from bildungsregion.base.guard import FASTEST_SECONDS
from projects.models import Adoption
from tests.factories.base import make_region
from tests.factories.projects import make_full_project


pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_practice_is_found_and_taken_over_on_a_phone(chromium, live_server, watch, page, page_ok):
    make_region()
    project = make_full_project(2, title="Lesepaten", slug="lesepaten")
    project.pictures.all().delete()  # their files are not in the storage of the tests
    assert page.goto("/projekte/lesepaten/").status == 200
    page_ok(page)

    plain = chromium.new_context(
        base_url=live_server.url, java_script_enabled=False, locale="de-DE",
        viewport={"width": 375, "height": 800},
    )  # fmt: skip
    watch.follow(plain)
    phone = plain.new_page()
    phone.goto("/projekte/")
    phone.get_by_role("link", name="Gute Praxis zum Übernehmen").click()
    phone.get_by_role("link", name="Lesepaten").click()
    phone.get_by_role("link", name="Wir machen das auch").click()
    phone.get_by_label("Ihre Einrichtung").fill("Grundschule am See")
    phone.get_by_label("Wie machen Sie es?").fill("Wir lesen freitags. Alle freuen sich.")
    phone.get_by_label("E-Mail").fill("post@see.example")
    phone.wait_for_timeout(FASTEST_SECONDS * 1000 + 200)
    phone.get_by_role("button", name="Absenden").click()
    phone.get_by_text("Danke!").wait_for()
    plain.close()

    assert [row.name for row in Adoption.objects.filter(state="open") if row.email] == [
        "Grundschule am See"
    ]
