"""``manage.py import_actors``: looks, says it line by line, and writes only when told to."""

import pytest
from django.core.management import CommandError, call_command

from actors.models import Actor, ActorImport, ImportSource
from tests.factories.actors import make_actor
from tests.factories.imports import make_district
from tests.factories.office import make_person


pytestmark = pytest.mark.django_db

ROWS = "Schulname;Form;PLZ;Ort\nGrundschule Vögelsen;GS;21360;Vögelsen\n;GS;21360;Vögelsen\n"


@pytest.fixture
def run(tmp_path, capsys):
    """``run("--write")``: what the command said."""
    make_district()
    file, office = tmp_path / "schulen.csv", make_person("redaktion")
    file.write_text(ROWS)

    def call(*options, path=file):
        call_command(
            "import_actors",
            path,
            "--source",
            "Register",
            "--by",
            office.email,
            "--column",
            "Form=kind",
            *options,
        )
        return capsys.readouterr().out.splitlines()

    return call


def test_looking_says_every_line_and_leaves_nothing_behind(run):
    said = run()

    assert said == [
        "Zeile 2, Grundschule Vögelsen: neu. ",
        "Zeile 3, (ohne Namen): Fehler. Name: Hier steht kein Name.",
        "CSV, UTF-8, getrennt durch Semikolon: neu 1, Fehler 1.",
        "Nur geprüft; nichts wurde geändert.",
    ]
    assert (Actor.objects.count(), ActorImport.objects.count(), ImportSource.objects.count()) == (
        0,
        0,
        0,
    )


def test_writing_takes_the_good_lines(run):
    said = run("--write", "--hidden")

    assert said[-1] == "Übernommen."
    assert [(actor.name, actor.is_published) for actor in Actor.objects.all()] == [
        ("Grundschule Vögelsen", False)
    ]


def test_unsure_line_takes_an_answer(run):
    school, _twin = (
        make_actor("Grundschule Vögelsen", postcode="21360", city="Vögelsen", kind="kita")
        for _ in "ab"
    )

    asked, told = run(), run("--write", "--answer", f"2={school.pk}")

    assert f"Eintrag {school.pk}? gleicher Name, gleicher Ort" in asked[0]
    assert "Art bleibt: Kindertagesstätte (Datei: Grundschule)" in told[0]
    assert Actor.objects.count() == 2


@pytest.mark.parametrize(
    ("options", "sentence"),
    [(["--column", "Farbe=kind"], "Unbekannt: farbe."), (["--column", "Ort=farbe"], "Unbekannt: farbe."),
     (["--by", "niemand@landkreis.example"], "Dieses Konto im Büro gibt es nicht.")],
)  # fmt: skip
def test_bad_call_is_refused_with_a_sentence(run, options, sentence):
    with pytest.raises(CommandError, match=sentence):
        run(*options)


def test_file_that_is_missing_or_too_large_is_refused(run, tmp_path):
    large = tmp_path / "gross.csv"
    large.write_bytes(b"x" * 5_000_001)

    with pytest.raises(CommandError, match="größer als 5 MB"):
        run(path=large)
    with pytest.raises(CommandError, match="No such file"):
        run(path=tmp_path / "nirgends.csv")
