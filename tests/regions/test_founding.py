"""A new district, from an empty database to its own region: the made-up Musterkreis shows it."""

import io
import shutil
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.urls import reverse

from accounts.models import OfficeInvitation, User
from actors.models import Municipality
from bildungsregion.base.models import Region
from bildungsregion.duties.models import LegalFacts
from bildungsregion.founding import municipalities
from bildungsregion.founding.questions import NO_FUND, faults
from bildungsregion.loading import run as loading
from funding.models import BudgetYear
from tests.factories.office import make_client
from tests.house import ROOT


EXAMPLE = ROOT / "regions" / "musterkreis"
ANSWERS = str(EXAMPLE / "setup.toml")


# What is typed after a first stop: an empty line takes what is proposed.
REST = (
    "", "", "", "", "Niedersachsen", "", str(EXAMPLE / "gemeinden.csv"), str(EXAMPLE / "umrisse.geojson"),
    "Eigene Zeichnung", "kulturelle-bildung", "", "", "", "", "Am Weg 1", "21901", "Nebenan", "buero@nebenan.example",
    "", "", "", "", "", "", "", "", "", "", "chefin@nebenan.example", "", "ein langes Passwort", "j",
)  # fmt: skip


@pytest.fixture(autouse=True)
def var_dir(tmp_path, settings):
    settings.VAR_DIR = tmp_path
    return tmp_path


@pytest.fixture
def typed(monkeypatch):
    """What somebody types, answer by answer; the end of it is Ctrl+D."""

    def type_in(*lines: str):
        rest = iter(lines)

        def answer(_prompt=""):
            try:
                return next(rest)
            except StopIteration:
                raise EOFError from None

        monkeypatch.setattr("builtins.input", answer)
        monkeypatch.setattr("getpass.getpass", answer)

    return type_in


def set_up(*options: str) -> str:
    out = io.StringIO()
    call_command("setup", *options, stdout=out)
    return out.getvalue()


def copy_with(folder: Path, name: str, old: str, new: str) -> str:
    """A copy of the example with one text of one file changed."""
    target = folder / "kopie"
    shutil.copytree(EXAMPLE, target)
    text = (target / name).read_text("utf-8")
    assert old in text
    (target / name).write_text(text.replace(old, new, 1), "utf-8")
    return str(target / "setup.toml")


@pytest.mark.django_db
def test_setup_of_example_leads_from_nothing_to_public_pages(client, var_dir):
    set_up("--answers", ANSWERS)

    region = Region.objects.get()
    assert (region.slug, region.name, region.modules) == (
        "musterkreis",
        "Bildungsregion Musterkreis",
        ["funding"],
    )
    assert Municipality.objects.exclude(geometry=None).count() == 4
    assert [(year.year, year.state) for year in BudgetYear.objects.all()] == [(2026, "open")]
    assert (
        LegalFacts.objects.get().supervisory_authority
        == "die Datenschutzaufsicht des Landes Niedersachsen"
    )
    invited = OfficeInvitation.objects.get()
    assert (invited.email, invited.role) == ("administration@musterkreis.example", "administration")
    for name in (
        "home",
        "actors:actor_list",
        "actors:actor_map",
        "funding:calculator",
        "pages:topic_list",
    ):
        assert client.get(reverse(name)).status_code == 200, name
    assert client.get("/impressum/").status_code == 200
    assert (var_dir / "region" / "musterkreis" / "region.toml").exists()


@pytest.mark.django_db
def test_setup_without_fund_has_no_calculator(client):
    set_up("--answers", ANSWERS, "--set", f"fund.kind={NO_FUND}")

    assert client.get(reverse("home")).status_code == 200
    assert client.get("/foerderung/rechner/").status_code == 404


@pytest.mark.django_db
def test_setup_as_dry_run_writes_nothing(var_dir):
    said = set_up("--answers", ANSWERS, "--dry-run")

    assert "Gemeinden" in said
    assert "Es ist nichts geschrieben." in said
    assert not Region.objects.exists()
    assert not User.objects.exists()
    assert not list(var_dir.iterdir())


@pytest.mark.django_db
def test_setup_again_changes_nothing(client):
    set_up("--answers", ANSWERS)
    Region.objects.update(claim="Eigener Satz")

    set_up("--answers", ANSWERS)

    assert Region.objects.get().claim == "Eigener Satz"
    assert OfficeInvitation.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "old", "new", "sentence"),
    [
        (
            "gemeinden.csv",
            "03999002",
            "3999002",
            "gemeinden.csv, Zeile 3: Der Schlüssel „3999002“ hat nicht acht Ziffern.",
        ),
        (
            "gemeinden.csv",
            "Gemeinde;03999003",
            "Weiler;03999003",
            "gemeinden.csv, Zeile 4: Die Art „Weiler“ gibt es nicht.",
        ),
        (
            "gemeinden.csv",
            "Name;Art",
            "Ort;Art",
            "gemeinden.csv, Zeile 1: Unbekannte Spalten: ort.",
        ),
        (
            "umrisse.geojson",
            "03999004",
            "03999009",
            "gemeinden.csv, Zeile 5: Auf der Karte fehlt der Umriss von Probewinkel",
        ),
        (
            "umrisse.geojson",
            "[[[9.9,",
            "[[[590000.0,",
            "umrisse.geojson, Umriss 1: Die Punkte liegen nicht in Deutschland.",
        ),
        (
            "umrisse.geojson",
            '"features"',
            '"feature"',
            "umrisse.geojson: Das ist keine GeoJSON-Sammlung",
        ),
        (
            "setup.toml",
            'ags = "03999"',
            'ags = "3999"',
            "[region] ags (Kreisschlüssel): Ein Kreisschlüssel hat fünf Ziffern.",
        ),
        (
            "setup.toml",
            "[office]",
            '[office]\nfax = "1"',
            "[office] fax: Diese Angabe kennt die Einrichtung nicht.",
        ),
        ("setup.toml", '"fruehe-bildung", ', '"raumfahrt", ', "Unbekannt: raumfahrt."),
        ("setup.toml", "[office]", "[office", "Das ist weder gültiges TOML noch JSON"),
        ("setup.toml", 'budget = "20.000,00"', 'budget = "viel"', "[fund] budget"),
    ],
)
def test_setup_with_bad_file_says_where_and_writes_nothing(tmp_path, name, old, new, sentence):
    answers = copy_with(tmp_path, name, old, new)

    with pytest.raises(CommandError) as failure:
        set_up("--answers", answers)

    assert sentence in str(failure.value)
    assert not Region.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("kurz", "Dieses Passwort ist zu kurz. Es muss mindestens 12 Zeichen enthalten."),
        ("123456789123", "Dieses Passwort ist zu üblich."),
        ("administration@musterkreis", "Das Passwort ist zu ähnlich zu E-Mail-Adresse."),
    ],
)
def test_setup_with_a_password_against_the_rules_writes_nothing(password, sentence):
    with pytest.raises(CommandError) as failure:
        set_up("--answers", ANSWERS, "--set", f"people.password={password}")

    assert f"[people] password (Passwort): {sentence}" in str(failure.value)
    assert not Region.objects.exists()


def test_municipalities_from_windows_and_with_german_degrees_are_read(tmp_path):
    table = tmp_path / "g.csv"
    table.write_bytes(
        "Name\tArt\tAGS\tPLZ\tBreite\tLänge\nÜbungsdorf\tGemeinde\t03999003\t21902\t52,9\t10,05\n".encode(
            "cp1252"
        )
    )

    found = municipalities.read(table, None, "03999")

    assert found.faults == []
    assert [(row["key"], row["latitude"]) for row in found.rows] == [("uebungsdorf", "52.9")]


@pytest.mark.django_db
def test_setup_in_questions_can_be_stopped_and_goes_on(typed, var_dir):
    typed("Bildungsregion Nebenan", "", "Landkreis Nebenan", "zu kurz", "03999")
    with pytest.raises(CommandError, match="Unterbrochen"):
        set_up()

    assert 'district = "Landkreis Nebenan"' in (var_dir / "setup.toml").read_text("utf-8")

    typed(*REST)
    set_up()

    assert Region.objects.get().name == "Bildungsregion Nebenan"
    assert User.objects.get(email="chefin@nebenan.example").check_password("ein langes Passwort")
    assert not (var_dir / "setup.toml").exists()


@pytest.mark.django_db
def test_setup_beside_another_region_is_refused(region):
    with pytest.raises(CommandError, match="gehört schon zu"):
        set_up("--answers", ANSWERS)


def test_faults_of_empty_answers_name_each_missing_one():
    found = faults({})

    assert "[region] name (Name der Bildungsregion): Diese Angabe fehlt." in found
    assert "[office] email (E-Mail des Büros): Diese Angabe fehlt." in found


def test_example_region_is_none_to_load():
    assert "musterkreis" not in loading.available()


@pytest.mark.django_db
def test_checklist_says_what_is_missing_and_where(region):
    said = make_client("administration").get(reverse("office_setup")).content.decode()

    assert "Es gibt noch keine Gemeinde." in said
    assert f'href="{reverse("admin:actors_municipality_changelist")}"' in said
    assert make_client("lesend").get(reverse("office_setup")).status_code == 403


@pytest.mark.django_db
def test_portal_before_setting_up_says_what_to_do(client):
    response = client.get(reverse("home"))

    assert response.status_code == 503
    assert "manage.py setup" in response.content.decode()
