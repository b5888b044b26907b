"""Pages that everybody sees, as a browser shows them."""

import pypdfium2
import pytest

from tests.factories.actors import make_actor, make_topic
from tests.factories.events import make_event


pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("address", ["/", "/styleguide/"])
def test_page_keeps_the_promises_of_the_house(page, page_ok, region, address):
    answer = page.goto(address)

    assert answer.status == 200
    page_ok(page)


def test_page_that_does_not_exist_helps(page, page_ok, watch, region):
    watch.expected.add(404)

    answer = page.goto("/gibt-es-nicht/")

    assert answer.status == 404
    page_ok(page)


def test_printed_page_begins_on_its_first_sheet(page, region):
    # The row of the layout's grid did not fit below the header and left it alone on a sheet.
    museum = make_actor("Museum", street="Hafen 1", postcode="21335", city="Lüneburg")
    event = make_event(title="Lichterfest", organiser=museum, place_actor=museum)

    page.goto(event.get_absolute_url())
    first = pypdfium2.PdfDocument(page.pdf(format="A4"))[0].get_textpage().get_text_range()

    assert "Lichterfest" in first


def test_topics_stay_clear_of_the_gables(page, region):
    for number in range(8):
        make_topic(f"Bildung für nachhaltige Entwicklung {number}")
    page.set_viewport_size({"width": 900, "height": 700})

    page.goto("/")
    edges = [page.locator(css).bounding_box() for css in (".br-hero__words", ".br-hero__art")]

    assert edges[0]["x"] + edges[0]["width"] <= edges[1]["x"]
