"""Reports over whole lives of cases: changed, settled, paid, claimed back; always what the ledger says."""

import pytest
from django.db import transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings

from funding import actions, ledger_proof, public_list, reports
from funding.models import BudgetYear, Programme
from funding.reports import Figures
from tests.factories.funding import (
    judge_all,
    make_budget_year,
    make_decided,
    make_officer,
    make_paid,
    make_proposed,
    make_report,
    make_settled,
    prove,
)
from tests.factories.granted import (
    fresh,
    make_cancelled,
    make_claim_open,
    make_lapsed,
    make_revoked,
)
from tests.factories.lives import make_full_life, refund
from tests.factories.office import make_client
from tests.funding.test_life import LIVES, Office, live


def by_cost(programme: Programme) -> dict[str, tuple[int, int, int]]:
    """Kind of cost → asked, granted, paid."""
    [table] = [
        table for table in reports.year_report(programme, 2026).tables if table.key == "kostenart"
    ]
    return {
        row.label: (row.figures.asked_cents, row.figures.granted_cents, row.figures.paid_cents)
        for row in table.rows
    }


def test_settled_money_falls_where_it_was_proven(db):
    """Planned 80 for the bus and 20 for a fee; the fee fell away and the bus was dearer."""
    case = make_decided(
        costs=({"kind": "bus", "total_cents": 100_00}, {"kind": "honorar", "total_cents": 20_00})
    )
    assert by_cost(case.programme)["Honorar und Material"] == (20_00, 20_00, 0)
    report = make_report(application=case)
    by, officer = case.submitted_by, make_officer()
    bus = report.application.appointments.get().cost_lines.get(phase="actual", kind="bus")
    line = actions.ActualLine(bus.appointment_id, "bus", 110_00)
    actions.save_report(application=case, by=by, lines=[line])
    for row in report.application.appointments.get().cost_lines.filter(phase="actual"):
        prove(row, by=by)
    actions.submit_report(application=fresh(case), by=by)
    judge_all(case, by=officer)
    actions.settle(application=fresh(case), by=officer)

    assert fresh(case).settled_cents == 88_00
    assert by_cost(case.programme) == {
        "Mietbus": (80_00, 88_00, 0),
        "Honorar und Material": (20_00, 0, 0),
    }


@pytest.mark.parametrize(
    ("make", "granted", "paid"),
    [
        (make_settled, 280_00, 0),
        (make_paid, 280_00, 280_00),
        (make_cancelled, 0, 0),
        (make_lapsed, 0, 0),
        (make_revoked, 0, 0),
        (make_claim_open, 280_00, 280_00),
        (make_full_life, 100_00, 100_00),
    ],
)
def test_every_end_of_a_case_is_in_the_figures(db, make, granted, paid):
    case = make()

    total = reports.year_report(case.programme, 2026).total

    assert (total.cases, total.granted_cases) == (1, 1)
    assert (total.granted_cents, total.paid_cents) == (granted, paid)


@pytest.mark.parametrize(
    ("make", "listed"),
    [
        (make_decided, [280_00]),
        (make_paid, [280_00]),
        (make_cancelled, []),
        (make_lapsed, []),
        (make_revoked, []),
        (make_claim_open, []),
        (make_full_life, [100_00]),
    ],
)
def test_public_list_names_what_is_funded_and_remained(db, make, listed):
    make()

    assert [case.bound_cents for case in public_list.funded(2026)] == listed


def test_money_back_after_the_year_is_no_longer_listed(db):
    case = make_claim_open()
    BudgetYear.objects.update(state="closed")

    refund(fresh(case), 280_00)

    assert list(public_list.funded()) == []
    assert reports.year_report(case.programme, 2026).total.granted_cents == 280_00


@given(life=LIVES)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_reports_equal_the_ledger_whatever_happened(life, cases):
    office = Office()
    mark = transaction.savepoint()
    for number, which, cents in life:
        live(fresh(cases[which]), number, cents, office)
    year = BudgetYear.objects.get(year=2026)
    report = reports.year_report(year.programme, 2026)

    proved = (year.committed_cents, year.paid_cents)
    assert (report.total.granted_cents, report.total.paid_cents) == proved
    for table in report.tables:
        rows = sum((row.figures for row in table.rows), Figures())
        assert (rows.granted_cents, rows.paid_cents) == proved
        assert (rows.asked_cents, rows.refused_cents) == (
            report.total.asked_cents,
            report.total.refused_cents,
        )
    listed = sum(case.bound_cents for case in public_list.funded(2026))
    assert listed <= year.committed_cents
    assert ledger_proof.faults() == []
    transaction.savepoint_rollback(mark)


@pytest.fixture
def cases(db):
    year = make_budget_year(allocated=500_00)
    more = {"programme": year.programme, "budget_year": year}
    return [make_paid(**more), make_proposed(**more), make_proposed(**more)]


def test_budget_page_of_the_office_shows_the_forecast(region):
    year = make_decided().budget_year

    page = make_client("kasse").get(reverse("admin:funding_budgetyear_change", args=[year.pk]))

    text = " ".join(page.content.decode().split())
    assert "Wie lange es reicht" in text
    assert "In 61 Tagen gab es erst 1 Bewilligung." in text
