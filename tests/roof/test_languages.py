import pytest
from django.urls import resolve, reverse
from django.utils import translation

from bildungsregion.base.languages import LanguageMiddleware
from tests.factories.actors import make_actor, make_offer
from tests.factories.base import make_region
from tests.factories.events import make_event


OTHERS = ("de-x-leicht", "en", "uk", "ar")


@pytest.mark.parametrize("language", OTHERS)
def test_page_in_other_language_says_so(client, region, language):
    page = client.get(f"/{language}/akteure/?phase=jugend").content.decode()

    direction = "rtl" if language == "ar" else "ltr"
    assert f'<html lang="{language}" dir="{direction}">' in page
    assert f'<link rel="canonical" href="http://testserver/{language}/akteure/">' in page
    for code in OTHERS:
        assert f'hreflang="{code}" href="http://testserver/{code}/akteure/">' in page
    assert '<link rel="alternate" hreflang="x-default" href="http://testserver/akteure/">' in page
    assert (
        'href="/akteure/?phase=jugend" lang="de" hreflang="de" dir="ltr" rel="alternate">' in page
    )
    assert f'href="/{language}/impressum/"' in page


@pytest.mark.parametrize("language", OTHERS)
def test_main_pages_open_in_each_language(client, region, language):
    event = make_event(organiser=make_actor(slug="museum"))
    make_offer(slug="salz")
    paths = (
        "", "akteure/museum/", "akteure/karte/", "lernorte/", "lernorte/salz/", "veranstaltungen/",
        f"veranstaltungen/{event.slug}/", "veranstaltungen/monat/2026-03/", "projekte/", "dokumente/", "themen/",
        "suche/?q=museum", "suche/?q=xqzvw", "bildungsregion/", "konto/anmelden/", "daten/", "sitemap/",
    )  # fmt: skip

    opened = {path: client.get(f"/{language}/{path}") for path in paths}

    assert {path: answer.status_code for path, answer in opened.items()} == dict.fromkeys(
        paths, 200
    )
    for answer in opened.values():
        assert f'<html lang="{language}"' in answer.content.decode()


def test_answer_says_its_language_and_forgets_it(client, region):
    answer = client.get("/ar/")

    assert answer.headers["Content-Language"] == "ar"
    assert "Accept-Language" not in answer.headers["Vary"]
    assert translation.get_language() == "de"


def test_address_without_prefix_is_german_whatever_the_browser_prefers(client, region):
    answer = client.get("/", headers={"accept-language": "ar"})

    assert answer.headers["Content-Language"] == "de"


def test_machines_have_one_address_and_read_german(client, region):
    make_event(slug="lesung", is_published=True)

    with translation.override("uk"):
        assert reverse("events:event_ics", args=["lesung"]) == "/veranstaltungen/lesung.ics"
    assert client.get("/veranstaltungen/lesung.ics").headers["Content-Language"] == "de"
    assert client.get("/uk/veranstaltungen/lesung.ics").status_code == 404
    assert client.get("/uk/verwaltung/").status_code == 404


def test_language_that_region_does_not_offer_is_not_there(client, db):
    make_region(languages=["en"])

    assert client.get("/uk/").status_code == 404
    page = client.get("/en/").content.decode()
    assert 'hreflang="uk"' not in page


def test_login_keeps_the_language(client, region):
    page = client.get("/en/").content.decode()

    assert 'href="/en/konto/anmelden/"' in page
    answer = client.get("/en/konto/")
    assert answer.headers["Location"] == "/mein-bereich/"


def test_page_that_is_german_only_leads_to_the_start_of_other_languages(client, region):
    page = client.get("/akteure/gibt-es-nicht/").content.decode()

    assert 'href="/uk/" lang="uk"' in page
    assert '<link rel="alternate"' not in page


def test_entry_keeps_its_address_below_each_prefix(client, region):
    make_actor(slug="museum", is_published=True)

    with translation.override("ar"):
        address = reverse("actors:actor_detail", args=["museum"])
        assert address == "/ar/akteure/museum/"
        assert resolve(address).view_name == "actors:actor_detail"
    assert client.get(address).status_code == 200


def test_language_ends_with_a_request_that_fails(rf, region):
    def fails(request):
        raise ValueError("on purpose")

    with pytest.raises(ValueError, match="on purpose"):
        LanguageMiddleware(fails)(rf.get("/en/"))

    assert translation.get_language() == "de"


def test_sitemap_names_the_languages_of_each_section(client, region):
    page = client.get("/sitemap.xml").content.decode()

    assert "<loc>http://testserver/uk/akteure/</loc>" in page
    assert 'hreflang="ar" href="http://testserver/ar/akteure/"' in page
    assert 'hreflang="x-default" href="http://testserver/akteure/"' in page
