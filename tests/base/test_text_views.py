import pytest
from django.urls import reverse

from bildungsregion.base.pictures import Picture
from tests.factories.actors import make_actor, make_topic
from tests.factories.base import make_region
from tests.factories.office import make_client
from tests.factories.pictures import make_picture, picture_file


pytestmark = pytest.mark.django_db

NEW = {
    "title": "Aula", "alt": "Eine Bühne", "author": "Landkreis", "licence": "cc-by", "people": "niemand",
}  # fmt: skip


@pytest.fixture(autouse=True)
def region():
    return make_region()


def preview(client, text):
    return client.post(reverse("text_preview"), {"_vorschau": "body", "body": text})


def test_preview_shows_the_text_as_the_page_will():
    answer = preview(make_client("redaktion"), "# Eins\r\n\r\n**zwei**")

    assert answer.status_code == 200
    assert "<h2>Eins</h2>\n<p><strong>zwei</strong></p>" in answer.text


def test_preview_says_what_is_wrong_and_runs_nothing():
    answer = preview(make_client("redaktion"), "<script>alert(1)</script>")

    assert answer.status_code == 422
    assert "Im Text steht ein HTML-Befehl" in answer.text
    assert "<script>alert" not in answer.text


def test_preview_of_too_long_a_text_is_refused_unread():
    answer = preview(make_client("redaktion"), "wort " * 200_000)

    assert answer.status_code == 422
    assert "Der Text ist zu lang: 1000000 Zeichen" in answer.text


def test_preview_of_what_would_take_the_parser_seconds_is_refused_unread():
    answer = preview(make_client("redaktion"), "[" * 20_000)

    assert answer.status_code == 422
    assert "[[" not in answer.text


@pytest.mark.parametrize("name", ["text_pictures", "text_links"])
def test_nul_in_what_is_looked_for_is_a_blank(name):
    answer = make_client("redaktion").get(reverse(name), {"q": "a\x00b"})

    assert (answer.status_code, answer.json()["hits"]) == (200, [])


@pytest.mark.parametrize("name", ["text_preview", "text_pictures", "text_links"])
def test_strangers_are_sent_to_sign_in(client, name):
    answer = client.post(reverse(name))

    assert (answer.status_code, answer["Location"].partition("?")[0]) == (
        302,
        "/konto/anmelden/",
    )


def test_links_are_found_among_what_is_published():
    make_actor(name="Musikschule", slug="musikschule")
    make_actor(name="Musikverein", slug="musikverein", is_published=False)

    answer = make_client("redaktion").get(reverse("text_links"), {"q": "musik"})

    assert answer.json() == {
        "hits": [{"address": "/akteure/musikschule/", "title": "Musikschule", "kind": "Akteure"}],
        "said": "1 Treffer",
    }


def test_pictures_are_found_by_their_words():
    make_picture(title="Garten")
    shown = make_picture(title="Aula", alt="Eine Bühne")
    make_picture(title="Aula alt", is_published=False)

    answer = make_client("redaktion").get(reverse("text_pictures"), {"q": "aula bühne"})

    assert answer.json() == {
        "hits": [{
            "address": f"/bilder/{shown.pk}/", "title": "Aula", "alt": "Eine Bühne",
            "thumbnail": f"/bilder/{shown.pk}/480.webp",
        }],
        "said": "1 Bild",
    }  # fmt: skip


def test_uploaded_picture_joins_the_library():
    client = make_client("redaktion")

    answer = client.post(reverse("text_pictures"), NEW | {"file": picture_file()})

    picture = Picture.objects.get()
    assert (answer.status_code, picture.uploaded_by) == (201, client.user)
    assert answer.json()["picture"]["address"] == f"/bilder/{picture.pk}/"


def test_picture_without_its_description_is_refused_in_words():
    answer = make_client("redaktion").post(reverse("text_pictures"), NEW | {"alt": ""})

    assert answer.status_code == 422
    assert answer.json()["errors"] == {
        "alt": ["Bitte füllen Sie dieses Feld aus."],
        "file": ["Bitte wählen Sie eine Datei aus."],
    }


def test_who_may_not_add_pictures_gets_none():
    assert make_client("kasse").get(reverse("text_pictures")).status_code == 403


def test_office_adds_a_picture_and_takes_it_off_again():
    client = make_client("redaktion")
    address = reverse("admin:base_picture_add")

    client.post(
        address, NEW | {"is_published": "on", "upload": picture_file(width=1000, height=500)}
    )

    picture = Picture.objects.get()
    assert (picture.width, picture.height, picture.uploaded_by) == (1000, 500, client.user)
    change = reverse("admin:base_picture_change", args=[picture.pk])
    client.post(change, NEW | {"title": "Bühne"})
    picture.refresh_from_db()
    assert (picture.title, picture.is_published) == ("Bühne", False)
    assert client.get(picture.thumbnail).status_code == 404


def test_refused_text_of_the_office_is_still_there():
    topic = make_topic(name="Musik", body="Alt")
    client = make_client("redaktion")
    huge = "wort " * 12_000

    answer = client.post(reverse("admin:actors_topic_change", args=[topic.pk]), {"body": huge})

    assert "Der Text ist zu lang" in answer.text
    assert huge.strip() in answer.text
    topic.refresh_from_db()
    assert topic.body == "Alt"


@pytest.mark.parametrize("address", ["pages_faqentry_add", "events_event_add", "actors_offer_add",
                                     "actors_actor_add", "documents_document_add",
                                     "projects_project_add", "pages_news_add"])  # fmt: skip
def test_editor_is_on_the_offices_page(address):
    page = make_client("administration").get(reverse(f"admin:{address}")).text

    assert "data-br-editor" in page
    assert '<script src="/static/editor/editor.js" type="module"></script>' in page
