"""Rows of a file: every cell understood, or a sentence for it."""

import pytest

from actors.imports.planning import Outcome, plan
from actors.models import Actor
from tests.factories.actors import make_actor, make_language, make_topic
from tests.factories.imports import (
    make_district,
    make_import,
    outcomes,
    table,
    take_over,
)


pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _district(db):
    make_district()


def one_line(row: str, head: str, **fields):
    return plan(make_import(table(row, head=head), **fields)).lines[0]


def test_neighbour_with_a_similar_name_is_asked_for():
    make_actor("Waldkindergarten Füchse", latitude=53.25, longitude=10.45)

    line = one_line(
        "Waldkita der Füchse;Kita;21365;Adendorf;53.2505;10.4505", "Name;Art;PLZ;Ort;lat;lon"
    )

    assert (line.outcome, line.candidates) == (Outcome.NEW, ())
    near = one_line(
        "Waldkindergarten am Füchse;Kita;21365;Adendorf;53.2505;10.4505", "Name;Art;PLZ;Ort;lat;lon"
    )
    assert near.actor_name == "Waldkindergarten Füchse"


def test_branches_of_a_school_come_together_in_its_first_row():
    head = '"name","id","address","website","school_type","school_type_entity","legal_status","fax","phone",""'
    rows = [
        r'"Waldschule\nVögelsen","NI-34927-0","Lönsweg 14, 21360 Vögelsen",,"Schulkindergarten",,,,"05821 1760",',
        r'"Waldschule\nVögelsen","NI-34927-1","Lönsweg 14, 21360 Vögelsen",,"Grundschule",,,,"05821 1760",',
        r'"Schule Aurich","NI-99999-0","Esenser Straße 36, 26603 Aurich",,"Realschule",,,,"04941 67513",',
    ]

    made = take_over(make_import(table(*rows, head=head)))

    school = Actor.objects.get()
    assert outcomes(made) == {2: Outcome.NEW, 3: Outcome.LEFT_OUT, 4: Outcome.LEFT_OUT}
    assert [line.sentences for line in made.lines[1:]] == [
        ["Steht schon in Zeile 2."],
        ["Liegt nicht in der Region."],
    ]
    assert (school.name, school.kind, school.street) == (
        "Waldschule Vögelsen",
        "grundschule",
        "Lönsweg 14",
    )


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        (";GS;21360;Vögelsen;;;;", "Name: Hier steht kein Name."),
        (
            f"{'A' * 201};GS;21360;Vögelsen;;;;",
            "Name: Bitte sicherstellen, dass der Wert aus höchstens 200 Zeichen besteht.",
        ),
        ("Haus;Raumschiff;21360;Vögelsen;;;;", "Art: „Raumschiff“ ist keine bekannte Art."),
        ("Schule;GS;2136;Vögelsen;;;;", None),
        (
            "Schule;GS;ABC;Vögelsen;;;;",
            "Postleitzahl: „ABC“ ist keine Postleitzahl mit fünf Ziffern.",
        ),
        (
            "Schule;GS;;Nirgendwo;;;;",
            "Gemeinde: Aus Gemeinde, Postleitzahl und Ort geht keine eindeutig hervor.",
        ),
        (
            "Schule;GS;21360;Vögelsen;keine-mail;;;",
            "E-Mail: Bitte gültige E-Mail-Adresse eingeben.",
        ),
        (
            "Schule;GS;21360;Vögelsen;;javascript://x;;",
            "Website: Die Adresse beginnt weder mit http://",
        ),
        (
            "Schule;GS;21360;Vögelsen;;;10,45;53,25",
            "Koordinaten: Breite und Länge sind vertauscht.",
        ),
        (
            "Schule;GS;21360;Vögelsen;;;48,1;11,5",
            "Koordinaten: Der Punkt liegt weit außerhalb des Landkreises.",
        ),
        (
            "Schule;GS;21360;Vögelsen;;;5900000;590000",
            "Koordinaten: Das sind keine Grad, sondern Meter",
        ),
        ("Schule;GS;21360;Vögelsen;;;hier;dort", "Koordinaten: Breite und Länge sind keine Zahlen"),
        ("Schule;GS;21360;Vögelsen;;;53,25;", "Koordinaten: Breite und Länge sind keine Zahlen"),
    ],
)
def test_faulty_cell_gets_a_sentence_and_leaves_the_row_out(cells, sentence):
    line = one_line(cells, "Name;Art;PLZ;Ort;E-Mail;Website;lat;lon")

    if sentence is None:
        assert line.sentences == ["Liegt nicht in der Region."]
        return
    assert line.outcome == Outcome.ERROR
    assert any(said.startswith(sentence) for said in line.sentences), line.sentences


@pytest.mark.parametrize(
    ("place", "municipality"),
    [
        ("Lüneburg;", "Hansestadt Lüneburg"), ("Deutsch Evern;", "Deutsch Evern"),
        ("Lüneburg OT Ochtmissen;", "Hansestadt Lüneburg"), ("irgendwo;03355007", "Deutsch Evern"),
        ("irgendwo;3355007", "Deutsch Evern"), ("irgendwo;Stadt Lüneburg", "Hansestadt Lüneburg"),
    ],
)  # fmt: skip
def test_shared_postcode_is_decided_by_city_name_or_key(place, municipality):
    line = one_line(f"Schule;GS;21335;{place}", "Name;Art;PLZ;Ort;Gemeinde")

    assert Actor(municipality_id=line.values["municipality"]).municipality.name == municipality


def test_row_of_another_district_is_left_out_by_its_key():
    line = one_line("Schule;GS;;Soltau;03358019", "Name;Art;PLZ;Ort;AGS")

    assert (line.outcome, line.sentences) == (Outcome.LEFT_OUT, ["Liegt nicht in der Region."])


def test_parts_of_an_entry_come_as_rows():
    make_language("Englisch", "en")
    make_topic("Inklusion")
    head = "Name;Art;PLZ;Ort;Öffnungszeiten;Sprachen;Themen;Rollstuhl;stufenlos;Aufzug;wc;Wikidata;lat;lon"
    row = "Museum;Museum;21365;Adendorf;Mo-Di 9-17;en, Klingonisch;inklusion;teilweise;ja;nein;?;Q42;53.25;10.45"

    made = take_over(make_import(table(row, head=head)))

    museum = Actor.objects.get()
    assert made.lines[0].sentences == ["Sprachen: Nicht bekannt: „Klingonisch“."]
    assert [str(slot) for slot in museum.slots.all()] == [
        "Montag, 09:00–17:00",
        "Dienstag, 09:00–17:00",
    ]
    assert {fact.feature: fact.state for fact in museum.access_facts.all()} == {
        "stufenlos": "ja",
        "aufzug": "nein",
    }
    assert (museum.wheelchair, museum.latitude, museum.external_ids.get().value) == (
        "teilweise",
        53.25,
        "Q42",
    )
    assert [row.name for row in (*museum.languages.all(), *museum.topics.all())] == [
        "Englisch",
        "Inklusion",
    ]


def test_school_of_another_district_is_left_out_whatever_is_wrong_with_it():
    line = one_line(
        "Schule;GS;26603;Aurich;keine-mail;53,47;7,48", "Name;Art;PLZ;Ort;E-Mail;lat;lon"
    )

    assert (line.outcome, line.sentences) == (Outcome.LEFT_OUT, ["Liegt nicht in der Region."])


def test_name_of_a_school_with_branches_says_its_kind():
    line = one_line("Oberschule am Wasserturm;Hauptschule;21365;Adendorf", "Name;Art;PLZ;Ort")

    assert line.values["kind"] == "oberschule"
