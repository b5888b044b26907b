"""The page that takes over the office's old list: check, see every line, take over exactly that file."""

import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from funding import imports, ledger_proof
from funding.admin_views import importing
from funding.models import Application, LedgerEntry
from tests.factories.funding import (
    make_budget_year,
    make_programme,
    make_rule_set,
    make_school,
)
from tests.factories.office import make_client
from tests.funding.browsing import text_of
from tests.funding.office import SUPERUSER, by_role, outcomes, said
from tests.funding.test_imports import GOOD, HEADERS, REFUSED


PAGE = reverse("admin:funding_application_import")
TEMPLATE = reverse("admin:funding_application_import_template")
BAD = GOOD.replace("-0007", "-0008").replace("12.05.2019", "31.02.2019").replace(";22;", ";viele;")


@pytest.fixture
def programme(region):
    programme = make_programme()
    make_rule_set(programme)
    make_school()
    make_budget_year(programme, year=2019, allocated=1_000_00)
    return programme


@pytest.fixture
def client(region):
    return make_client("administration")


def upload(client, programme, *lines, name="Liste 2019.csv", content=None, **fields):
    content = "\n".join([HEADERS, *lines]).encode() if content is None else content
    return client.post(
        PAGE, {"programme": programme.pk, "file": SimpleUploadedFile(name, content)} | fields
    )


def take_over(client, checked, **fields):
    return client.post(PAGE, {"liste": checked.context["sealed"]} | fields)


def test_page_is_for_who_keeps_the_budget(programme):
    allowed = by_role("kasse", "administration", SUPERUSER)

    assert outcomes(PAGE) == allowed
    assert outcomes(TEMPLATE) == allowed


def test_list_of_cases_leads_there(programme):
    address = reverse("admin:funding_application_changelist")

    links = {
        role: text_of(make_client(role).get(address)).count(f'href="{PAGE}"')
        for role in ("kasse", "sachbearbeitung", "lesend")
    }

    assert links == {"kasse": 1, "sachbearbeitung": 0, "lesend": 0}


def test_check_shows_what_every_line_would_become_and_writes_nothing(client, programme):
    response = upload(client, programme, GOOD, REFUSED, BAD)

    good = response.context["good"]
    assert [(line.number, line.case.number, line.is_new, line.becomes) for line in good] == [
        (2, "KB-2019-0007", True, "Abgeschlossen"),
        (3, "12-2019", True, "Abgelehnt"),
    ]
    assert [(line.number, line.typed, line.sentences) for line in response.context["bad"]] == [
        (4, "KB-2019-0008", [
            "Termin: „31.02.2019“ ist kein Datum. Schreiben Sie es so: 12.05.2019.",
            "Kinder: „viele“ ist keine Anzahl bis 2000.",
        ]),
    ]  # fmt: skip
    assert (response.status_code, Application.objects.count()) == (200, 0)
    html = text_of(response)
    assert "2 Fälle neu, bewilligt zusammen 240,00 €; ohne Buchung" in html
    assert "1 Zeile mit Fehlern" in html


def test_exactly_the_checked_file_is_taken_over(client, programme, mailoutbox):
    checked = upload(client, programme, GOOD, REFUSED, book="on")
    upload(client, programme, GOOD.replace("Museumstag", "Anderes"))

    response = take_over(client, checked)

    assert said(response) == ["2 Fälle sind übernommen, 240,00\u00a0€ sind gebucht."]
    assert list(Application.objects.order_by("received_on").values_list("title", "status")) == [
        ("Museumstag", "closed"),
        ("Theater", "rejected"),
    ]
    assert list(LedgerEntry.objects.order_by("pk").values_list("kind", "amount_cents")) == [
        ("ALLOCATE", 1_000_00),
        ("COMMIT", 240_00),
        ("PAY", 240_00),
    ]
    assert ledger_proof.faults() == []
    assert mailoutbox == []


def test_list_with_a_bad_line_is_not_taken_over(client, programme):
    checked = upload(client, programme, GOOD, BAD)

    response = take_over(client, checked)

    assert response.status_code == 409
    assert said(response) == ["Nichts wurde übernommen, weil Zeilen fehlerhaft sind."]
    assert Application.objects.count() == 0


def test_bad_lines_are_left_out_when_asked(client, programme):
    checked = upload(client, programme, GOOD, BAD)

    response = take_over(client, checked, skip_bad="1")

    assert said(response) == ["1 Fall ist übernommen."]
    assert [case.number for case in Application.objects.all()] == ["KB-2019-0007"]
    assert [line.number for line in response.context["bad"]] == [3]


def test_second_click_changes_nothing(client, programme):
    checked = upload(client, programme, GOOD, book="on")
    take_over(client, checked)

    response = take_over(client, checked)

    assert said(response) == ["0 Fälle sind übernommen, 0,00\u00a0€ sind gebucht."]
    assert [line.is_new for line in response.context["good"]] == [False]
    assert (Application.objects.count(), LedgerEntry.objects.count()) == (1, 3)


@pytest.mark.parametrize("liste", ["", "nichts", "WyJ4Iiwi:1abc:xyz"])
def test_list_that_this_page_has_not_checked_is_refused(client, programme, liste):
    response = client.post(PAGE, {"liste": liste})

    assert response.status_code == 409
    assert said(response) == [
        "Diese Prüfung ist abgelaufen. Bitte laden Sie die Liste noch einmal hoch."
    ]
    assert Application.objects.count() == 0


def test_list_checked_yesterday_is_checked_again(client, programme, monkeypatch, settings):
    settings.OFFICE_IDLE_MINUTES = 10_000
    checked = upload(client, programme, GOOD)
    later = time.time() + importing.KEPT + 1
    monkeypatch.setattr(time, "time", lambda: later)

    assert take_over(client, checked).status_code == 409


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("liste.pdf", b"%PDF", "mit der Endung .csv oder .xlsx sein."),
        ("liste.xlsx", b"PK nichts", "Diese Datei ist keine lesbare Arbeitsmappe (.xlsx)."),
        ("liste.csv", b"Farbe;Form\nrot;rund\n", "In der Liste fehlen die Spalten Nummer, Eingang,"),
        ("liste.csv", b" \n", "Die Liste ist leer."),
        ("liste.csv", b"x" * 1_000_001, "Die Datei ist größer als 1 MB."),
    ],
)  # fmt: skip
def test_file_that_is_no_list_is_told(client, programme, name, content, sentence):
    response = upload(client, programme, name=name, content=content)

    assert response.status_code == 422
    assert sentence in text_of(response)


def test_page_asks_for_a_file(client, programme):
    response = client.post(PAGE, {"programme": programme.pk})

    assert response.status_code == 422
    assert "Bitte wählen Sie eine Datei aus." in text_of(response)


def test_template_holds_every_column(client):
    response = client.get(TEMPLATE)

    [headers, _example] = response.content.decode("utf-8-sig").splitlines()
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert headers.split(";") == [column.headers[0] for column in imports.COLUMNS]


def test_long_list_shows_its_first_lines_and_counts_all(client, programme):
    lines = [GOOD.replace("-0007", f"-{number:04}").replace(";22;", ";0;") for number in range(310)]

    response = upload(client, programme, *lines)

    assert (len(response.context["bad"]), response.context["bad_count"]) == (300, 310)
    assert "Zeilen mit Fehlern, die ersten 300" in text_of(response)
