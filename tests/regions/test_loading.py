"""Loading a region: everything arrives, nothing of the office's is overwritten, faults name their place."""

import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import timezone

from actors.models import Actor, Municipality, Offer, Topic
from bildungsregion.base.models import Region
from bildungsregion.loading import run
from bildungsregion.loading.records import LoadingFailed
from documents.models import Version
from events.models import Event
from funding import budget
from funding.models import BudgetYear, Programme, RuleSet
from pages.models import Page
from projects.models import Project


pytestmark = pytest.mark.django_db

REGIONS = Path(settings.BASE_DIR) / "regions"
REGION_TOML = """
[region]
name = "Bildungsregion Musterland"
short_name = "Musterland"
district = "Landkreis Musterland"
ags = "99999"
state = "Niedersachsen"
modules = []
office_name = "Bildungsbüro"
authority_name = "Landkreis Musterland"
"""
MUNICIPALITIES = """key,name,kind,parent,ags,postcodes,latitude,longitude
musterdorf,Musterdorf,gemeinde,,,12345,,
"""
HEADER = (
    "key,name,short_name,kind,sponsorship,learning_form,street,postcode,city,municipality,latitude,"
    "longitude,phone,website,summary,topics,life_phases,target_groups,keywords,part_of,cooperates_with,"
    "source,confidence"
)
SCHOOL = "schule,Dorfschule,,grundschule,,,,12345,Musterdorf,Musterdorf,,,,,Klein und fein.,,,,,,museum,Liste,source"
MUSEUM = (
    "museum,Dorfmuseum,,museum,,,,12345,Musterdorf,Musterdorf,,,,,Alte Pflüge.,,,,,,,Liste,source"
)


@pytest.fixture
def folder(tmp_path) -> Path:
    """A region with one municipality and two institutions that work together."""
    folder = tmp_path / "musterland"
    folder.mkdir()
    (folder / "region.toml").write_text(REGION_TOML)
    (folder / "municipalities.csv").write_text(MUNICIPALITIES)
    write_actors(folder, SCHOOL, MUSEUM)
    return folder


def write_actors(folder: Path, *rows: str):
    (folder / "actors.csv").write_text("\n".join([HEADER, *rows]) + "\n")


@pytest.mark.parametrize(
    ("slug", "actors", "municipalities", "events", "projects", "documents", "offers"),
    [("lueneburg", 153, 43, 16, 15, 13, 30), ("ludwigsburg", 100, 39, 7, 14, 6, 8)],
)
def test_region_arrives_whole_and_a_second_load_changes_nothing(
    slug, actors, municipalities, events, projects, documents, offers, django_assert_max_num_queries
):
    run.load(REGIONS / slug)

    assert Actor.objects.published().count() == actors
    assert Municipality.objects.exclude(geometry=None).count() == municipalities
    assert (Event.objects.count(), Project.objects.count()) == (events, projects)
    assert Version.objects.filter(file="").count() == documents
    assert Offer.objects.published().count() == offers
    assert not Actor.objects.filter(source="").exists()
    assert not Actor.objects.filter(summary="").exists()
    assert not Event.objects.filter(occurrences=None).exists()

    with django_assert_max_num_queries(120):
        again = run.load(REGIONS / slug)

    assert (again.new, again.changed, again.generated) == (0, 0, [])
    assert [
        tally.kept + tally.left_out for tally in again.tallies if tally.kept or tally.left_out
    ] == []


def test_fund_arrives_with_rules_money_and_a_guideline_to_print():
    run.load(REGIONS / "lueneburg")

    programme = Programme.objects.get()
    older, newer = RuleSet.objects.order_by("valid_from")
    assert (older.allow_own_premises, newer.allow_own_premises) == (False, True)
    assert (newer.bus_rate_bp, newer.entry_threshold_cents, newer.fee_cap_cents) == (
        8000,
        500,
        200_00,
    )
    assert programme.rule_set_on(timezone.localdate()) == newer
    assert list(
        BudgetYear.objects.order_by("year").values_list("year", "allocated_cents", "state")
    ) == [
        (2024, 50_000_00, "closed"),
        (2025, 50_000_00, "closed"),
        (2026, 54_200_00, "open"),
        (2027, 50_000_00, "provisional"),
    ]
    assert budget.prove() == []
    guideline = Version.objects.exclude(file="").get()
    with guideline.file.open() as pdf:
        assert pdf.read(5) == b"%PDF-"
    assert guideline.size == guideline.file.size


def test_region_without_a_fund_has_nothing_of_it():
    run.load(REGIONS / "ludwigsburg")

    assert Region.objects.get().modules == []
    assert (Programme.objects.count(), BudgetYear.objects.count()) == (0, 0)


def test_links_in_texts_lead_to_pages_that_are_there(client):
    run.load(REGIONS / "lueneburg")

    for page in Page.objects.all():
        assert client.get(page.get_absolute_url()).status_code == 200
    for topic in Topic.objects.all():
        assert client.get(topic.get_absolute_url()).status_code == 200


def test_edited_row_is_kept_while_others_follow_the_file(folder):
    run.load(folder)
    Actor.objects.filter(import_key="schule").update(summary="Vom Büro geschrieben.")
    write_actors(folder, SCHOOL.replace("Klein", "Groß"), MUSEUM.replace("Alte", "Neue"))

    report = run.load(folder)

    assert report.of("Akteure").kept == ["Dorfschule"]
    assert report.of("Akteure").changed == 1
    summaries = Actor.objects.order_by("slug").values_list("slug", "summary")
    assert list(summaries) == [("museum", "Neue Pflüge."), ("schule", "Vom Büro geschrieben.")]


def test_form_that_only_changed_line_ends_does_not_count_as_edited(folder):
    (folder / "topics").mkdir()
    (folder / "topics" / "natur.md").write_text(
        '+++\ntitle = "Natur"\n+++\nErste Zeile\nzweite Zeile\n'
    )
    run.load(folder)
    Topic.objects.update(body="Erste Zeile\r\nzweite Zeile")

    report = run.load(folder)

    assert report.of("Themen").kept == []


def test_changed_relation_counts_as_edited(folder):
    run.load(folder)
    Actor.objects.get(slug="museum").cooperates_with.clear()
    write_actors(folder, SCHOOL.replace("Klein", "Groß"), MUSEUM)

    report = run.load(folder)

    assert report.of("Akteure").kept == ["Dorfschule", "Dorfmuseum"]


def test_column_that_comes_later_reaches_rows_nobody_edited(folder):
    run.load(folder)
    Actor.objects.filter(slug="museum").update(phone="04131 26-0")
    extra = "email,wheelchair,languages,is_free"
    lines = (HEADER, SCHOOL, MUSEUM)
    cells = (extra, "schule@musterland.example,ja,uk;Englisch,ja", "museum@musterland.example,,,")
    text = "\n".join(",".join(pair) for pair in zip(lines, cells, strict=True))
    (folder / "actors.csv").write_text(text + "\n")

    report = run.load(folder)

    school, museum = Actor.objects.get(slug="schule"), Actor.objects.get(slug="museum")
    assert (school.email, school.wheelchair, school.is_free) == (
        "schule@musterland.example",
        "ja",
        True,
    )
    assert [language.slug for language in school.languages.all()] == ["en", "uk"]
    assert museum.email == ""
    assert [name for tally in report.tallies for name in tally.kept] == ["Dorfmuseum"]


def test_row_deleted_by_the_office_stays_away(folder):
    run.load(folder)
    Actor.objects.get(slug="museum").delete()

    report = run.load(folder)

    assert report.of("Akteure").left_out == ["museum: vom Büro gelöscht"]
    assert not Actor.objects.filter(slug="museum").exists()


def test_row_the_office_made_at_the_same_address_is_kept(folder):
    write_actors(folder, MUSEUM)
    run.load(folder)
    Actor.objects.create(
        name="Eigene Schule",
        slug="schule",
        kind="grundschule",
        municipality=Municipality.objects.get(),
    )
    write_actors(folder, SCHOOL, MUSEUM)

    report = run.load(folder)

    assert "Eigene Schule" in report.of("Akteure").kept
    assert Actor.objects.get(slug="schule").name == "Eigene Schule"


def test_pair_is_named_once_and_holds_on_both_sides(folder):
    run.load(folder)

    museum = Actor.objects.get(slug="museum")
    assert [partner.slug for partner in museum.cooperates_with.all()] == ["schule"]


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (
            SCHOOL.replace(",Musterdorf,,", ",Musterdorff,,"),
            "actors.csv, Zeile 2: „municipality“: Gemeinde „Musterdorff“ gibt es nicht. "
            "Gemeint ist vielleicht „Musterdorf“.",
        ),
        (
            SCHOOL.replace("grundschule", "dorfschule"),
            "actors.csv, Zeile 2: Art: Wert 'dorfschule' ist keine gültige Option.",
        ),
        (
            SCHOOL.replace("Klein und fein.,", "Klein und fein.,natur"),
            "actors.csv, Zeile 2: „topics“: Thema „natur“ gibt es nicht.",
        ),
        (
            SCHOOL.replace(",12345,", ",123456,"),
            "actors.csv, Zeile 2: Postleitzahl: Bitte sicherstellen, dass der Wert aus höchstens 5 Zeichen besteht. "
            "(Er besteht aus 6 Zeichen.)",
        ),
        (
            SCHOOL + ",zu viel",
            "actors.csv, Zeile 2: 24 Felder statt 23; fehlen Anführungszeichen um ein Komma?",
        ),
        (
            SCHOOL.replace("Musterdorf,,", "Musterdorf,nördlich,"),
            "actors.csv, Zeile 2: „latitude“: „nördlich“ ist keine Zahl.",
        ),
        (MUSEUM, "actors.csv, Zeile 3: Den Schlüssel „museum“ gibt es schon: actors.csv, Zeile 2."),
    ],
)
def test_broken_line_is_named_and_nothing_is_loaded(folder, row, sentence):
    write_actors(folder, row, MUSEUM)

    with pytest.raises(LoadingFailed) as failure:
        run.load(folder)

    assert sentence in failure.value.sentences
    assert Region.objects.count() == 0


def test_every_fault_is_reported_at_once(folder):
    write_actors(folder, SCHOOL.replace("grundschule", "x"), MUSEUM.replace(",museum,", ",y,"))
    (folder / "region.toml").write_text(REGION_TOML + 'adress = "Musterweg 1"\n')

    with pytest.raises(LoadingFailed) as failure:
        run.load(folder)

    assert failure.value.sentences == [
        "actors.csv, Zeile 2: Art: Wert 'x' ist keine gültige Option.",
        "actors.csv, Zeile 3: Art: Wert 'y' ist keine gültige Option.",
        "region.toml, [region]: „adress“: Diese Angabe kennt der Ladevorgang nicht.",
    ]


def test_line_numbers_count_lines_inside_quotes(folder):
    write_actors(
        folder,
        MUSEUM.replace("Alte Pflüge.", '"Alte\nPflüge."'),
        SCHOOL.replace("grundschule", "x"),
    )

    with pytest.raises(LoadingFailed) as failure:
        run.load(folder)

    assert failure.value.sentences == [
        "actors.csv, Zeile 4: Art: Wert 'x' ist keine gültige Option."
    ]


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("region.toml", b"[region", "region.toml: Das ist kein gültiges TOML:"),
        ("actors.csv", b"key,namen\n", "actors.csv, Zeile 1: Unbekannte Spalten: namen."),
        (
            "actors.csv",
            "schöne\n".encode("latin-1"),
            "actors.csv: Die Datei ist nicht als UTF-8 gespeichert.",
        ),
        ("map.geojson", b"{}", "map.geojson: Das ist keine GeoJSON-Karte mit „ags“ je Gemeinde:"),
    ],
)
def test_unreadable_file_is_named(folder, name, content, sentence):
    (folder / name).write_bytes(content)

    with pytest.raises(LoadingFailed) as failure:
        run.load(folder)

    assert any(line.startswith(sentence) for line in failure.value.sentences)


def test_second_region_is_refused(folder, region):
    with pytest.raises(LoadingFailed) as failure:
        run.load(folder)

    assert failure.value.sentences == [
        "Diese Installation gehört schon zu „Bildungsregion Lüneburg“ (lueneburg). Eine zweite Region "
        "bekommt ihre eigene Installation: make run REGION=musterland"
    ]


def test_command_lists_the_regions_when_it_does_not_know_one():
    with pytest.raises(CommandError) as error:
        call_command("load_region", "hamburg")

    assert (
        str(error.value)
        == "Die Region „hamburg“ gibt es nicht. Vorhanden sind: ludwigsburg, lueneburg."
    )


def test_command_prints_what_it_did(capsys):
    call_command("load_region", "ludwigsburg")

    printed = capsys.readouterr().out.splitlines()
    assert printed[0] == "Bildungsregion Landkreis Ludwigsburg:"
    assert [line.split() for line in printed if "Akteure" in line] == [
        ["Akteure", "100", "0", "0", "0", "0"]
    ]


def test_rules_in_use_are_left_out_when_the_file_differs(tmp_path):
    copied = tmp_path / "lueneburg"
    shutil.copytree(REGIONS / "lueneburg", copied)
    run.load(copied)
    RuleSet.objects.filter(version="2025").lock()
    fund = copied / "fund.toml"
    fund.write_text(fund.read_text().replace("bus_rate_bp = 8000", "bus_rate_bp = 9000"))

    report = run.load(copied)

    rules = report.of("Fassungen der Förderregeln")
    assert rules.left_out == [
        "Kulturelle Bildungsförderung für Schulen und Kitas 2025: schon von Anträgen verwendet"
    ]
    assert list(RuleSet.objects.order_by("version").values_list("bus_rate_bp", flat=True)) == [
        9000,
        8000,
    ]


def test_guideline_is_set_anew_when_its_rules_changed(clock):
    run.load(REGIONS / "lueneburg")
    clock("2026-03-03 10:00")
    rule_set = RuleSet.objects.get(version="2025")
    rule_set.fee_cap_cents = 250_00
    rule_set.save()

    clock("2026-03-03 10:05")
    report = run.load(REGIONS / "lueneburg")

    assert report.generated == ["Der Fonds für kulturelle Bildung auf einen Blick"]
    assert report.of("Fassungen der Förderregeln").kept == [str(rule_set)]
    assert run.load(REGIONS / "lueneburg").generated == []


def test_file_the_office_put_there_stays(clock):
    run.load(REGIONS / "lueneburg")
    Version.objects.exclude(file="").update(file_name="richtlinie-amtlich.pdf")
    clock("2026-03-03 10:00")
    RuleSet.objects.get(version="2025").save()

    report = run.load(REGIONS / "lueneburg")

    assert report.generated == []
