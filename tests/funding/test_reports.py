"""Reports: every sum is a sum of bookings, whatever was booked; who may read them; how much they cost."""

from datetime import date
from random import Random

import pytest
from django.core.management import CommandError, call_command
from django.db import models
from django.urls import reverse

from funding import actions, budget, charts, report_cases, reports
from funding.models import BudgetYear, LedgerEntry, Programme
from funding.report_costs import split
from funding.reports import Figures
from tests.factories.actors import make_actor
from tests.factories.funding import (
    make_budget_year,
    make_decided,
    make_in_review,
    make_member,
    make_municipality,
    make_officer,
    make_programme,
    make_proposed,
    make_rule_set,
    make_school,
    make_submitted,
)


MODULE = "Die Mittel des Haushaltsjahres sind bereits vollständig gebunden."


def page(name: str, *args) -> str:
    return reverse(f"funding:{name}", args=args)


def random_history(programme: Programme, seed: int) -> list[BudgetYear]:
    """Three years in which anything was booked for a dozen cases; refused bookings leave nothing."""
    dice, by = Random(seed), make_officer()
    years = [
        make_budget_year(programme, year=year, allocated=dice.randint(1_000_00, 9_000_00))
        for year in (2024, 2025, 2026)
    ]
    costs = ("bus", "opnv", "honorar", "sach")
    kinds = ("kita", "grundschule", "gymnasium")
    cases = [
        make_submitted(
            programme=programme,
            institution=make_school(kind=dice.choice(kinds)),
            provider_name=dice.choice(("Deutsches Salzmuseum", "Theater")),
            costs=tuple(
                {"kind": dice.choice(costs), "total_cents": dice.randint(1_00, 900_00)}
                for _ in range(dice.randint(1, 3))
            ),
        )
        for _ in range(6)
    ]
    verbs = (budget.commit, budget.commit, budget.release, budget.pay, budget.refund)
    for number in range(80):
        year, case, cents = dice.choice(years), dice.choice(cases), dice.randint(1, 800_00)
        try:
            dice.choice(verbs)(year, cents, application=case, by=by, key=f"random-{number}")
        except budget.DomainError:
            continue
    return years


@pytest.mark.parametrize("seed", range(5))
def test_every_sum_equals_the_ledger(db, region, seed):
    programme = make_programme()
    years = random_history(programme, seed)

    found = reports.comparison(programme)

    assert budget.prove() == []
    by_year = {report.year: report for report in found.years}
    for year in years:
        year.refresh_from_db()
        proved = (year.committed_cents, year.paid_cents)
        report = by_year[year.year]
        assert (report.total.granted_cents, report.total.paid_cents) == proved
        for table in report.tables:
            rows = sum((row.figures for row in table.rows), Figures())
            assert (rows.granted_cents, rows.paid_cents) == proved
            assert rows.asked_cents == report.total.asked_cents
        assert reports.year_report(programme, year.year) == report
    assert sum(report.total.cases for report in found.years) == 6


def test_refused_withdrawn_and_open_cases_are_told_apart(db, today):
    programme = make_programme(reason_modules=["Ein anderer Satz.", MODULE])
    make_decided(programme=programme)
    make_decided(programme=programme, amount=100_00, reasons="Weniger reicht.")
    make_decided(programme=programme, amount=0, reasons=f"Leider.\n\n{MODULE}")
    make_decided(programme=programme, amount=0, reasons="Frau X hat angerufen.")
    make_proposed(programme=programme)
    withdrawn = make_submitted(programme=programme)
    actions.withdraw(application=withdrawn, by=withdrawn.created_by)

    report = reports.year_report(programme, 2026)

    assert report.total == Figures(
        cases=6,
        asked_cents=6 * 280_00,
        granted_cases=2,
        granted_cents=380_00,
        refused_cases=2,
        refused_cents=560_00,
    )
    assert (report.open_cases, report.withdrawn_cases) == (1, 1)
    assert report.reasons == (
        reports.Reason(MODULE, 1, 280_00),
        reports.Reason("Andere Begründung", 1, 280_00),
    )
    assert (report.proposed_cents, report.usual_cents) == (280_00, 190_00)


def test_money_is_cut_by_kind_of_cost_as_the_rules_give_it(db, today):
    costs = (
        {"kind": "bus", "total_cents": 100_00},  # 80.00
        {"kind": "honorar", "total_cents": 20_00},  # 20.00
        {"kind": "entry", "total_cents": 50_00, "persons": 20},  # under five euro a head: nothing
    )
    make_decided(costs=costs, amount=50_00, reasons="Halbe Sache.")

    tables = {
        table.key: table for table in reports.year_report(Programme.objects.get(), 2026).tables
    }

    assert [(row.label, row.figures.granted_cents) for row in tables["kostenart"].rows] == [
        ("Mietbus", 40_00),
        ("Honorar und Material", 10_00),
    ]


def test_rows_by_provider_place_kind_and_month(db, clock, today):
    place = make_municipality(name="Bleckede")
    school = make_school(municipality=place, kind="gymnasium")
    museum = make_actor(name="Museum Lüneburg", kind="museum")
    make_decided(institution=school, provider=museum)
    clock("2026-04-07")
    make_decided(provider_name="  Theater   am Markt ", days_ahead=30)

    tables = {
        table.key: {row.label: row.figures.granted_cents for row in table.rows}
        for table in reports.year_report(Programme.objects.get(), 2026).tables
    }

    assert tables["anbieter"] == {"Museum Lüneburg": 280_00, "Theater am Markt": 280_00}
    assert tables["gemeinde"] == {"Bleckede": 280_00, "Adendorf": 280_00}
    assert tables["einrichtungsart"] == {"Gymnasium": 280_00, "Grundschule": 280_00}
    assert {month: cents for month, cents in tables["monat"].items() if cents} == {
        "März": 280_00,
        "April": 280_00,
    }
    assert list(tables["monat"])[:2] == ["Januar", "Februar"]


def test_case_counts_in_the_year_of_its_visit_and_bookings_in_theirs(db, today):
    case = make_decided(days_ahead=320)  # January 2027
    later = make_budget_year(case.programme, year=2028, allocated=1_000_00)
    budget.commit(later, 10_00, application=case, by=make_officer(), key="moved")

    by_year = {report.year: report.total for report in reports.comparison(case.programme).years}

    assert (by_year[2027].cases, by_year[2027].granted_cents) == (1, 280_00)
    assert (by_year[2028].cases, by_year[2028].granted_cents) == (0, 10_00)
    assert by_year[2028].asked_cents == 0


@pytest.mark.parametrize(
    ("cents", "weights", "parts"),
    [
        (100, {"a": 1, "b": 1, "c": 1}, {"a": 34, "b": 33, "c": 33}),
        (-100, {"a": 1, "b": 2}, {"a": -33, "b": -67}),
        (1, {"a": 1, "b": 3}, {"a": 0, "b": 1}),
        (5, {}, {"": 5}),
        (0, {}, {}),
    ],
)
def test_split_adds_up(cents, weights, parts):
    assert split(cents, weights) == parts


def test_meter_says_what_is_left(db, clock, today):
    case = make_decided()
    year = case.budget_year

    meter = reports.meter(case.programme, today)

    assert meter.budget_year.available_cents == 49_720_00
    assert (meter.outlook.bound_cents, meter.outlook.grants, meter.outlook.days) == (280_00, 1, 61)
    year.state = BudgetYear.State.CLOSED
    year.save()
    assert reports.meter(case.programme, today) is None
    assert reports.meter(case.programme, date(2030, 1, 1)) is None


def test_overview_shows_the_meter_within_three_queries(client, region, django_assert_num_queries):
    programme = make_decided().programme

    html = " ".join(client.get(page("overview")).content.decode().replace("\u00a0", " ").split())

    assert "Noch 49.720,00 € verfügbar" in html
    assert "In 61 Tagen gab es erst 1 Bewilligung." in html
    with django_assert_num_queries(2):
        reports.meter(programme, date(2026, 3, 2))


READERS = [("lesend", 200), ("sachbearbeitung", 200), ("redaktion", 404)]


@pytest.mark.parametrize(("role", "status"), READERS)
@pytest.mark.parametrize(
    "path",
    [
        page("report_comparison", "kulturelle-bildung"),
        page("report_year", "kulturelle-bildung", 2026),
        *(page("report_file", "kulturelle-bildung", 2026, fmt) for fmt in ("csv", "xlsx", "pdf")),
        *(page("report_file", "kulturelle-bildung", fmt) for fmt in ("csv", "xlsx", "pdf")),
    ],
)
def test_reports_open_for_readers_of_cases_only(client, office_client, role, status, path):
    make_decided()

    assert office_client(role).get(path).status_code == status
    assert client.get(path).status_code == 302
    client.force_login(make_member(make_school()))
    assert client.get(path).status_code == 404


def test_reports_ask_for_the_second_factor(office_client, settings):
    make_decided()
    settings.OFFICE_SECOND_FACTOR = True

    response = office_client("lesend").get(page("report_index"))

    assert response.status_code == 302
    assert response.url.startswith(reverse("account_second_factor"))


@pytest.mark.parametrize(
    "path",
    [
        page("report_comparison", "gibt-es-nicht"),
        page("report_year", "kulturelle-bildung", 1999),
        page("report_file", "kulturelle-bildung", 2026, "exe"),
    ],
)
def test_reports_that_are_not_there(office_client, path):
    make_decided()

    assert office_client("lesend").get(path).status_code == 404


def test_index_leads_to_the_first_programme(office_client):
    client = office_client("lesend")
    assert client.get(page("report_index")).status_code == 404
    make_rule_set()

    response = client.get(page("report_index"), follow=True)

    assert response.request["PATH_INFO"] == page("report_comparison", "kulturelle-bildung")
    assert "Noch nichts auszuwerten" in response.content.decode()


@pytest.mark.parametrize(
    "path",
    [
        page("report_comparison", "kulturelle-bildung"),
        page("report_year", "kulturelle-bildung", 2026),
    ],
)
def test_queries_stay_the_same(office_client, django_assert_max_num_queries, path):
    client = office_client("lesend")
    make_decided()
    counts = []
    for _ in range(2):
        with django_assert_max_num_queries(12) as counted:
            assert client.get(path).status_code == 200
        counts.append(len(counted))
        make_decided()
        make_in_review()

    assert counts[0] == counts[1]


def test_public_list_names_no_person(client, region, django_assert_max_num_queries):
    museum = make_actor(name="Museum Lüneburg", kind="museum")
    make_decided(title="Ins Museum", provider=museum, provider_name="")
    make_decided(title="Mit dem Töpfer", provider_name="Erika Mustermann")
    minder = make_school(
        name="Tagesmutter Muster",
        kind="kindertagespflege",
        funding_eligible_override=True,
        funding_eligible_reason="Beschluss",
    )
    make_decided(title="In den Wald", institution=minder)
    make_decided(title="Nie bewilligt", amount=0, reasons="Nein.")
    make_submitted(title="Noch offen")

    with django_assert_max_num_queries(6):
        html = client.get(page("funded_list")).content.decode()
    lines = b"".join(client.get(page("funded_file"))).decode().splitlines()

    for name in ("Erika", "Tagesmutter", "Nie bewilligt", "Noch offen", "Klassenleitung"):
        assert name not in html
        assert not any(name in line for line in lines)
    assert len(lines) == 4
    assert lines[1] == (
        "Kindertagespflege;anderer Anbieter;In den Wald;Mai 2026;Fonds Kulturelle Bildung;280,00"
    )
    assert lines[3] == (
        "Grundschule Am Weinberg;Museum Lüneburg;Ins Museum;Mai 2026;Fonds Kulturelle Bildung;280,00"
    )


def test_public_list_forgets_what_came_back(client, region):
    case = make_decided(title="Fällt aus")
    budget.release(case.budget_year, 280_00, application=case, by=make_officer(), key="back")

    assert "Fällt aus" not in client.get(page("funded_list")).content.decode()


@pytest.mark.parametrize(
    ("query", "shown"), [("", 2), ("?jahr=2026", 1), ("?jahr=1999", 2), ("?jahr=x", 2)]
)
def test_public_list_of_a_year(client, region, query, shown):
    make_decided(title="Dieses Jahr")
    make_decided(title="Nächstes Jahr", days_ahead=320)

    html = client.get(page("funded_list") + query).content.decode()

    assert html.count("Jahr<span>") == shown


@pytest.mark.parametrize(
    "path",
    [
        page("funded_list"),
        page("funded_file"),
        page("report_index"),
        page("report_year", "kulturelle-bildung", 2026),
        page("report_file", "kulturelle-bildung", "csv"),
    ],
)
def test_nothing_of_it_is_there_without_the_fund(office_client, region, path):
    make_decided()
    region.modules = []
    region.save()

    assert office_client("lesend").get(path).status_code == 404


def test_charts_draw_what_the_rows_say():
    rows = [("Museum", 200_00, 100_00), ("Theater", 100_00, 100_00), ("Nichts", 0, 0)]

    drawn = charts.bars("Bild", rows)

    assert [(bar.text, bar.width, bar.inner) for bar in drawn.bars] == [
        ("100,00\u00a0€", "320.0", "160.0"),
        ("100,00\u00a0€", "160.0", "160.0"),
    ]
    columns = charts.columns("Bild", [("A", 100, 50), ("B", -5, -5)])
    assert [(column.height, column.inner_height) for column in columns.columns] == [
        ("150.0", "75.0"),
        ("0.0", "0.0"),
    ]
    assert charts.bars("Leer", [("A", 0, 0)]) is None
    assert charts.columns("Leer", []) is None


def test_proof_fails_with_a_sentence_when_a_sum_is_wrong(db):
    case = make_decided()
    models.QuerySet(BudgetYear).update(paid_cents=1_00)

    with pytest.raises(
        CommandError, match=r"ausgezahlt steht mit 1,00\s€ .* die Buchungen ergeben 0,00"
    ):
        call_command("prove_ledger")
    assert LedgerEntry.objects.filter(application=case).count() == 1
    assert report_cases.read(case.programme)[2026].cases[0].paid_cents == 0
