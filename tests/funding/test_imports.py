"""The office's old list: every bad cell with its line and column, all or nothing, and twice is once."""

import io
from datetime import date
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from openpyxl import Workbook

from bildungsregion.base.errors import DomainError
from funding import actions, imports
from funding.models import Application, CostLine, LedgerEntry, NumberCounter
from tests.factories.funding import (
    make_budget_year,
    make_decided,
    make_member,
    make_officer,
    make_programme,
    make_rule_set,
    make_school,
    make_submitted,
)
from tests.factories.office import make_client


HEADERS = (
    "Aktenzeichen;Eingang;Schule;Vorhaben;Bereich;Lernort;Termin;Klasse;Kinder;Begleitung;Beantragt;Bus;Eintritt;"
    "Ergebnis;Bewilligt;Entschieden am;Ausgezahlt;Bemerkung"
)
GOOD = (
    "KB-2019-0007;01.02.2019;Grundschule Am Weinberg;Museumstag;Museum;Salzmuseum;12.05.2019;3 b;22;2;350,00;300,00;"
    "50,00;bewilligt;240,00;20.02.2019;240,00;"
)
REFUSED = (
    "12/2019;03.02.2019;grundschule am weinberg;Theater;Kunst;;1.6.2019;;18;;100;;;abgelehnt;;21.02.2019;;"
    "Kein Geld"
)


@pytest.fixture
def programme(region):
    programme = make_programme()
    make_rule_set(programme)
    make_school()
    make_budget_year(programme, year=2019, allocated=1_000_00)
    return programme


def table(*lines: str, headers: str = HEADERS) -> imports.Table:
    return imports.read("\n".join([headers, *lines]).encode(), "Liste 2019.csv")


def take_over(programme, *lines: str, **options):
    cases, problems = imports.understand(table(*lines))
    return actions.import_cases(
        programme=programme, cases=cases, problems=problems, source="Liste 2019.csv", by=make_officer(), **options
    )  # fmt: skip


def sentences(report) -> list[str]:
    return [str(problem) for problem in report.problems]


def test_old_cases_keep_number_amounts_and_days(programme):
    report = take_over(programme, GOOD, REFUSED)

    assert (report.new, report.known, report.granted_cents, report.written) == (
        ["KB-2019-0007", "12-2019"], [], 240_00, True,
    )  # fmt: skip
    granted, refused = Application.objects.order_by("received_on")
    assert (granted.status, granted.decided_cents, granted.requested_cents, granted.computed_cents) == (
        "closed", 240_00, 350_00, 240_00,
    )  # fmt: skip
    assert (granted.received_on, granted.first_day, granted.budget_year.year) == (
        date(2019, 2, 1), date(2019, 5, 12), 2019,
    )  # fmt: skip
    assert granted.imported_from == "Liste 2019.csv, Zeile 2"
    assert (refused.status, refused.decided_cents, refused.imported_from) == (
        "rejected", 0, "Liste 2019.csv, Zeile 3, dort „12/2019“",
    )  # fmt: skip
    assert list(CostLine.objects.order_by("pk").values_list("kind", "total_cents", "persons")) == [
        ("bus", 300_00, None), ("entry", 50_00, 24),
    ]  # fmt: skip
    assert [(step.verb, step.note_internal) for step in refused.steps.all()] == [
        ("import", "Übernommen aus Liste 2019.csv, Zeile 3, dort „12/2019“. Kein Geld")
    ]


def test_template_is_a_list_that_is_understood(programme):
    read = imports.read(imports.template(), "Vorlage.csv")

    cases, problems = imports.understand(read)

    assert problems == []
    assert [(case.number, case.granted_cents, case.is_over) for case in cases] == [
        ("KB-2019-0007", 240_00, True)
    ]
    assert read.headers == [column.headers[0] for column in imports.COLUMNS]


def test_workbook_that_would_fill_the_memory_is_refused():
    bomb = io.BytesIO()
    with ZipFile(bomb, "w", ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b" " * (imports.LARGEST_WORKBOOK + 1))

    with pytest.raises(DomainError, match="Diese Arbeitsmappe ist zu groß"):
        imports.read(bomb.getvalue(), "liste.xlsx")


def test_import_writes_no_letter_no_mail_and_books_nothing_unasked(programme, mailoutbox):
    take_over(programme, GOOD)

    case = Application.objects.get()
    assert (case.letters.count(), case.decisions.count(), case.entries.count()) == (0, 0, 0)
    assert mailoutbox == []


def test_same_list_twice_changes_nothing(programme):
    take_over(programme, GOOD, REFUSED, book=True)
    before = list(Application.objects.order_by("pk").values())

    report = take_over(programme, GOOD, REFUSED, book=True)

    assert (report.new, report.known, report.booked_cents) == ([], ["KB-2019-0007", "12-2019"], 0)
    assert list(Application.objects.order_by("pk").values()) == before
    assert LedgerEntry.objects.count() == 3


def test_dry_run_says_the_same_and_writes_nothing(programme):
    report = take_over(programme, GOOD, REFUSED, book=True, dry_run=True)

    assert (report.new, report.booked_cents, report.written) == (
        ["KB-2019-0007", "12-2019"],
        240_00,
        False,
    )
    assert (
        Application.objects.count(),
        LedgerEntry.objects.count(),
        NumberCounter.objects.count(),
    ) == (0, 1, 0)


@pytest.mark.parametrize(
    ("old", "new", "column", "sentence"),
    [
        ("KB-2019-0007", "", "Nummer", "Hier steht nichts."),
        ("KB-2019-0007", "ä?", "Nummer",
         "Eine Nummer besteht aus höchstens 16 Buchstaben, Ziffern und Strichen."),
        ("01.02.2019", "31.02.2019", "Eingang",
         "„31.02.2019“ ist kein Datum. Schreiben Sie es so: 12.05.2019."),
        ("01.02.2019", "01.02.2016", "Eingang",
         "Für „Fonds Kulturelle Bildung“ gelten am 01.02.2016 noch keine Förderregeln."),
        ("Grundschule Am Weinberg", "Grundschule Weinberg", "Einrichtung",
         "„Grundschule Weinberg“ steht nicht im Verzeichnis. Meinten Sie „Grundschule Am Weinberg“?"),
        ("Grundschule Am Weinberg", "XY", "Einrichtung", "„XY“ steht nicht im Verzeichnis."),
        (";22;", ";viele;", "Kinder", "„viele“ ist keine Anzahl bis 2000."),
        (";22;", ";0;", "Kinder", "Ein Antrag ist für mindestens ein Kind."),
        ("350,00", "1e3", "Beantragt", "„1e3“ ist kein Betrag. Schreiben Sie ihn so: 12,50 oder 1.234,50."),
        ("bewilligt", "liegt rum", "Ergebnis",
         "„liegt rum“ ist kein Ergebnis. Möglich sind bewilligt, teilweise bewilligt, abgelehnt, zurückgezogen, "
         "ausgezahlt, abgeschlossen."),
        ("bewilligt", "abgelehnt", "Bewilligt", "Nur eine Bewilligung hat einen Betrag."),
        ("240,00;20.02.2019;240,00", ";20.02.2019;", "Bewilligt", "Zu einer Bewilligung gehört ein Betrag."),
        ("2019;240,00;", "2019;240,01;", "Ausgezahlt", "Ausgezahlt ist mehr als bewilligt."),
        ("bewilligt;240,00;20.02.2019;240,00;", "ausgezahlt;240,00;20.02.2019;;", "Ausgezahlt",
         "Hier fehlt der ausgezahlte Betrag."),
        ("20.02.2019", "20.01.2019", "Entschieden am", "Die Entscheidung liegt vor dem Eingang."),
        ("12.05.2019", "12.05.2020", "Termin", "Für 2020 ist noch kein Haushaltsjahr angelegt."),
        ("Museum;", "Sport;", "Bereich", "„Sport“ ist keiner der Bereiche Kultur, Museum, Kunst, Umwelt."),
    ],
)  # fmt: skip
def test_bad_cell_is_named_with_line_and_column(programme, old, new, column, sentence):
    report = take_over(programme, GOOD.replace(old, new, 1), REFUSED)

    assert sentences(report) == [f"Zeile 2, „{column}“: {sentence}"]
    assert Application.objects.count() == 0


def test_bad_lines_are_left_out_when_asked(programme):
    report = take_over(programme, GOOD.replace("22", "viele"), REFUSED, skip_bad=True)

    assert (report.new, len(report.problems), report.written) == (["12-2019"], 1, True)
    assert [case.number for case in Application.objects.all()] == ["12-2019"]


def test_every_fault_of_a_line_is_told_at_once(programme):
    line = GOOD.replace("01.02.2019", "gestern").replace("350,00", "viel")

    assert [problem.column for problem in take_over(programme, line).problems] == [
        "Eingang",
        "Beantragt",
    ]


def test_number_twice_in_the_list_is_a_fault(programme):
    report = take_over(programme, GOOD, GOOD)

    assert sentences(report) == [
        "Zeile 3, „Nummer“: Die Nummer KB-2019-0007 steht schon in Zeile 2."
    ]


def test_number_of_a_case_of_the_portal_is_never_taken(programme):
    school = make_school(name="Andere Schule")
    case = make_submitted(programme=programme, institution=school)

    report = take_over(programme, GOOD.replace("KB-2019-0007", case.number))

    assert sentences(report) == [
        f"Zeile 2, „Nummer“: {case.number} gibt es schon, und nicht aus einer Liste."
    ]


def test_changed_line_of_a_case_taken_over_is_a_fault(programme):
    take_over(programme, GOOD)

    report = take_over(programme, GOOD.replace("240,00", "230,00"))

    assert sentences(report) == [
        "Zeile 2, „Bewilligt“: KB-2019-0007 wurde schon mit anderen Angaben übernommen."
    ]


def test_institution_with_two_entries_must_be_told_apart(programme):
    make_school(slug="zweite")

    report = take_over(programme, GOOD)

    assert len(report.problems) == 1
    assert report.problems[0].sentence.endswith("Schreiben Sie eines davon: " + ", ".join(
        sorted(actions.importing.Actor.objects.values_list("slug", flat=True))) + ".")  # fmt: skip


def test_counter_goes_on_behind_an_old_number(programme):
    take_over(programme, GOOD.replace("KB-2019-0007", "KB-2026-0041"))

    assert make_submitted(programme=programme).number == "KB-2026-0042"


def test_workbook_is_read_like_the_csv(programme):
    book = Workbook()
    book.active.append(HEADERS.split(";"))
    book.active.append(
        ["KB-2019-0007", date(2019, 2, 1), "Grundschule Am Weinberg", "Museumstag", "Museum", "Salzmuseum",
         date(2019, 5, 12), "3 b", 22, 2, 350, 300.0, 50.005, "bewilligt", 240, date(2019, 2, 20), 240, None]
    )  # fmt: skip
    content = io.BytesIO()
    book.save(content)

    cases, problems = imports.understand(imports.read(content.getvalue(), "Liste.xlsx"))

    assert problems == []
    assert (cases[0].number, cases[0].received_on, cases[0].children) == (
        "KB-2019-0007",
        date(2019, 2, 1),
        22,
    )
    assert (cases[0].requested_cents, cases[0].costs) == (350_00, {"bus": 300_00, "entry": 50_01})


def test_list_of_a_german_windows_program_is_read(programme):
    content = f"{HEADERS}\r\n{GOOD.replace('Museumstag', 'Größe')}\r\n".encode("cp1252")

    cases, _ = imports.understand(imports.read(content, "alt.csv"))

    assert cases[0].title == "Größe"


def test_columns_may_be_called_otherwise():
    headers = HEADERS.replace("Kinder", "Anzahl SuS")
    with pytest.raises(DomainError, match="fehlen die Spalten Kinder"):
        imports.understand(table(GOOD, headers=headers))

    cases, _ = imports.understand(table(GOOD, headers=headers), {"Kinder": "Anzahl SuS"})

    assert cases[0].children == 22


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"x", "liste.pdf", "Die Liste muss eine Datei mit der Endung .csv oder .xlsx sein."),
        (b"", "liste.csv", "Die Liste ist leer."),
        (b"kein zip", "liste.xlsx", "Diese Datei ist keine lesbare Arbeitsmappe (.xlsx)."),
    ],
)
def test_file_that_is_no_list_is_refused(content, name, sentence):
    with pytest.raises(DomainError) as refused:
        imports.read(content, name)

    assert refused.value.message == sentence


def test_column_that_does_not_exist_cannot_be_renamed():
    with pytest.raises(DomainError, match="Diese Spalten gibt es nicht: Farbe"):
        imports.understand(table(GOOD), {"Farbe": "x"})


def test_pages_show_a_case_taken_over(programme):
    take_over(programme, GOOD)
    case = Application.objects.get()
    office, school = make_client("sachbearbeitung"), make_client("schule")
    school.force_login(
        make_member(case.institution), backend="django.contrib.auth.backends.ModelBackend"
    )

    page = office.get(reverse("admin:funding_application_change", args=[case.pk]))

    assert "Liste 2019.csv, Zeile 2" in page.content.decode()
    assert school.get(case.get_absolute_url()).status_code == 200


def test_old_case_is_forgotten_by_the_same_terms(programme, clock):
    take_over(programme, GOOD)
    programme.budget_years.update(state="closed", accounts_adopted_on=date(2021, 3, 1))
    case = Application.objects.get()

    with pytest.raises(DomainError, match="läuft bis zum 31.12.2031"):
        actions.anonymise(application=case, today=date(2031, 12, 31))

    assert actions.anonymise(application=case, today=date(2032, 1, 1)).anonymised_on == date(
        2032, 1, 1
    )


def test_command_checks_first_and_writes_when_told(programme, tmp_path, capsys):
    file, officer = tmp_path / "Liste 2019.csv", make_officer()
    file.write_text("\n".join([HEADERS, GOOD, REFUSED]))
    options = {"programme": programme.slug, "by": officer.email}

    call_command("import_cases", file, **options)
    assert capsys.readouterr().out.splitlines() == [
        "Neu: 2 über 240,00\u00a0€, schon übernommen: 0, fehlerhaft: 0, gebucht: 0,00\u00a0€.",
        "Nur geprüft; nichts wurde geändert.",
    ]
    assert Application.objects.count() == 0

    call_command("import_cases", file, **options, write=True)
    assert capsys.readouterr().out.splitlines()[1] == "Übernommen."
    assert Application.objects.count() == 2


def test_command_fails_when_a_line_is_bad(programme, tmp_path):
    file = tmp_path / "liste.csv"
    file.write_text("\n".join([HEADERS, GOOD.replace("22", "x")]))

    with pytest.raises(CommandError, match="Nichts wurde übernommen"):
        call_command(
            "import_cases", file, programme=programme.slug, by=make_officer().email, write=True
        )


def test_command_needs_an_account_of_the_office(programme, tmp_path):
    file = tmp_path / "liste.csv"
    file.write_text("\n".join([HEADERS, GOOD]))

    with pytest.raises(CommandError, match="gibt es nicht"):
        call_command("import_cases", file, programme=programme.slug, by="niemand@landkreis.example")


def test_case_of_the_portal_is_not_marked_as_taken_over(db):
    assert make_decided().imported_from == ""
