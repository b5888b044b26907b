"""Institutions keep their offers: begin, change, end, begin again."""

import pytest
from django.core.exceptions import ValidationError

from actors.models import ChangeProposal, Offer, PriceTier, TravelHint
from tests.actors.test_own_entry import OWN, opened
from tests.factories.actors import make_actor, make_municipality, make_offer
from tests.factories.members import make_tie, sign_in


pytestmark = pytest.mark.django_db
NEW = {"title": "Salz sieden", "kind": "workshop", "field": "museal", "price_model": "per_head",
       "price_cents": "6,50", "summary": "Mit Feuer."}  # fmt: skip


@pytest.fixture
def museum(region):
    return make_actor("Museum", slug="museum", kind="museum")


@pytest.fixture
def new(museum):
    return sign_in(make_tie(actor=museum).user)


@pytest.fixture
def trusted(museum):
    return sign_in(make_tie(actor=museum, trusted=True).user)


def create(client, **changed):
    return client.post(f"{OWN}angebote/neu/", opened(client, "angebote/neu") | NEW | changed)


def change(client, offer, **changed):
    path = f"angebote/{offer.slug}"
    return client.post(f"{OWN}{path}/", opened(client, path) | changed)


def test_new_offer_of_a_trusted_member_is_on_the_page(trusted, museum, client):
    response = create(trusted)

    assert response["Location"] == f"{OWN}#angebote"
    offer = Offer.objects.get()
    assert (offer.slug, offer.actor, offer.price_cents, offer.is_published) == (
        "salz-sieden", museum, 650, True,
    )  # fmt: skip
    assert client.get("/lernorte/salz-sieden/").status_code == 200


def test_new_offer_of_a_new_member_waits(new, museum):
    create(new)

    proposal = ChangeProposal.objects.get()
    assert not Offer.objects.exists()
    assert (proposal.kind, proposal.subject, proposal.actor) == ("new", "offer", museum)
    assert proposal.wanted == {
        "title": "Salz sieden", "kind": "workshop", "field": "museal", "price_cents": 650,
        "summary": "Mit Feuer.",
    }  # fmt: skip
    assert "Neues Angebot: Salz sieden" in new.get(OWN).content.decode()


def test_two_offers_of_one_title_have_two_addresses(trusted):
    create(trusted)
    create(trusted)

    assert sorted(Offer.objects.values_list("slug", flat=True)) == ["salz-sieden", "salz-sieden-2"]


def test_offer_does_not_hide_behind_the_feed(trusted, museum):
    create(trusted, title="Feed")
    offer = Offer.objects.get()
    assert offer.slug == "feed-2"

    offer.slug = "feed"

    with pytest.raises(ValidationError, match="gehört schon einer anderen Seite"):
        offer.full_clean()


def test_rows_of_an_offer_arrive(trusted):
    make_municipality("Bleckede")
    create(
        trusted, price_model="tiers", **{
            "tiers-0-persons_from": "1", "tiers-0-price_cents": "60",
            "tiers-1-persons_from": "21", "tiers-1-price_cents": "100,00",
            "travel_hints-0-municipality": "bleckede", "travel_hints-0-means": "opnv",
            "travel_hints-0-minutes": "40", "travel_hints-0-text": "Linie 5100",
        },
    )  # fmt: skip

    offer = Offer.objects.get()
    assert (offer.price_model, offer.price_cents) == ("tiers", 0)
    assert list(PriceTier.objects.values_list("persons_from", "price_cents")) == [(1, 6000), (21, 10000)]  # fmt: skip
    assert list(TravelHint.objects.values_list("municipality__name", "minutes", "text")) == [
        ("Bleckede", 40, "Linie 5100")
    ]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"title": ""}, "Bitte füllen Sie dieses Feld aus."),
        ({"price_cents": "viel"}, "„viel“ ist kein Betrag."),
        ({"price_model": "tiers"}, "Bitte nennen Sie unten mindestens eine Preisstufe."),
        ({"age_from": "12", "age_to": "6"}, "Das Alter „bis“ liegt unter dem Alter „ab“."),
        ({"season_from": "4"}, "Zu einer Saison gehören der erste und der letzte Monat."),
        ({"tiers-0-persons_from": "5"}, "Zu einer Stufe gehören Personenzahl und Preis."),
        ({"travel_hints-0-text": "Bus"}, "Bitte nennen Sie Gemeinde und Hinweis."),
    ],
)
def test_wrong_input_keeps_the_rest(new, changed, sentence):
    response = create(new, **changed)

    assert response.status_code == 422
    texts = [problem["text"] for problem in response.context["forms"].problems]
    assert any(text.startswith(sentence) for text in texts)
    assert "Mit Feuer." in response.content.decode()


def test_offer_sent_back_untouched_changes_nothing(new, museum):
    offer = make_offer(actor=museum, season_from=4, season_to=10, age_from=6)
    PriceTier.objects.create(offer=offer, persons_from=1, price_cents=100)

    response = change(new, offer)

    assert response.status_code == 302
    assert not ChangeProposal.objects.exists()


def test_change_of_an_offer_waits_or_is_live(new, trusted, museum):
    offer = make_offer("Alt", actor=museum)

    change(new, offer, title="Neu")
    assert ChangeProposal.objects.get().wanted == {"title": "Neu"}
    change(trusted, offer, title="Sofort")

    offer.refresh_from_db()
    assert offer.title == "Sofort"


def test_offer_is_ended_and_begun_again(trusted, museum, client):
    offer = make_offer(actor=museum)
    url = f"{OWN}angebote/{offer.slug}/zeigen/"

    trusted.post(url, {"zeigen": "0"})
    assert client.get(offer.get_absolute_url()).status_code == 404
    assert "beendet, nicht zu sehen" in trusted.get(OWN).content.decode()
    trusted.post(url, {"zeigen": "1"})

    assert client.get(offer.get_absolute_url()).status_code == 200


def test_new_member_asks_for_the_end(new, museum):
    offer = make_offer(actor=museum)

    new.post(f"{OWN}angebote/{offer.slug}/zeigen/", {"zeigen": "0"})

    assert ChangeProposal.objects.get().wanted == {"is_published": False}
    offer.refresh_from_db()
    assert offer.is_published


def test_offers_of_others_are_not_there(new):
    other = make_offer()

    assert new.get(f"{OWN}angebote/{other.slug}/").status_code == 404
    assert new.post(f"{OWN}angebote/{other.slug}/zeigen/", {"zeigen": "0"}).status_code == 404
