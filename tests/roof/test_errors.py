"""What somebody sees who comes to a place that is none."""

import re

import pytest

from bildungsregion.views import server_error


pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("debug", [False, True])
def test_mistyped_address_is_answered_by_our_own_page(client, region, settings, debug):
    settings.DEBUG = debug

    answers = [client.get(address) for address in ("/gibtsnicht/", "/gibts/nicht/")]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert all("Diese Seite gibt es hier nicht." in answer.content.decode() for answer in answers)


def test_foreign_host_name_is_a_bad_request_in_german(client, settings):
    settings.ALLOWED_HOSTS = ["portal.example"]

    answer = client.get("/", headers={"host": "fremd.example"})

    assert (answer.status_code, answer.content.decode()) == (
        400,
        "Unter diesem Namen gibt es hier kein Portal.",
    )


@pytest.mark.parametrize("slug", ["lueneburg", "ludwigsburg"])
def test_failure_is_shown_in_the_colours_of_the_region(client, settings, slug):
    settings.REGION = slug

    html = server_error(None).content.decode()

    assert re.findall(r"css/regions/(\w+)", html) == [slug]


def test_wrong_method_gets_a_sentence_and_the_methods_that_work(client, region):
    answer = client.post("/themen/")

    assert answer.status_code == 405
    assert answer["Allow"] == "GET, HEAD, OPTIONS"
    assert "Diese Adresse nimmt die Anfrage so nicht an." in answer.text


@pytest.mark.parametrize("address", ["/konto/passwort/neu/%00-x/", "/vorschau/a%00/", "/en/%00/"])
def test_nul_in_an_address_is_not_there(client, region, address):
    assert client.get(address).status_code == 404
