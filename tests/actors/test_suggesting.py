"""Anybody suggests an entry or reports a mistake, without an account and without a puzzle."""

from datetime import timedelta

import pytest
from django.utils import timezone

from actors import actions
from actors.models import ChangeProposal
from tests.factories.actors import make_actor, make_offer
from tests.factories.members import make_account, sign_in


pytestmark = pytest.mark.django_db
SUGGEST, REPORT = "/akteure/eintragen/", "/akteure/museum/melden/"
ENTRY = {"name": "Stadtarchiv Lüneburg", "kind": "archiv", "street": "Wallstraße 4", "postcode": "21335",
         "city": "Lüneburg", "email": "jemand@x.example", "message": "Fehlt bisher."}  # fmt: skip
MISTAKE = {"what": "adresse", "text": "Hausnummer 12", "email": "jemand@x.example"}


@pytest.fixture
def museum(region):
    return make_actor("Museum", slug="museum", kind="museum")


@pytest.fixture
def send(client, region, clock):
    """Opens a form, waits a minute, sends it."""

    def post(url, typed, by=client):
        stamp = by.get(url).context["form"]["stamp"].value()
        clock(timezone.now() + timedelta(minutes=1))
        return by.post(url, {"stamp": stamp, "homepage": ""} | typed)

    return post


def test_suggestion_reaches_the_office_without_an_account(client, send):
    response = send(SUGGEST, ENTRY)

    assert response["Location"] == "/danke/?was=neu"
    assert "Ihr Vorschlag ist beim Büro." in client.get(response["Location"]).content.decode()
    proposal = ChangeProposal.objects.get()
    assert (proposal.kind, proposal.subject, proposal.proposed_by) == ("new", "actor", None)
    assert (proposal.email, proposal.message) == ("jemand@x.example", "Fehlt bisher.")
    assert proposal.wanted == {
        "name": "Stadtarchiv Lüneburg", "kind": "archiv", "street": "Wallstraße 4",
        "postcode": "21335", "city": "Lüneburg",
    }  # fmt: skip


def test_suggestion_of_an_account_needs_no_address(region, send):
    person = make_account()

    send(SUGGEST, ENTRY | {"speaks": "on"}, sign_in(person))

    proposal = ChangeProposal.objects.get()
    assert (proposal.proposed_by, proposal.email) == (person, "")
    assert proposal.message.startswith("Gehört zu dieser Einrichtung")


def test_likely_duplicate_is_shown_and_may_be_denied(client, send):
    place = {"street": "Wallstr. 4", "postcode": "21335", "city": "Lüneburg"}
    make_actor("Stadtarchiv", slug="archiv", kind="archiv", **place)
    make_actor("Stadtarchiv Lüneburg", slug="geheim", kind="archiv", is_published=False)

    response = send(SUGGEST, ENTRY)

    assert response.status_code == 422
    page = response.content.decode()
    assert "Meinen Sie einen dieser Einträge?" in page
    assert 'href="/akteure/archiv/"' in page
    assert "/akteure/geheim/" not in page
    assert "Fehlt bisher." in page
    assert not ChangeProposal.objects.exists()

    assert send(SUGGEST, ENTRY | {"is_new": "on"}).status_code == 302
    assert ChangeProposal.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"name": ""}, "Bitte füllen Sie dieses Feld aus."),
        ({"kind": ""}, "Bitte wählen Sie etwas aus."),
        ({"kind": "sbbz"}, "Bitte eine gültige Auswahl treffen."),
        ({"postcode": "213"}, "Eine Postleitzahl hat fünf Ziffern."),
        ({"email": "keine"}, "Bitte gültige E-Mail-Adresse eingeben."),
        (
            {"message": "Billig: https://kredit.example"},
            "Bitte schreiben Sie ohne Internet-Adressen",
        ),
        ({"homepage": "x"}, "Bitte lassen Sie dieses Feld leer."),
    ],
)
def test_wrong_suggestion_says_so_and_keeps_the_rest(send, changed, sentence):
    response = send(SUGGEST, ENTRY | changed)

    assert response.status_code == 422
    page = response.content.decode()
    assert sentence in page
    assert "Wallstraße 4" in page


def test_sending_twice_suggests_once(client, send, clock):
    stamp = client.get(SUGGEST).context["form"]["stamp"].value()
    clock(timezone.now() + timedelta(minutes=1))

    for _number in range(2):
        assert client.post(SUGGEST, {"stamp": stamp, "homepage": ""} | ENTRY).status_code == 302

    assert ChangeProposal.objects.count() == 1


def test_mistake_is_reported_with_one_choice(client, send, museum):
    response = send(REPORT, {"what": "weg"})

    assert response["Location"] == "/danke/?was=fehler"
    report = ChangeProposal.objects.get()
    assert (report.kind, report.subject_pk, report.actor) == ("mistake", museum.pk, museum)
    assert report.message == "Das gibt es nicht mehr"


def test_mistake_in_an_offer_names_both(send, museum):
    offer = make_offer("Salz", slug="salz", actor=museum)

    send("/lernorte/salz/melden/", MISTAKE)

    report = ChangeProposal.objects.get()
    assert (report.subject, report.subject_pk, report.actor) == ("offer", offer.pk, museum)
    assert (report.message, report.email) == (
        "Die Adresse stimmt nicht\nHausnummer 12", "jemand@x.example",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "Bitte wählen Sie etwas aus."),
        ({"what": "anderes"}, "Bitte schreiben Sie kurz, was nicht stimmt."),
        ({"what": "weg", "text": "www.x.example"}, "Bitte schreiben Sie ohne Internet-Adressen"),
    ],
)
def test_mistake_that_says_nothing_is_asked_again(send, museum, typed, sentence):
    response = send(REPORT, typed)

    assert response.status_code == 422
    assert sentence in response.content.decode()


def test_hidden_entries_take_no_report(client, museum):
    museum.is_published = False
    museum.save()

    assert client.get(REPORT).status_code == 404
    assert client.get("/akteure/museum/meine-einrichtung/").status_code in (302, 404)


def test_pages_lead_to_both(client, museum):
    make_offer(slug="salz", actor=museum)

    entry = client.get("/akteure/museum/").content.decode()
    assert f'href="{REPORT}"' in entry
    assert 'href="/akteure/museum/meine-einrichtung/"' in entry
    assert 'href="/lernorte/salz/melden/"' in client.get("/lernorte/salz/").content.decode()


def test_address_of_a_sender_is_forgotten_after_the_answer(museum, clock):
    report = actions.report_mistake(entry=museum, what="x", text="", email="a@x.example", by=None)
    ChangeProposal.objects.update(
        state="accepted", decided_at=timezone.now(), decided_by=make_account()
    )
    day = timezone.localdate()

    assert actions.forget_senders(today=day + timedelta(days=30)) == 0
    assert actions.forget_senders(today=day + timedelta(days=31)) == 1
    report.refresh_from_db()
    assert report.email == ""


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ({"what": "telefon", "text": "Jetzt https://www.museum.example/neu"}, 302),
        ({"what": "telefon", "text": "https://a.example https://b.example"}, 422),
        ({"what": "adresse", "text": "https://www.museum.example/neu"}, 422),
    ],
)
def test_new_website_can_be_told_where_it_belongs(museum, send, typed, status):
    response = send(REPORT, MISTAKE | typed)

    assert response.status_code == status
    assert ChangeProposal.objects.count() == (status == 302)
