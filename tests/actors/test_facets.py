"""What an entry must have to be found as free, accessible or in a language; and the order by price."""

import pytest
from django.urls import reverse

from actors.models import AccessFact, PriceTier
from bildungsregion.base.models import Synonym
from tests.factories.actors import make_actor, make_language, make_municipality, make_offer


pytestmark = pytest.mark.django_db
ACTORS, OFFERS = reverse("actors:actor_list"), reverse("actors:offer_list")


def shown(client, address, **query):
    return [str(entry) for entry in client.get(address, query).context["object_list"]]


def count_of(client, address, facet, value):
    options = client.get(address).context["filter"].options[facet]
    return next((option.count for option in options if option.value == value), 0)


@pytest.fixture
def entries(region):
    english, turkish = make_language("Englisch", "en"), make_language("Türkisch", "tr")
    museum = make_actor("Museum", kind="museum", wheelchair="ja", languages=[english, turkish])
    theatre = make_actor("Theater", kind="theater", is_free=True, wheelchair="nein")
    forest = make_actor("Waldschule", kind="umweltbildung", is_free=False, wheelchair="teilweise")
    for actor, feature, state in (
        (museum, "wc", "ja"), (museum, "aufzug", "nein"), (theatre, "wc", "unbekannt"), (forest, "wc", "ja"),
    ):  # fmt: skip
        AccessFact.objects.create(actor=actor, feature=feature, state=state)
    free = {"price_model": "free", "price_cents": 0}
    make_offer("Salz sieden", actor=museum, price_cents=5_00, languages=[english])
    make_offer("Bühne", actor=theatre, price_model="flat", price_cents=100_00, wheelchair="ja")
    make_offer("Waldtag", actor=forest, **free)
    make_offer("Nachtwald", actor=forest, is_published=False, **free)
    tiers = make_offer(
        "Große Runde", actor=museum, price_model="tiers", price_cents=0, wheelchair="nein"
    )
    for persons, cents in ((1, 60_00), (21, 90_00)):
        PriceTier.objects.create(offer=tiers, persons_from=persons, price_cents=cents)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        # It says so itself, or one of its offers costs nothing.
        ({"kostenfrei": "ja"}, ["Theater", "Waldschule"]),
        ({"rollstuhl": "ja"}, ["Museum"]),
        ({"barrierefrei": "wc"}, ["Museum", "Waldschule"]),
        # „no“ and „unknown“ are not there.
        ({"barrierefrei": "aufzug"}, []),
        ({"sprache": "tr"}, ["Museum"]),
        ({"sprache": "en", "barrierefrei": "wc", "rollstuhl": "ja"}, ["Museum"]),
    ],
)
def test_institutions_are_found_by_what_they_have(client, entries, query, names):
    assert shown(client, ACTORS, **query) == names


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        # A price by the size of the group is none of nothing.
        ({"preis": "frei"}, ["Waldtag"]),
        ({"preis": "gruppe"}, ["Bühne", "Große Runde"]),
        # The offer's own word goes before its house's.
        ({"rollstuhl": "ja"}, ["Bühne", "Salz sieden"]),
        ({"barrierefrei": "wc"}, ["Große Runde", "Salz sieden", "Waldtag"]),
        ({"sprache": "en"}, ["Salz sieden"]),
        # By what a class of 25 pays: 0, 60 at least, 100, 125 euros.
        ({"sortierung": "preis"}, ["Waldtag", "Große Runde", "Bühne", "Salz sieden"]),
    ],
)
def test_offers_are_found_by_what_they_have(client, entries, query, titles):
    assert shown(client, OFFERS, **query) == titles


@pytest.mark.parametrize("address", [ACTORS, OFFERS])
def test_every_number_is_what_the_list_then_has(client, entries, address):
    options = client.get(address).context["filter"].options

    for facet, values in options.items():
        for option in values:
            found = shown(client, address, **{facet: option.value})
            assert (facet, option.value, len(found)) == (facet, option.value, option.count)


def test_an_institution_found_by_a_free_offer_says_so(client, entries):
    page = client.get(ACTORS, {"kostenfrei": "ja"})

    marks = {actor.name: actor.marks for actor in page.context["object_list"]}
    assert marks == {"Theater": ["kostenfrei"], "Waldschule": ["kostenfreies Angebot"]}


def test_a_hidden_offer_makes_nobody_free(client, region):
    make_offer(actor=make_actor("Haus"), price_model="free", price_cents=0, is_published=False)

    assert shown(client, ACTORS, kostenfrei="ja") == []


def test_phone_shows_word_and_place_and_folds_the_rest(client, entries):
    html = client.get(ACTORS, {"rollstuhl": "ja", "barrierefrei": "wc"}).content.decode()
    lead, folded = html.split('<details class="br-filter">')

    assert 'name="q"' in lead
    assert 'name="ort"' in lead
    assert 'name="rollstuhl"' in folded
    assert "2 gesetzt" in folded
    # Who has no JavaScript never sees a button that does nothing.
    assert "data-br-located" in lead
    assert " hidden>" in lead[lead.index("data-br-locate ") :]


def test_a_list_that_has_not_the_word_says_what_may_be_meant(client, entries):
    Synonym.objects.create(word="Schauspielhaus", means="Theater")

    page = client.get(ACTORS, {"q": "Schauspielhuas", "seite": "1"})

    assert page.context["meant"] == {"words": "Schauspielhaus", "url": "?q=Schauspielhaus"}
    assert shown(client, ACTORS, q="Schauspielhaus") == ["Theater"]


def test_results_are_the_same_for_a_script_and_a_person(client, entries):
    query = {"barrierefrei": "wc", "sprache": "en"}
    fetched = client.get(ACTORS, query, headers={"accept": "text/html", "sec-fetch-mode": "cors"})

    assert fetched.content == client.get(ACTORS, query).content


def test_a_municipality_without_a_point_is_no_place_to_search_near(client, region):
    make_actor("Haus", municipality=make_municipality("Adendorf"))

    page = client.get(ACTORS, {"ort": "Adendorf"})

    assert "„Adendorf“ kennen wir nicht." in page.content.decode()
    assert shown(client, ACTORS, ort="Adendorf") == ["Haus"]
