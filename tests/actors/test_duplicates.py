"""Entries that may be one institution twice: how alike, found while typing, as a list for the office."""

import pytest

from actors import duplicates
from actors.likeness import LIKELY, SURE, Traits, likeness, names_alike, plain_street
from actors.models import NotDuplicate
from tests.factories.actors import make_actor, make_municipality
from tests.factories.office import make_person


def alike(one: str, other: str, city: str = "Lüneburg") -> float:
    return round(names_alike(Traits(one, city=city), Traits(other, city=city)), 2)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Grundschule Hasenburger Berg", "GS Hasenburger Berg"),
        ("Mörike-Gymnasium Ludwigsburg", "Moerike Gymnasium Ludwigsburg"),
        ("Kindergarten St. Marien", "Kindertagesstätte Sankt Marien"),
        ("Heiligengeistschule Lüneburg", "Heiligengeistschule"),
        ("Museum Lüneburg", "Museum der Hansestadt Lüneburg"),
    ],
)
def test_names_in_other_spellings_are_the_same(one, other):
    assert alike(one, other) == 1.0


@pytest.mark.parametrize(
    ("one", "other", "most"),
    [
        ("Grundschule am Berg", "Grundschule im Tal", 0.3),
        ("Gymnasium I im Ellental", "Gymnasium II im Ellental", 0.5),
        ("Grundschule Schillerplatz", "Gymnasium Schillerplatz", 0.55),
        ("Kita Regenbogen", "Grundschule Regenbogen", 0.55),
        ("Theater Lüneburg", "Museum Lüneburg", 0.0),
    ],
)
def test_names_of_others_stay_below(one, other, most):
    assert alike(one, other) <= most


def test_two_places_in_one_municipality_tell_two_institutions_apart():
    one = Traits("Kita Rullstorf", city="Rullstorf", municipality=1)
    other = Traits("Kita Scharnebeck", city="Scharnebeck", municipality=1)

    assert names_alike(one, other) < 0.5


def test_a_slip_of_the_pen_changes_little():
    assert 0.95 < alike("Osterbergschule", "Ostebergschule") < 1


def test_streets_are_compared_without_their_spelling():
    spellings = {"Schulstraße 3 a", "Schulstr. 3a", "Schul-Str. 3a", "SCHULSTRASSE 3A"}

    assert {plain_street(street) for street in spellings} == {"schulstr3a"}


def test_likeness_says_why():
    one = Traits("GS Vögelsen", "Schulstr. 1", "21360", "Vögelsen", phone="04131 1234567")
    other = Traits(
        "Grundschule Vögelsen", "Schulstraße 1", "21360", "Vögelsen", phone="+49 4131 1234567"
    )

    score, reasons = likeness(one, other)

    assert score >= SURE
    assert reasons == ["gleicher Name", "gleiche Anschrift", "gleiche Telefonnummer"]


@pytest.mark.parametrize(
    ("one", "other", "phone", "sure"),
    [
        ("Herderschule", "Herderschule Gymnasium", "04131 30970", True),
        ("Herderschule", "Herderschule Gymnasium", "", False),
        ("Grundschule Neuhaus", "Grundschule Neuhaus mit Außenstelle Tripkau", "04131 30970", True),
    ],
)
def test_name_with_something_added_in_the_same_house_is_the_same_by_telephone(
    one, other, phone, sure
):
    place = {"street": "Ochtmisser Weg 27", "postcode": "21339", "city": "Neuhaus", "phone": phone}

    score, _reasons = likeness(Traits(one, **place), Traits(other, **place))

    assert score >= LIKELY
    assert (score >= SURE) is sure


def test_schools_of_other_kinds_in_one_house_stay_two():
    place = {
        "street": "Bolzstraße 96",
        "postcode": "70806",
        "city": "Kornwestheim",
        "phone": "07154 2026601",
    }
    one, other = (
        Traits("Eugen-Bolz-Schule Grundschule", **place),
        Traits("Eugen-Bolz-Schule Realschule", **place),
    )

    assert likeness(one, other)[0] < SURE


def test_neighbours_with_similar_names_are_likely_without_an_address():
    one = Traits("Waldkindergarten Füchse", point=(53.25, 10.41))
    near = Traits("Waldkindergarten die Füchse e. V.", point=(53.2505, 10.4105))

    score, reasons = likeness(one, near)

    assert LIKELY <= score < SURE
    assert reasons == ["gleicher Name", "65 m entfernt"]


@pytest.fixture
def directory(db):
    """A school, another one beside it, and a namesake far away."""
    school = make_actor(
        "Grundschule Vögelsen", street="Schulstraße 1", postcode="21360", city="Vögelsen"
    )
    make_actor(
        "Oberschule Vögelsen",
        street="Schulstraße 1",
        postcode="21360",
        city="Vögelsen",
        kind="oberschule",
    )
    make_actor("Grundschule Scharnebeck", postcode="21379", city="Scharnebeck",
               municipality=make_municipality("Scharnebeck"))  # fmt: skip
    return school


def test_typed_entry_is_found_with_score_and_reasons(directory):
    found = duplicates.likely(
        name="GS Voegelsen", street="Schulstr. 1", postcode="21360", city="Vögelsen"
    )

    assert [(actor.name, score >= SURE) for actor, score, _ in found] == [
        ("Grundschule Vögelsen", True)
    ]
    assert found[0][2][-1] == "gleiche Anschrift"


@pytest.mark.parametrize(
    "typed",
    [
        {"name": ""},
        {"name": "Kunsthalle Bleckede", "postcode": "21354"},
        {"name": "   "},
        {"name": "Ki\x00no", "city": "A\x00"},
    ],
)
def test_nothing_is_likely_where_nothing_is_alike(directory, typed):
    assert duplicates.likely(**typed) == []


def test_entry_is_no_duplicate_of_itself(directory):
    found = duplicates.likely(
        name=directory.name, postcode="21360", city="Vögelsen", exclude=directory.pk
    )

    assert found == []


@pytest.mark.parametrize("rows", [1, 3])
def test_typing_costs_two_queries(directory, django_assert_num_queries, rows):
    for _ in range(rows):
        make_actor("Grundschule Vögelsen", postcode="21360", city="Vögelsen")

    with django_assert_num_queries(2):
        found = duplicates.likely(name="Grundschule Vögelsen", postcode="21360", city="Vögelsen")

    assert len(found) == rows + 1


def test_list_shows_the_likeliest_first_and_leaves_out_what_was_decided(directory):
    twin = make_actor("GS Vögelsen", street="Schulstr. 1", postcode="21360", city="Vögelsen")
    slip = make_actor("Grundschule Scharnebek", postcode="21379", city="Scharnebeck")
    other = slip.municipality.actors.get(name="Grundschule Vögelsen")

    found = [(first, second) for first, second, *_ in duplicates.pairs()]
    duplicates.keep_apart(first=twin, second=other, by=make_person("redaktion"))
    duplicates.keep_apart(first=other, second=twin, by=make_person("koordination"))

    assert found[0] == (directory.pk, twin.pk)
    assert duplicates.pairs() == [] or (directory.pk, twin.pk) not in [
        row[:2] for row in duplicates.pairs()
    ]
    assert NotDuplicate.objects.count() == 1


def test_work_is_bounded_where_everybody_is_called_alike():
    every = [Traits(f"Grundschule {number}", postcode="21335", pk=number) for number in range(2000)]

    assert len(duplicates.candidates(every)) <= duplicates.MOST_PAIRS
