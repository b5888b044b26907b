import pytest
from hypothesis import given, strategies as st

from actors.models import Actor
from bildungsregion.base.models import Synonym
from bildungsregion.base.search import (
    fold,
    folded_words,
    search,
    stem_terms,
)
from tests.factories.actors import make_actor, make_municipality


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Vögelsen", "vogelsen"),
        ("Voegelsen", "vogelsen"),
        ("Vogelsen", "vogelsen"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("Uelzen", "ulzen"),
        ("Ülzen", "ulzen"),
        ("neue Quelle", "neue quelle"),
        ("Bäuerin", "bauerin"),
        ("Baeuerin", "bauerin"),
        ("Vo\u0308gelsen", "vogelsen"),
        ("Café Łódź", "cafe lodz"),
        ("Їжак та й ґанок", "їжак та й ганок"),
        ("п'ять п’ять пʼять", "пять пять пять"),
        ("مَدْرَسَة إلى أحمد", "مدرسه الي احمد"),
        ("٢٠٢٦", "2026"),
    ],
)
def test_fold_brings_spellings_together(text, folded):
    assert fold(text) == folded


@given(st.text(alphabet="abcdeöäüßnrtz ", max_size=40))
def test_fold_does_not_mind_how_umlauts_are_written(text):
    spelled_out = text.replace("ä", "ae").replace("ö", "oe").replace("ß", "ss")

    assert fold(spelled_out) == fold(text)


@given(st.text(max_size=60))
def test_folded_words_are_padded_and_plain(text):
    folded = folded_words(text)

    assert folded.startswith(" ")
    assert folded.endswith(" ")
    assert "  " not in folded.strip()


@pytest.mark.parametrize("query", ["", "   ", "…", "%_", "\x00", "()*'\"\\"])
def test_a_query_without_a_word_has_no_terms(query):
    assert stem_terms(query) == []


@pytest.mark.django_db
def test_terms_leave_out_words_that_say_nothing():
    assert stem_terms("Schulen in der Gemeinde") == stem_terms("Schulen Gemeinde")
    assert stem_terms("in der") == [(" in",), ("der",)]


@pytest.mark.django_db
def test_terms_are_at_most_eight():
    assert len(stem_terms(" ".join(f"wort{n}" for n in range(40)))) == 8


def explain(word, means):
    return Synonym.objects.create(word=word, means=means)


@pytest.fixture
def directory(db):
    explain("Kita", "Kindertagesstätte, Kindergarten, Krippe")
    explain("Kitas", "Kita, Kindergarten, Krippe")
    explain("Kindergarten", "Kita, Kindertagesstätte, Krippe")
    explain("Kindertagesstätte", "Kita, Kindergarten, Krippe")
    explain("IGS", "Gesamtschule")
    bardowick = make_municipality("Samtgemeinde Bardowick")
    town = make_municipality("Hansestadt Lüneburg")
    make_actor("Grundschule Vögelsen", city="Vögelsen", municipality=bardowick)
    make_actor("SCHUBZ Umweltbildungszentrum Lüneburg", kind="umweltbildung", municipality=town)
    make_actor("Musikschule der Hansestadt", kind="musikschule", municipality=town)
    make_actor("Ev. Kindergarten Wittorf", kind="kita", municipality=bardowick)
    make_actor("Waldorfkindergarten", kind="kita", municipality=town)
    make_actor("Krippe Storchennest", kind="krippe", municipality=town)
    make_actor("IGS Embsen", kind="gesamtschule", municipality=make_municipality("Ludwigslust"))


def names(query):
    return list(search(Actor.objects.all(), query).values_list("name", flat=True))


@pytest.mark.parametrize("query", ["Voegelsen", "Vogelsen", "vögelsen", "Grundschulen Vögelsen"])
def test_search_finds_a_place_in_any_spelling(directory, query):
    assert names(query) == ["Grundschule Vögelsen"]


@pytest.mark.parametrize("query", ["Umweltbildung", "Bildungszentrum", "bildungszentren"])
def test_search_finds_the_parts_of_a_compound(directory, query):
    assert names(query) == ["SCHUBZ Umweltbildungszentrum Lüneburg"]


@pytest.mark.parametrize("query", ["Kita", "Kitas", "Kindergärten", "Kindertagesstätte"])
def test_search_knows_that_a_kita_has_many_names(directory, query):
    assert sorted(names(query)) == [
        "Ev. Kindergarten Wittorf",
        "Krippe Storchennest",
        "Waldorfkindergarten",
    ]


def test_search_for_a_krippe_finds_no_kindergarten(directory):
    assert names("Krippen") == ["Krippe Storchennest"]


def test_short_names_are_found_at_the_beginning_of_a_word_only(directory):
    assert names("IGS") == ["IGS Embsen"]


def test_search_puts_the_title_first(db):
    make_actor("Beratung", summary="auch zur Musik")
    make_actor("Haus der Hausmusik")
    make_actor("Musikhaus")

    assert names("Musik") == ["Musikhaus", "Haus der Hausmusik", "Beratung"]


@pytest.mark.parametrize("query", ["", "%", "_", "…", "\x00"])
def test_search_finds_nothing_without_a_word(directory, query):
    assert names(query) == []


def test_saving_some_fields_keeps_the_search_words_right(directory):
    actor = Actor.objects.get(name="Musikschule der Hansestadt")
    actor.name = "Klangwerkstatt"
    actor.save(update_fields=["name"])

    assert names("Klangwerkstatt") == ["Klangwerkstatt"]
