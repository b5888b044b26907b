"""An import as the office lives it: read, shown line by line, written, and the same source a year later."""

import pytest

from actors.imports import planning, writing
from actors.imports.planning import Outcome, plan, shown
from actors.models import Actor, ActorImport, ImportSource, SourceEntry
from bildungsregion.base.errors import DomainError
from tests.factories.actors import make_actor
from tests.factories.imports import (
    HEAD,
    make_district,
    make_import,
    make_source,
    outcomes,
    table,
    take_over,
)
from tests.factories.office import make_person


pytestmark = pytest.mark.django_db

SCHOOL = "12345;Grundschule Vögelsen;Grundschule;Schulstraße 1;21360;Vögelsen;04131 62047;www.gs-voegelsen.example"
OTHER = "23456;Oberschule Adendorf;OBS;Scharnebecker Weg 23;21365;Adendorf;04131 98000;"


@pytest.fixture(autouse=True)
def _district(db):
    make_district()


def changes_of(made, number=2) -> list[tuple]:
    line = next(line for line in made.lines if line.number == number)
    return [shown(change, made.names) for change in line.changes]


def kept_of(made, number=2) -> list[tuple]:
    line = next(line for line in made.lines if line.number == number)
    return [shown(change, made.names) for change in line.kept]


def test_new_rows_become_entries_with_everything_they_say():
    made = take_over(make_import(table(SCHOOL, OTHER)))

    school = Actor.objects.get(name="Grundschule Vögelsen")
    assert outcomes(made) == {2: Outcome.NEW, 3: Outcome.NEW}
    assert (school.kind, school.municipality.name, school.slug) == (
        "grundschule",
        "Vögelsen",
        "grundschule-voegelsen",
    )
    assert (school.website, school.source, school.is_published) == (
        "https://www.gs-voegelsen.example", "Schulverzeichnis", True,
    )  # fmt: skip
    assert [(one.scheme, one.value) for one in school.external_ids.all()] == [
        ("schulnummer", "12345")
    ]
    assert "vogelsen" in school.search_title


def test_looking_writes_nothing():
    plan(make_import(table(SCHOOL, OTHER)))

    assert (Actor.objects.count(), SourceEntry.objects.count()) == (0, 0)


def test_source_may_keep_its_new_entries_from_the_public():
    take_over(make_import(table(SCHOOL), source=make_source(publish_new=False)))

    assert Actor.objects.get().is_published is False


def test_next_years_file_changes_what_nobody_touched_and_keeps_what_was_edited():
    take_over(make_import(table(SCHOOL)))
    Actor.objects.update(phone="04131 111111")
    next_year = SCHOOL.replace("62047", "62048").replace("Schulstraße 1", "Am Anger 2")

    made = take_over(make_import(table(next_year)))

    school = Actor.objects.get()
    assert outcomes(made) == {2: Outcome.CHANGED}
    assert changes_of(made) == [("Straße und Hausnummer", "Schulstraße 1", "Am Anger 2")]
    assert kept_of(made) == [("Telefon", "04131 111111", "04131 62048")]
    assert (school.street, school.phone) == ("Am Anger 2", "04131 111111")


def test_what_the_office_emptied_stays_empty():
    take_over(make_import(table(SCHOOL)))
    Actor.objects.update(website="")

    made = plan(make_import(table(SCHOOL)))

    assert outcomes(made) == {2: Outcome.KEPT}
    assert kept_of(made) == [("Website", "–", "https://www.gs-voegelsen.example")]


def test_what_the_office_wrote_before_the_first_import_stays_and_gaps_are_filled():
    make_actor(
        "Grundschule Vögelsen",
        street="Schulstr. 1",
        postcode="21360",
        city="Vögelsen",
        phone="04131 1",
    )

    made = take_over(make_import(table(SCHOOL)))

    school = Actor.objects.get()
    assert [label for label, _old, _new in changes_of(made)] == ["Website", "Schulnummer"]
    assert [label for label, *_ in kept_of(made)] == ["Telefon"]
    assert (school.phone, school.street) == ("04131 1", "Schulstr. 1")


def test_file_wins_where_the_office_says_so():
    make_actor(
        "Grundschule Vögelsen",
        street="Schulstr. 1",
        postcode="21360",
        city="Vögelsen",
        phone="04131 1",
    )
    run = make_import(table(SCHOOL))

    run = writing.answer(run=run, answers={"2": {"as": "", "take": True}})
    take_over(run)

    assert Actor.objects.get().phone == "04131 62047"


def test_other_spellings_are_no_change():
    take_over(make_import(table(SCHOOL)))

    other = (
        SCHOOL.replace("Schulstraße", "Schulstr.")
        .replace("04131 6", "+49 4131 6")
        .replace("www.", "http://")
    )
    made = plan(make_import(table(other)))

    assert outcomes(made) == {2: Outcome.SAME}


def test_emptied_cell_takes_nothing_away():
    take_over(make_import(table(SCHOOL)))

    made = plan(make_import(table(SCHOOL.replace("04131 62047", ""))))

    assert outcomes(made) == {2: Outcome.SAME}


def test_renamed_school_is_found_by_its_number():
    make_actor("Volksschule am Anger").external_ids.create(scheme="schulnummer", value="12345")
    school = make_actor("Grundschule Vögelsen (Außenstelle)", postcode="21360", city="Vögelsen")
    school.external_ids.create(scheme="schulnummer", value="99999")
    renamed = "99999;Grundschule Vögelsen am Anger;GS;;21360;Vögelsen;;"

    made = plan(make_import(table(renamed)))

    assert [(line.actor, line.reasons[0]) for line in made.lines] == [
        (school.pk, "gleiche Schulnummer")
    ]


def test_number_that_was_given_to_another_school_is_asked_for():
    make_actor("Museum am Hafen", postcode="21365", city="Adendorf").external_ids.create(
        scheme="schulnummer", value="12345"
    )

    line = plan(make_import(table(SCHOOL))).lines[0]

    assert line.outcome == Outcome.ASK
    assert line.candidates[0].reasons == ("gleiche Schulnummer, aber anderer Name und Ort",)


@pytest.fixture
def unsure():
    """A school that may be the one of the file: another street, no number."""
    return make_actor(
        "Grundschule Vögelsen", street="Dorfstraße 9", postcode="21360", city="Vögelsen"
    )


@pytest.mark.parametrize(
    ("said", "outcome", "actors"),
    [
        ("", Outcome.ASK, 1),
        ("same", Outcome.KEPT, 1),
        ("new", Outcome.NEW, 2),
        ("skip", Outcome.LEFT_OUT, 1),
    ],
)
def test_unsure_row_waits_for_the_office(unsure, said, outcome, actors):
    run = make_import(table(SCHOOL), drop=("id:schulnummer", "website", "phone"))
    said = str(unsure.pk) if said == "same" else said

    run = writing.answer(run=run, answers={"2": {"as": said} if said else {}})
    made = take_over(run)

    assert made.lines[0].candidates[0].actor == unsure.pk
    assert outcomes(made) == {2: outcome}
    assert Actor.objects.count() == actors


def test_row_that_means_the_entry_of_another_row_is_left_out():
    made = plan(make_import(table(SCHOOL, SCHOOL.replace("12345", "54321"))))

    assert outcomes(made) == {2: Outcome.NEW, 3: Outcome.LEFT_OUT}
    assert made.lines[1].sentences == ["Meint dieselbe Einrichtung wie Zeile 2."]


def test_vanished_rows_are_listed_and_stay_in_the_directory():
    take_over(make_import(table(SCHOOL, OTHER)))

    made = take_over(make_import(table(SCHOOL)))

    assert [entry.actor.name for entry in made.vanished] == ["Oberschule Adendorf"]
    assert Actor.objects.count() == 2


def test_rows_with_errors_are_left_out_and_everything_else_goes_on():
    run = make_import(table(SCHOOL, ";Kein Name;;;;;;", OTHER))

    take_over(run)

    run.refresh_from_db()
    assert Actor.objects.count() == 2
    assert (run.counts["neu"], run.counts["fehler"]) == (2, 1)


def test_exactly_what_was_shown_is_written():
    run = make_import(table(SCHOOL))
    digest = plan(run).digest
    make_actor("Grundschule Vögelsen", street="Schulstr. 1", postcode="21360", city="Vögelsen")

    with pytest.raises(DomainError, match="hat sich im Verzeichnis etwas geändert"):
        writing.apply(run=run, digest=digest, by=run.uploaded_by)

    assert Actor.objects.count() == 1


def test_file_is_taken_over_once():
    run = make_import(table(SCHOOL))
    take_over(run)

    with pytest.raises(DomainError, match="schon übernommen"):
        writing.apply(run=run, digest="", by=run.uploaded_by)

    run.refresh_from_db()
    assert (run.content, run.applied_by, len(run.lines)) == (b"", run.uploaded_by, 1)


def test_too_many_lines_are_not_written_at_once(monkeypatch):
    monkeypatch.setattr(writing, "MOST_WRITTEN", 1)

    with pytest.raises(DomainError, match="Es sind 2 Zeilen zu schreiben, auf einmal gehen 1"):
        take_over(make_import(table(SCHOOL, OTHER)))

    assert Actor.objects.count() == 0


def test_columns_are_remembered_for_next_year():
    run = make_import(table(SCHOOL))
    keys = [run.columns.get(str(at), "") for at in range(8)]
    keys[7] = ""

    writing.choose_columns(run=run, keys=keys, headers=HEAD.split(";"))
    again = make_import(table(SCHOOL))

    assert "website" not in again.columns.values()
    assert ImportSource.objects.get().columns["homepage"] == ""


@pytest.mark.parametrize(
    ("keys", "sentence"),
    [
        (["", "city"], "in welcher Spalte der Name steht"),
        (["name", "name"], "Nur eine Spalte kann gemeint sein mit: Name."),
        (["name", "latitude"], "Breite und Länge gehören zusammen"),
    ],
)  # fmt: skip
def test_columns_that_make_no_sense_are_refused(keys, sentence):
    run = writing.upload(
        source=make_source(), name="a.csv", content=b"A;B\n1;2", by=make_person("redaktion")
    )

    with pytest.raises(DomainError, match=sentence):
        writing.choose_columns(run=run, keys=keys, headers=["A", "B"])


def test_uploads_that_nobody_takes_over_are_forgotten(clock):
    taken, left = make_import(table(SCHOOL)), make_import(table(OTHER))
    take_over(taken)

    clock("2026-03-20")
    writing.forget_old_uploads()

    assert list(ActorImport.objects.all()) == [taken]
    assert left.pk


def test_planning_costs_the_same_for_many_rows(django_assert_max_num_queries):
    for number in range(30):
        make_actor(f"Kita Haus {number}", kind="kita", postcode="21365", city="Adendorf")
    run = make_import(
        table(
            *(
                f";Kita Haus {number};Kita;;21365;Adendorf;04131 77{number:03};"
                for number in range(30)
            )
        )
    )

    with django_assert_max_num_queries(20):
        made = planning.plan(run)

    assert made.counts[Outcome.CHANGED] == 30
