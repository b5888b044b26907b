"""What is taken along from an institution: card, sheet, code, short address, picture."""

import re

import pytest
from django.core.files.base import ContentFile

from actors import qr
from actors.models import OldAddress, OpeningSlot
from tests.factories.actors import make_actor


pytestmark = pytest.mark.django_db


@pytest.fixture
def museum(region):
    return make_actor(
        "Museum, Salz & Söhne", slug="museum", kind="museum", code="k7m2p9x", street="Sülfmeisterstr. 1",
        postcode="21335", city="Lüneburg", phone="04131 720-0", email="info@museum.example",
        summary="Erste Zeile;\nzweite, Zeile", latitude=53.25, longitude=10.4,
    )  # fmt: skip


def unfolded(card: bytes) -> list[str]:
    """The content lines of a vCard, folds taken out (RFC 2426, 2.6)."""
    return card.decode().replace("\r\n ", "").split("\r\n")


def test_card_goes_into_an_address_book(client, museum, clock):
    museum.save()

    response = client.get("/akteure/museum/kontakt.vcf")

    assert response["Content-Type"] == "text/vcard; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="museum.vcf"'
    assert unfolded(response.content) == [
        "BEGIN:VCARD",
        "VERSION:3.0",
        "N:;;;;",
        r"FN:Museum\, Salz & Söhne",
        r"ORG:Museum\, Salz & Söhne",
        "TEL;TYPE=WORK,VOICE:04131 720-0",
        "EMAIL;TYPE=INTERNET:info@museum.example",
        "ADR;TYPE=WORK:;;Sülfmeisterstr. 1;Lüneburg;;21335;Deutschland",
        "GEO:53.250000;10.400000",
        "URL:http://testserver/akteure/museum/",
        r"NOTE:Erste Zeile\;\nzweite\, Zeile",
        "SOURCE:http://testserver/akteure/museum/",
        "REV:20260302T090000Z",
        "END:VCARD",
        "",
    ]


def test_card_keeps_its_lines_short(client, region):
    make_actor("Ö" * 190, slug="lang", summary="ß" * 500)

    card = client.get("/akteure/lang/kontakt.vcf").content

    assert max(len(line) for line in card.split(b"\r\n")) <= 75
    assert f"FN:{'Ö' * 190}" in unfolded(card)


def test_card_of_little_names_only_what_is_known(client, region):
    make_actor("Hort", slug="hort")

    lines = unfolded(client.get("/akteure/hort/kontakt.vcf").content)
    names = [line.split(":")[0].split(";")[0] for line in lines]

    assert names == ["BEGIN", "VERSION", "N", "FN", "ORG", "URL", "SOURCE", "REV", "END", ""]


def test_sheet_to_hang_up_names_the_short_address(client, museum):
    OpeningSlot.objects.create(actor=museum, weekday=1, opens="11:00", closes="18:00")

    html = client.get("/akteure/museum/aushang/").content.decode()

    assert "<strong>http://testserver/a/k7m2p9x/</strong>" in html
    assert '<img src="/akteure/museum/qr-code.svg"' in html
    assert "11–18 Uhr" in html
    assert "geschlossen" not in html


def test_code_is_a_drawing(client, museum):
    response = client.get("/akteure/museum/qr-code.svg")

    assert response["Content-Type"] == "image/svg+xml"
    assert response.content == qr.svg("http://testserver/a/k7m2p9x/")
    # 29 modules and a quiet zone of four on each side.
    assert b'viewBox="0 0 37 37"' in response.content
    assert b'fill="white"' in response.content


def test_code_holds_the_address():
    assert qr.svg("http://a.example/a/1/") != qr.svg("http://a.example/a/2/")


@pytest.mark.parametrize("address", ["/a/k7m2p9x/", "/a/K7M2P9X/"])
def test_short_address_leads_to_the_page(client, museum, address):
    response = client.get(address)

    assert (response.status_code, response["Location"]) == (302, "/akteure/museum/")


@pytest.mark.parametrize("address", ["/a/unknown/", "/a/" + "x" * 300 + "/", "/a/ä%00/"])
def test_unknown_short_address_is_not_found(client, museum, address):
    assert client.get(address).status_code == 404


def test_addresses_of_a_merged_entry_lead_to_todays(client, museum):
    OldAddress.objects.create(actor=museum, slug="salzmuseum", code="bcdfghj")

    page, short = client.get("/akteure/salzmuseum/"), client.get("/a/bcdfghj/")
    sheet = client.get("/akteure/salzmuseum/aushang/")

    assert (page.status_code, page["Location"]) == (301, "/akteure/museum/")
    assert (short.status_code, short["Location"]) == (302, "/akteure/museum/")
    assert sheet["Location"] == "/akteure/museum/"


def test_old_address_of_a_hidden_entry_is_not_found(client, museum):
    OldAddress.objects.create(actor=museum, slug="salzmuseum", code="bcdfghj")
    museum.is_published = False
    museum.save()

    statuses = [client.get(path).status_code for path in (
        "/akteure/museum/", "/akteure/salzmuseum/", "/a/bcdfghj/", "/a/k7m2p9x/", "/akteure/museum/kontakt.vcf",
        "/akteure/museum/qr-code.svg", "/akteure/museum/aushang/", "/akteure/museum/bild/")]  # fmt: skip

    assert statuses == [404] * 8


@pytest.fixture
def pictured(museum):
    museum.image.save("haus.jpg", ContentFile(b"a picture"), save=False)
    museum.image_alt, museum.image_author, museum.image_licence = "Das Haus", "Museum", "cc-by"
    museum.save()
    return museum


def test_picture_names_its_author_and_licence(client, pictured):
    html = client.get("/akteure/museum/").content.decode()

    assert '<img src="/akteure/museum/bild/" alt="Das Haus"' in html
    assert "<figcaption>Museum, CC BY 4.0</figcaption>" in html


def test_picture_is_sent_once(client, pictured):
    first = client.get("/akteure/museum/bild/")
    again = client.get("/akteure/museum/bild/", headers={"if-none-match": first["ETag"]})

    assert (b"".join(first.streaming_content), first["Content-Type"]) == (
        b"a picture",
        "image/jpeg",
    )
    assert again.status_code == 304


def test_picture_that_is_gone_is_not_found(client, pictured):
    pictured.image.storage.delete(pictured.image.name)

    assert client.get("/akteure/museum/bild/").status_code == 404
    assert client.get("/akteure/museum/").status_code == 200


def test_entry_without_a_picture_has_none(client, museum):
    assert client.get("/akteure/museum/bild/").status_code == 404
    assert not re.search(
        "<figure class=.br-figure", client.get("/akteure/museum/").content.decode()
    )
