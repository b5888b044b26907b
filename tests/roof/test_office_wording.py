"""Words that Django's own admin would say in English, or otherwise than the portal does."""

import pytest

from tests.factories.actors import make_actor
from tests.factories.office import make_client


pytestmark = pytest.mark.django_db


def test_marks_of_a_list_are_heard_in_german(region):
    make_actor("Museum")
    make_actor("Archiv", is_published=False)

    page = make_client("redaktion").get("/verwaltung/actors/actor/").content.decode()

    assert 'icon-yes.svg" alt="ja"' in page
    assert 'icon-no.svg" alt="nein"' in page
    assert 'alt="True"' not in page


def test_form_has_one_word_for_saving_and_one_for_the_history(region):
    actor = make_actor("Museum")

    page = make_client("redaktion").get(f"/verwaltung/actors/actor/{actor.pk}/change/")

    text = page.content.decode()
    assert 'value="Speichern und weiter bearbeiten"' in text
    assert ">Verlauf</a>" in text
    assert "Sichern" not in text
    assert "Geschichte</a>" not in text


def test_form_with_errors_says_so_once_in_its_title(region):
    page = make_client("redaktion").post("/verwaltung/actors/actor/add/", {})

    assert page.content.decode().count("Fehler:") == 1
