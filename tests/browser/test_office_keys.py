"""Keys of the office, its search and the numbers of kept filters, as somebody with a keyboard meets them."""

import pytest
from django.conf import settings
from django.urls import reverse

from bildungsregion.models import SavedFilter
from tests.factories.actors import make_actor
from tests.factories.base import make_region
from tests.factories.office import make_client


pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FOCUSED = "document.activeElement.id || document.activeElement.textContent"


def test_keys_search_walk_a_list_and_can_be_switched_off(page, page_ok, live_server, watch):
    make_region()
    make_actor("Salzmuseum")
    client = make_client("redaktion")
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies(
        [{"name": name, "value": client.cookies[name].value, "url": live_server.url}]
    )
    SavedFilter.objects.create(
        owner=client.user, name="Museen", page="actors.actor", query="q=Museum"
    )

    page.goto(reverse("admin:index"))
    page.locator("[data-br-count]", has_text="1").wait_for()
    page.keyboard.press("/")
    assert page.evaluate(FOCUSED) == "of-search"
    page.keyboard.type("salz?")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Salzmuseum").wait_for()
    page_ok(page)

    page.goto(reverse("admin:actors_actor_changelist"))
    page.keyboard.press("j")
    assert page.evaluate(FOCUSED) == "Salzmuseum"
    page.keyboard.press("?")
    box = page.get_by_role("dialog").get_by_label("Tasten benutzen")
    page_ok(page)
    box.uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    assert page.evaluate(FOCUSED) != "of-search"

    page.get_by_role("link", name="Tasten", exact=True).click()
    box.check()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    assert page.evaluate(FOCUSED) == "of-search"
