"""Pages that everybody sees, as a browser shows them."""

import pytest


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
