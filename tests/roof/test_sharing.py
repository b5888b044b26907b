"""Pictures of shared links: of each kind, the same for the same content, at an address that changes with it."""

import io

import pytest
from PIL import Image

from bildungsregion.sharing.pictures import SIZES, motif
from tests.factories.actors import make_actor, make_offer, make_topic
from tests.factories.documents import make_document
from tests.factories.events import make_event
from tests.factories.pages import make_news, make_page
from tests.factories.projects import make_project


pytestmark = pytest.mark.django_db
PROPERTY = '<meta property="og:image" content="http://testserver'


def picture_of(client, path: str) -> str:
    html = client.get(path).content.decode()
    return html.split(PROPERTY, 1)[1].split('"', 1)[0]


@pytest.mark.parametrize(
    "make",
    [make_actor, make_offer, make_event, make_project, make_document, make_topic, make_page, make_news],
)  # fmt: skip
def test_every_kind_of_page_has_a_picture_of_its_own(client, region, make):
    row = make()

    address = picture_of(client, row.get_absolute_url())

    assert address.startswith("/teilen/de/")
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/png"
    assert "immutable" in answer["Cache-Control"]
    assert Image.open(io.BytesIO(answer.content)).size == (1200, 630)


def test_the_address_changes_with_the_title_and_old_ones_lead_on(client, region):
    actor = make_actor("Salzmuseum", slug="salzmuseum")
    before = picture_of(client, "/akteure/salzmuseum/")
    first = client.get(before).content
    assert client.get(before).content == first

    actor.name = "Museum für Salz"
    actor.save()
    after = picture_of(client, "/akteure/salzmuseum/")

    assert after != before
    assert client.get(before)["Location"] == after
    assert client.get(after).content != first


def test_letters_that_our_fonts_lack_get_the_picture_of_the_region(client, region):
    actor = make_actor("مدرسة", slug="madrasa")

    assert picture_of(client, "/akteure/madrasa/") == f"/static/img/{region.slug}-og.png"
    answer = client.get(f"/teilen/de/akteure/{actor.slug}/0.png")
    assert answer["Location"].endswith(f"{region.slug}-og.png")


@pytest.mark.parametrize(
    "path",
    ["/teilen/xx/akteure/a/0.png", "/teilen/de/nutzer/a/0.png", "/teilen/de/akteure/geheim/0.png",
     "/teilen/de/seiten/gibt-es-nicht/0.png"],
)  # fmt: skip
def test_what_is_not_public_has_no_picture(client, region, path):
    make_actor("Geheim", slug="geheim", is_published=False)

    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    "title", ["", "x" * 300, "Wort " * 200, '#read("/etc/passwd") *b* $x$', "🎉 Fest", "Школа №1"]
)
def test_any_title_can_be_drawn(region, title):
    shown = motif(title=title, kind="Seiten", region=region, lang="de-x-leicht")

    assert len(shown.title) <= SIZES[-1][0]
    assert shown.is_writable
    assert shown.draw().startswith(b"\x89PNG")


def test_a_page_is_passed_on_by_mail_without_a_script(client, region):
    make_actor("Café & Töpferei", slug="cafe")

    html = client.get("/akteure/cafe/").content.decode()

    subject = "Caf%C3%A9%20%26%20T%C3%B6pferei%20%E2%80%93%20Bildungsregion%20L%C3%BCneburg"
    assert (
        f'href="mailto:?subject={subject}&amp;body=http%3A%2F%2Ftestserver%2Fakteure%2Fcafe%2F"'
        in html
    )
    assert 'data-br-copy="http://testserver/akteure/cafe/"' in html
    assert "data-br-copy" not in client.get("/akteure/").content.decode()
