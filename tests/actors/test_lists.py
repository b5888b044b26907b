"""The directory and the offers as lists: filters, counts, pages, hostile addresses."""

from datetime import date

import pytest
from django.urls import reverse

from actors.models import Actor
from bildungsregion.base import synonyms
from tests.factories.actors import (
    make_actor,
    make_life_phase,
    make_municipality,
    make_offer,
    make_target_group,
    make_topic,
)
from tests.factories.base import make_region


pytestmark = pytest.mark.django_db
ACTORS, OFFERS = reverse("actors:actor_list"), reverse("actors:offer_list")


def shown(client, address):
    return [str(entry) for entry in client.get(address).context["object_list"]]


def counts(client, address, facet):
    options = client.get(address).context["filter"].options[facet]
    return [(option.value, option.count) for option in options if option.count]


@pytest.fixture
def directory(region):
    inclusion, culture = make_topic("Inklusion"), make_topic("Kulturelle Bildung")
    hidden_topic = make_topic("Verborgen", is_published=False)
    youth, early = make_life_phase("Jugend", order=2), make_life_phase("Frühe Kindheit", order=1)
    parents = make_target_group("Eltern")
    bardowick = make_municipality("Samtgemeinde Bardowick", kind="samtgemeinde")
    member = make_municipality("Vögelsen", slug="voegelsen", parent=bardowick)
    town = make_municipality("Hansestadt Lüneburg", slug="lueneburg")
    make_actor("Grundschule Vögelsen", municipality=member, topics=[inclusion, hidden_topic])
    make_actor("Kita Wittorf", kind="kita", municipality=bardowick, life_phases=[early],
               target_groups=[parents], seeks_cooperation=True)  # fmt: skip
    make_actor("Museum Lüneburg", kind="museum", municipality=town, topics=[culture, inclusion],
               life_phases=[early, youth], checked_on=date(2026, 2, 1), learning_form="non-formal",
               seeks_cooperation=True)  # fmt: skip
    make_actor("Theater Lüneburg", kind="theater", municipality=town, topics=[culture],
               life_phases=[youth], checked_on=date(2026, 2, 20))  # fmt: skip
    make_actor(
        "Geheimes Museum", kind="museum", municipality=town, topics=[culture], is_published=False
    )


def test_list_shows_published_actors_by_name(client, directory):
    assert shown(client, ACTORS) == [
        "Grundschule Vögelsen",
        "Kita Wittorf",
        "Museum Lüneburg",
        "Theater Lüneburg",
    ]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("bereich=kultur", ["Museum Lüneburg", "Theater Lüneburg"]),
        ("art=kita", ["Kita Wittorf"]),
        ("gemeinde=lueneburg", ["Museum Lüneburg", "Theater Lüneburg"]),
        ("gemeinde=samtgemeinde-bardowick", ["Grundschule Vögelsen", "Kita Wittorf"]),
        ("gemeinde=voegelsen", ["Grundschule Vögelsen"]),
        ("thema=inklusion", ["Grundschule Vögelsen", "Museum Lüneburg"]),
        ("lebensphase=jugend", ["Museum Lüneburg", "Theater Lüneburg"]),
        ("zielgruppe=eltern", ["Kita Wittorf"]),
        ("lernform=non-formal", ["Museum Lüneburg"]),
        ("foerderung=ja", ["Grundschule Vögelsen", "Kita Wittorf"]),
        ("kooperation=ja", ["Kita Wittorf", "Museum Lüneburg"]),
        ("q=voegelsen", ["Grundschule Vögelsen"]),
        ("bereich=kultur&thema=inklusion&lebensphase=jugend", ["Museum Lüneburg"]),
        ("q=L%C3%BCneburg&art=theater", ["Theater Lüneburg"]),
        ("bereich=kultur&art=kita", []),
        ("thema=inklusion&gemeinde=lueneburg&kooperation=ja", ["Museum Lüneburg"]),
    ],
)  # fmt: skip
def test_filters_narrow_alone_and_together(client, directory, query, names):
    assert shown(client, f"{ACTORS}?{query}") == names


@pytest.mark.parametrize(
    ("query", "facet", "expected"),
    [
        ("", "bereich", [("fruehe-bildung", 1), ("schule", 1), ("kultur", 2)]),
        ("", "art", [("kita", 1), ("grundschule", 1), ("museum", 1), ("theater", 1)]),
        ("", "gemeinde", [("lueneburg", 2), ("samtgemeinde-bardowick", 2)]),
        ("", "thema", [("inklusion", 2), ("kulturelle-bildung", 2)]),
        ("", "lebensphase", [("fruhe-kindheit", 2), ("jugend", 2)]),
        ("", "foerderung", [("ja", 2)]),
        ("", "kooperation", [("ja", 2)]),
        ("", "rollstuhl", []),
        # A facet does not narrow its own numbers, only those of the others.
        ("thema=inklusion", "thema", [("inklusion", 2), ("kulturelle-bildung", 2)]),
        ("thema=inklusion", "gemeinde", [("lueneburg", 1), ("samtgemeinde-bardowick", 1)]),
        ("thema=inklusion", "art", [("grundschule", 1), ("museum", 1)]),
        ("bereich=kultur&lebensphase=jugend", "thema", [("inklusion", 1), ("kulturelle-bildung", 2)]),
        ("q=museum", "gemeinde", [("lueneburg", 1)]),
        # The kind is below the field of education and does not narrow it.
        ("art=museum", "bereich", [("fruehe-bildung", 1), ("schule", 1), ("kultur", 2)]),
        ("bereich=kultur", "art", [("museum", 1), ("theater", 1)]),
    ],
)  # fmt: skip
def test_each_value_counts_what_it_would_leave(client, directory, query, facet, expected):
    assert counts(client, f"{ACTORS}?{query}", facet) == expected


def test_numbers_hold_for_every_value(client, directory):
    base = "kooperation=ja"
    options = client.get(f"{ACTORS}?{base}").context["filter"].options

    for facet in set(options) - {"kooperation"}:
        for option in options[facet]:
            found = shown(client, f"{ACTORS}?{base}&{facet}={option.value}")
            assert (facet, option.value, len(found)) == (facet, option.value, option.count)


def test_sort_by_check_puts_the_latest_first_and_unchecked_last(client, directory):
    names = shown(client, f"{ACTORS}?sortierung=geprueft")

    assert names == ["Theater Lüneburg", "Museum Lüneburg", "Grundschule Vögelsen", "Kita Wittorf"]


def test_a_search_word_puts_the_best_match_first(client, region):
    make_actor("Anlaufstelle", summary="Hier gibt es auch Theater.")
    make_actor("Theater im Hof", kind="theater")

    assert shown(client, f"{ACTORS}?q=theater") == ["Theater im Hof", "Anlaufstelle"]
    assert shown(client, f"{ACTORS}?q=theater&sortierung=name") == [
        "Anlaufstelle",
        "Theater im Hof",
    ]


def test_set_filters_can_be_taken_away_one_by_one(client, directory):
    chips = client.get(f"{ACTORS}?bereich=kultur&q=museum&seite=2").context["filter"].chips

    assert [(chip.text, chip.url) for chip in chips] == [
        ("„museum“", "?bereich=kultur"),
        ("Kultur", "?q=museum"),
    ]


def test_page_shows_numbers_and_keeps_what_was_typed(client, directory):
    html = client.get(f"{ACTORS}?q=vögelsen&bereich=schule").content.decode()

    assert "1 Akteur<" in html
    assert 'value="vögelsen"' in html
    assert '<input type="hidden" name="bereich" value="schule"' in html
    assert "förderberechtigt" in html


@pytest.mark.parametrize("query", ["", "?q=einrichtung&lebensphase=jugend&sortierung=geprueft"])
def test_query_count_does_not_grow(client, region, django_assert_num_queries, query):
    phase, topic = make_life_phase(), make_topic()
    synonyms.current()

    for number in (1, 2, 97):  # 1, 3 and 100 rows
        for _ in range(number):
            make_actor(life_phases=[phase], topics=[topic])
        with django_assert_num_queries(4):
            client.get(f"{ACTORS}{query}")


HOSTILE = [
    "seite=abc", "seite=1000000000000000000000", "seite=-1", "seite=", "seite=%00", "q=%00", "q=%00museum",
    "q=" + 6000 * "a", "art=quatsch", "art=%00", "art=" + 6000 * "x", "gemeinde=nirgends",
    "gemeinde=%27%20OR%201", "thema=%00", "lebensphase=%C3%BC", "foerderung=nein", "bereich=%3Cscript%3E",
    "sortierung=kaputt", "kooperation=ja&kooperation=nein", "unbekannt=1", "q=%25_%25", "preis=x", "alter=9999",
]  # fmt: skip


@pytest.mark.parametrize("query", HOSTILE)
@pytest.mark.parametrize(
    "name", ["actor_list", "actor_map", "offer_list", "actor_detail", "offer_detail"]
)
def test_hostile_addresses_give_a_page(client, region, name, query):
    actor = make_actor()
    offer = make_offer(actor=actor)
    slugs = {"actor_detail": [actor.slug], "offer_detail": [offer.slug]}

    response = client.get(f"{reverse(f'actors:{name}', args=slugs.get(name))}?{query}")

    assert response.status_code == 200
    assert b"<script>" not in response.content


@pytest.mark.parametrize(("page", "number"), [("abc", 1), ("0", 2), ("99", 2), ("2", 2), ("", 1)])
def test_a_page_that_is_not_there_leads_to_one_that_is(client, region, page, number):
    for _ in range(21):
        make_actor()

    assert client.get(f"{ACTORS}?seite={page}").context["page_obj"].number == number


def test_pages_name_their_neighbours(client, region):
    for _ in range(41):
        make_actor()

    html = client.get(f"{ACTORS}?q=einrichtung&seite=2").content.decode()

    assert 'rel="prev" href="?q=einrichtung"' in html
    assert 'rel="next" href="?q=einrichtung&amp;seite=3"' in html


def test_a_region_without_a_fund_has_no_filter_and_no_mark_of_it(client, db):
    make_region(slug="ludwigsburg", modules=[])
    make_actor()
    make_offer()

    actors, offers = client.get(f"{ACTORS}?foerderung=ja"), client.get(f"{OFFERS}?foerderfaehig=ja")

    assert len(actors.context["object_list"]) == 2
    for response in (actors, offers):
        assert "örder" not in response.content.decode()


@pytest.fixture
def offers(region):
    museum = make_actor(
        "Salzmuseum", kind="museum", municipality=make_municipality("Hansestadt Lüneburg")
    )
    make_offer("Salz sieden", actor=museum, price_cents=4_50, age_from=6, age_to=10)
    make_offer("Nacht im Museum", actor=museum, price_cents=9_00, age_from=10, age_to=16)
    make_offer(
        "Figurentheater", field="kulturell", price_model="flat", price_cents=150_00, at_school=True
    )
    make_offer(
        "Vorlesen", field="kulturell", price_model="free", price_cents=0, at_school=True, age_to=5
    )
    make_offer("Wald", field="umweltbezogen", price_model="free", price_cents=0, fee_cents=80_00)
    make_offer("Verborgen", actor=museum, is_published=False)
    make_offer("Bei Verborgenen", actor=make_actor(is_published=False))


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", ["Figurentheater", "Nacht im Museum", "Salz sieden", "Vorlesen", "Wald"]),
        ("bereich=museal", ["Nacht im Museum", "Salz sieden"]),
        ("alter=3-5", ["Figurentheater", "Vorlesen", "Wald"]),
        ("alter=6-10", ["Figurentheater", "Nacht im Museum", "Salz sieden", "Wald"]),
        ("gemeinde=hansestadt-luneburg", ["Nacht im Museum", "Salz sieden"]),
        ("preis=frei", ["Vorlesen"]),
        ("preis=bis-5", ["Salz sieden"]),
        ("preis=ueber-5", ["Nacht im Museum"]),
        ("preis=gruppe", ["Figurentheater", "Wald"]),
        ("zur_schule=ja", ["Figurentheater", "Vorlesen"]),
        ("foerderfaehig=ja", ["Figurentheater", "Nacht im Museum", "Salz sieden", "Wald"]),
        ("q=salz", ["Salz sieden", "Nacht im Museum"]),
        ("sortierung=preis&bereich=museal", ["Salz sieden", "Nacht im Museum"]),
    ],
)  # fmt: skip
def test_offers_are_narrowed(client, offers, query, titles):
    assert shown(client, f"{OFFERS}?{query}") == titles


@pytest.mark.parametrize(
    ("facet", "expected"),
    [
        ("alter", [("3-5", 3), ("6-10", 4), ("11-15", 3), ("16-19", 3)]),
        ("preis", [("frei", 1), ("bis-5", 1), ("ueber-5", 1), ("gruppe", 2)]),
        ("bereich", [("kulturell", 2), ("museal", 2), ("umweltbezogen", 1)]),
        ("zur_schule", [("ja", 2)]),
        ("foerderfaehig", [("ja", 4)]),
    ],
)
def test_offers_are_counted(client, offers, facet, expected):
    assert counts(client, OFFERS, facet) == expected


def test_query_count_of_offers_does_not_grow(client, region, django_assert_num_queries):
    for number in (1, 2):  # 1 and 3 rows
        for _ in range(number):
            make_offer()
        with django_assert_num_queries(4):
            client.get(OFFERS)


def test_an_unpublished_actor_is_nowhere(client, directory):
    hidden = Actor.objects.get(name="Geheimes Museum")
    other = Actor.objects.get(name="Museum Lüneburg")
    other.cooperates_with.add(hidden)
    hidden.part_of = other
    hidden.save()
    addresses = [ACTORS, f"{ACTORS}?q=geheimes", reverse("actors:actor_map"), other.get_absolute_url(),
                 reverse("search") + "?q=geheimes", reverse("home"), "/sitemap.xml"]  # fmt: skip

    assert client.get(hidden.get_absolute_url()).status_code == 404
    for address in addresses:
        assert hidden.get_absolute_url() not in client.get(address).content.decode()
