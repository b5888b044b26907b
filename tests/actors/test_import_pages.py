"""The pages of an import: who may, every step, bad input, the report."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from actors.imports import reading
from actors.models import Actor, ActorImport, ImportSource
from tests.factories.actors import make_actor
from tests.factories.imports import HEAD, make_district, make_import, table, take_over
from tests.factories.office import make_client


pytestmark = pytest.mark.django_db

UPLOAD = reverse("admin:actors_actorimport_add")
LIST = reverse("admin:actors_actorimport_changelist")
SCHOOL = "12345;Grundschule Vögelsen;Grundschule;Schulstraße 1;21360;Vögelsen;04131 62047;www.gs-voegelsen.example"


@pytest.fixture(autouse=True)
def _district(db):
    make_district()


@pytest.fixture
def client(_district):
    return make_client("redaktion")


def page(name: str, run: ActorImport) -> str:
    return reverse(f"admin:actors_actorimport_{name}", args=[run.pk])


def upload(client, content: bytes | str, name="schulen.csv", **fields):
    content = content.encode() if isinstance(content, str) else content
    return client.post(
        UPLOAD, {"file": SimpleUploadedFile(name, content), "new_source": "Register"} | fields
    )


def text(response) -> str:
    return response.content.decode()


@pytest.mark.parametrize(
    ("role", "status"),
    [("redaktion", 200), ("koordination", 200), ("administration", 200), ("sachbearbeitung", 403), ("lesend", 403),
     ("kasse", 403), ("schule", 302), ("anonym", 302)],
)  # fmt: skip
def test_pages_are_for_who_keeps_the_directory(role, status):
    run, done = make_import(table(SCHOOL)), make_import(table(SCHOOL))
    take_over(done)
    addresses = [
        UPLOAD,
        LIST,
        page("columns", run),
        page("check", run),
        page("report", done),
        page("report_file", done),
    ]

    client = make_client(role)

    assert {client.get(address).status_code for address in addresses} == {status}


def test_way_from_the_file_to_the_report(client):
    seen = upload(client, table(SCHOOL, ";Museum Adendorf;;;21365;Adendorf;;"))
    run = ActorImport.objects.get()
    form = client.get(seen["Location"]).context["form"]
    chosen = {name: field.initial or "" for name, field in form.fields.items()}
    checked = client.post(seen["Location"], chosen, follow=True)
    digest = checked.context["plan"].digest
    done = client.post(page("check", run), {"digest": digest}, follow=True)

    assert chosen["spalte_1"] == "name"
    assert [(line.number, line.outcome) for line in checked.context["lines"]] == [
        (2, "neu"),
        (3, "neu"),
    ]
    assert done.redirect_chain[-1][0] == page("report", run)
    assert "Übernommen: 2 neu." in text(done)
    assert sorted(Actor.objects.values_list("name", "kind")) == [
        ("Grundschule Vögelsen", "grundschule"), ("Museum Adendorf", "museum"),
    ]  # fmt: skip


def test_list_leads_to_where_the_import_stands(client):
    run, done = make_import(table(SCHOOL)), make_import(table(SCHOOL))
    take_over(done)

    assert client.get(page("change", run))["Location"] == page("columns", run)
    assert client.get(page("change", done))["Location"] == page("report", done)
    assert client.get(page("check", done))["Location"] == page("report", done)
    assert "1 neu" in text(client.get(LIST))


@pytest.mark.parametrize(
    ("content", "fields", "sentence"),
    [
        (b"", {}, "Die Datei ist leer."),
        (b"%PDF-1.7", {}, "Das ist ein PDF."),
        (
            table(SCHOOL),
            {"new_source": "  "},
            "Bitte wählen Sie eine Quelle oder nennen Sie eine neue.",
        ),
        (HEAD, {}, "Unter der Überschrift steht keine einzige Zeile."),
        (b"Name\n" + b"A\n" * 20_001, {}, "Die Datei hat mehr als 20.000 Zeilen."),
    ],
)
def test_bad_upload_keeps_the_name_and_says_why(client, content, fields, sentence):
    response = upload(client, content, **fields)

    assert response.status_code == 422
    assert sentence in text(response)
    assert not ImportSource.objects.exists()


def test_file_of_fifty_megabytes_is_refused_before_it_is_read(client):
    response = upload(client, b"x" * (reading.LARGEST + 1))

    assert (response.status_code, "größer als 5 MB" in text(response)) == (422, True)


def test_file_is_needed(client):
    response = client.post(UPLOAD, {"new_source": "Register"})

    assert (response.status_code, "Bitte wählen Sie eine Datei aus." in text(response)) == (
        422,
        True,
    )


def test_columns_without_a_name_come_back_with_a_sentence(client):
    run = make_import(table(SCHOOL))

    response = client.post(page("columns", run), {"spalte_4": "postcode"})

    assert response.status_code == 422
    assert "in welcher Spalte der Name steht" in text(response)


def test_source_is_taken_up_again_whatever_the_case(client):
    upload(client, table(SCHOOL))
    upload(client, table(SCHOOL), new_source="REGISTER")

    assert ImportSource.objects.count() == 1


def test_unsure_line_is_decided_on_the_page(client):
    school = make_actor(
        "Grundschule Vögelsen", street="Dorfstraße 9", postcode="21360", city="Vögelsen"
    )
    run = make_import(table(SCHOOL), drop=("id:schulnummer", "phone"))
    asked = client.get(page("check", run), {"stand": "frage"})

    answered = client.post(
        page("check", run), {"zeile": "2", "als-2": str(school.pk), "datei-2": "1"}, follow=True
    )
    back = client.post(page("check", run), {"zeile": "2", "als-2": ""}, follow=True)

    assert "Ist das derselbe?" in text(asked)
    assert "1 Zeile ist noch nicht entschieden" in text(asked)
    assert [(line.outcome, line.actor) for line in answered.context["lines"]] == [
        ("geaendert", school.pk)
    ]
    assert [line.outcome for line in back.context["lines"]] == ["frage"]


@pytest.mark.parametrize("meant", ["999999", "abc", "-1", "<b>", "²", "9" * 20, "\x00"])
def test_decision_for_nobody_counts_as_none(client, meant):
    make_actor("Grundschule Vögelsen", street="Dorfstraße 9", postcode="21360", city="Vögelsen")
    run = make_import(table(SCHOOL), drop=("id:schulnummer", "phone"))

    response = client.post(page("check", run), {"zeile": ["2", "x"], "als-2": meant}, follow=True)

    assert [line.outcome for line in response.context["lines"]] == ["frage"]


def test_what_changed_since_the_check_is_shown_again(client):
    run = make_import(table(SCHOOL))
    digest = client.get(page("check", run)).context["plan"].digest
    make_actor("Grundschule Vögelsen", street="Schulstr. 1", postcode="21360", city="Vögelsen")

    response = client.post(page("check", run), {"digest": digest})

    assert response.status_code == 409
    assert "hat sich im Verzeichnis etwas geändert" in text(response)
    assert [line.outcome for line in response.context["lines"]] == ["geaendert"]


def test_second_press_of_the_button_leads_to_the_report(client):
    run = make_import(table(SCHOOL))
    digest = client.get(page("check", run)).context["plan"].digest

    answers = [client.post(page("check", run), {"digest": digest}) for _ in range(2)]

    assert [answer["Location"] for answer in answers] == [page("report", run)] * 2
    assert Actor.objects.count() == 1


def test_filter_and_pages_show_what_was_asked_for(client):
    rows = [f";Kita Haus {number};Kita;Weg {number};21365;Adendorf;;" for number in range(60)]
    run = make_import(table(*rows, ";;;;;;;www.x.example"))

    second = client.get(page("check", run), {"stand": "neu", "seite": "2"})
    faulty = client.get(page("check", run), {"stand": "fehler"})
    strange = client.get(page("check", run), {"stand": "quatsch", "seite": "99"})

    assert [line.number for line in second.context["lines"]] == list(range(52, 62))
    assert [line.sentences for line in faulty.context["lines"]] == [["Name: Hier steht kein Name."]]
    assert (strange.context["chosen"], len(strange.context["lines"])) == ("alle", 11)


def test_report_is_a_table_for_reading_on(client):
    make_actor(
        "Grundschule Vögelsen", street="Schulstr. 1", postcode="21360", city="Vögelsen", phone="1"
    )
    run = make_import(table(SCHOOL, ";=kaputt;;;;;;"))
    take_over(run)

    lines = (
        b"".join(client.get(page("report_file", run)).streaming_content)
        .decode("utf-8-sig")
        .splitlines()
    )

    assert lines[0] == "Zeile;Name;Ergebnis;Eintrag Nr.;Geändert;Geblieben;Hinweise"
    assert lines[1].startswith("2;Grundschule Vögelsen;Änderungen;")
    assert "Telefon: 1 (Datei: 04131 62047)" in lines[1]
    assert "Hier steht eine Formel" in lines[2]


@pytest.mark.parametrize("rows", [1, 30])
def test_check_page_stays_cheap(client, rows, django_assert_max_num_queries):
    for number in range(rows):
        make_actor(f"Kita Haus {number}", kind="kita", postcode="21365", city="Adendorf")
    run = make_import(
        table(*(f";Kita Haus {number};Kita;;21365;Adendorf;;" for number in range(rows)))
    )

    with django_assert_max_num_queries(35):
        response = client.get(page("check", run))

    assert response.status_code == 200
