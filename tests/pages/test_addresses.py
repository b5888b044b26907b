"""Addresses that texts had, have and may not have, and the moments at which they may be online."""

import pytest
from django.core.exceptions import ValidationError

from pages.models import FormerAddress, check_address
from tests.factories.pages import make_page
from tests.pages.test_admin import ADD, address, edit, form


pytestmark = pytest.mark.django_db


def test_address_that_was_given_up_and_taken_again_can_be_given_up_once_more(office_client):
    client = office_client("redaktion")
    first = make_page(slug="ferien")
    client.post(address(first), edit(first, slug="sommerferien"))
    second = make_page(slug="ferien")

    client.post(address(second), edit(second, slug="herbstferien"))

    assert client.get("/ferien/")["Location"] == "/herbstferien/"
    assert FormerAddress.objects.count() == 1


def test_new_page_at_a_former_address_takes_it_over(office_client):
    client = office_client("redaktion")
    first = make_page(slug="ferien")
    client.post(address(first), edit(first, slug="sommerferien"))

    client.post(ADD, form(slug="ferien"))

    assert FormerAddress.objects.count() == 0


def test_translation_never_takes_the_name_of_another_page(office_client):
    client, page = office_client("redaktion"), make_page(slug="kontakt")
    make_page(slug="kontakt-en", title="Contact")

    refused = client.post(
        f"{ADD}?original={page.pk}", form(title="Get in touch", original=page.pk, language="en")
    )

    assert refused.status_code == 422
    assert "hieße wie „Contact“" in refused.content.decode()


@pytest.mark.parametrize("wanted", ["²", "9" * 5000, "x"])
def test_nonsense_for_an_original_begins_a_page_of_its_own(office_client, wanted):
    shown = office_client("redaktion").get(ADD, {"original": wanted})

    assert "slug" in shown.context["adminform"].form.fields


def test_no_text_goes_online_before_there_was_a_web(office_client):
    page = make_page(is_published=False)

    refused = office_client("redaktion").post(
        address(page, "veroeffentlichen"), {"seen_edit": 0, "at": "0001-01-01T00:00"}
    )

    assert refused.status_code == 422
    assert "Bitte ein Jahr ab 1990." in refused.content.decode()


@pytest.mark.parametrize(
    "wrong", ["http://[x", "//fremd.example", "/\\fremd.example", "ftp://x", "x"]
)
def test_address_that_a_link_may_not_have_is_refused(wrong):
    with pytest.raises(ValidationError, match="Bitte mit „/“"):
        check_address(wrong, "url")


@pytest.mark.parametrize(
    "right", ["", "/themen/", "https://[::1]/", "http://a.example", "mailto:a@b.example", "tel:1"]
)
def test_address_that_a_link_may_have_is_taken(right):
    check_address(right, "url")
