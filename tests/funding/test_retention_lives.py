"""Whole lives of cases when their time is over: every end has its term, nobody is named, no sum moves."""

from datetime import date

import pytest
from django.apps import apps
from django.core.files.storage import default_storage
from django.utils import timezone

from bildungsregion.base.errors import DomainError
from funding import actions, budget, reports, retention
from funding.models import (
    Application,
    Attachment,
    BankDetailsChange,
    LedgerEntry,
    PaymentOrder,
    PaymentRun,
    Receipt,
)
from tests.factories.funding import (
    make_budget_year,
    make_officer,
    make_order_failed,
    make_ordered,
    make_paid,
    make_report,
    make_rule_set,
    make_settled,
)
from tests.factories.granted import (
    fresh,
    make_cancelled,
    make_change_proposed,
    make_claim_open,
    make_hearing,
    make_lapsed,
    make_revoked,
    make_waitlisted,
)
from tests.factories.keeping import forget
from tests.factories.lives import make_full_life, refund


def adopt(case: Application, day: date = date(2028, 6, 15)) -> None:
    """Close the years of this case and adopt their accounts."""
    for year in case.programme.budget_years.all():
        year.state, year.accounts_adopted_on = "closed", day
        year.save()


def make_refunded(**fields) -> Application:
    case = make_claim_open(**fields)
    refund(case)
    return fresh(case)


def make_waived(**fields) -> Application:
    rules = make_rule_set(waiver_cents=280_00)
    case = make_claim_open(programme=rules.programme, **fields)
    actions.waive_claim(claim=case.claim, by=make_officer(), reason="Frau Beispiel zahlt nicht")
    return fresh(case)


MONEY = [
    make_paid, make_cancelled, make_lapsed, make_revoked, make_refunded, make_waived,
]  # fmt: skip


@pytest.mark.parametrize("make", MONEY)
def test_every_end_with_money_counts_from_the_adopted_accounts(db, make):
    case = make()
    assert retention.term(case).ends_on is None
    assert retention.obstacles(case, date(2100, 1, 1)) == [
        "Der Jahresabschluss 2026 ist noch nicht festgestellt."
    ]

    adopt(case)

    assert retention.term(fresh(case)).ends_on == date(2039, 1, 1)
    assert retention.obstacles(fresh(case), date(2039, 1, 1)) == []
    assert retention.obstacles(fresh(case), date(2038, 12, 31)) == [
        "Die Aufbewahrungsfrist läuft bis zum 31.12.2038."
    ]


def test_money_back_after_the_adoption_counts_from_its_own_day(db, clock):
    case = make_claim_open()
    adopt(case)
    clock("2030-05-02")

    refund(fresh(case))

    assert retention.term(fresh(case)).ends_on == date(2041, 1, 1)
    assert retention.obstacles(fresh(case), date(2041, 1, 1)) == []


def test_grant_moved_to_another_year_waits_for_both_accounts(db):
    case = make_paid()
    later = make_budget_year(case.programme, year=2027, allocated=10_00)
    budget.commit(later, 1, application=case, by=make_officer(), key="moved")
    budget.release(later, 1, application=case, by=make_officer(), key="back")
    case.budget_year.state, case.budget_year.accounts_adopted_on = "closed", date(2028, 6, 15)
    case.budget_year.save()

    assert retention.term(fresh(case)).ends_on is None

    adopt(case, date(2029, 7, 1))
    assert retention.term(fresh(case)).ends_on == date(2040, 1, 1)


@pytest.mark.parametrize(
    "make", [make_settled, make_ordered, make_order_failed, make_hearing, make_change_proposed]
)
def test_nothing_under_way_is_ever_forgotten(db, make):
    case = make()
    adopt(case)

    found = retention.obstacles(fresh(case), date(2100, 1, 1))

    assert found[0].endswith("ist noch nicht beendet.")


def test_open_claim_is_named_as_the_reason(db):
    case = make_claim_open()
    adopt(case)

    with pytest.raises(DomainError, match="Von der Rückforderung sind noch 280,00\u00a0€ offen."):
        actions.anonymise(application=case, today=date(2100, 1, 1))


def test_full_life_is_forgotten_and_every_sum_stays(db, clock):
    """Runs on PostgreSQL with its triggers as well."""
    case = make_full_life()
    adopt(case)
    files = [
        *Attachment.objects.values_list("file", flat=True),
        *case.letters.values_list("pdf", flat=True),
        *PaymentRun.objects.values_list("csv", flat=True),
    ]
    clock("2039-01-01")
    before = figures(case)

    forget()

    assert fresh(case).anonymised_on == date(2039, 1, 1)
    assert figures(case) == before
    assert budget.prove() == []
    assert len(files) > 8
    assert [name for name in files if default_storage.exists(name)] == []
    found = [
        f"{model.__name__}: {row}"
        for model in apps.get_app_config("funding").get_models()
        for row in model.objects.values()
        if any(word in str(row) for word in ("Beispiel", "beispiel", "DE89", "DE02"))
    ]
    assert found == []


def figures(case: Application):
    report = reports.year_report(case.programme, 2026)
    rows = LedgerEntry.objects.order_by("pk").values()
    receipts = Receipt.objects.values("amount_cents", "claimed_cents", "accepted_cents")
    orders = PaymentOrder.objects.order_by("pk").values("number", "amount_cents", "paid_on")
    return (report.total, report.tables, report.spells), list(rows), list(receipts), list(orders)


def test_list_for_the_cashier_stays_while_one_of_its_payments_must(db, clock):
    """A voucher is kept whole: its file goes with the last case on it (docs/adr/0110)."""
    first = make_ordered()
    second = make_ordered(programme=first.programme)
    office = make_officer()
    run = actions.open_run(orders=[case.payment_order for case in (first, second)], by=office)
    actions.release_run(run=run, by=make_officer())
    actions.export_run(run=run, by=office)
    for case in (first, second):
        actions.record_paid(order=case.payment_order, by=office, paid_on=timezone.localdate())
    run.refresh_from_db()
    adopt(first)
    clock("2039-01-01")

    actions.anonymise(application=fresh(first), today=date(2039, 1, 1))
    assert default_storage.exists(run.csv.name)

    actions.anonymise(application=fresh(second), today=date(2039, 1, 1))
    assert not default_storage.exists(run.csv.name)
    with pytest.raises(DomainError, match="nach Ablauf der Aufbewahrung gelöscht"):
        actions.export_run(run=run, by=office)


def test_forgotten_case_goes_no_further(db, clock):
    case = make_paid()
    adopt(case)
    clock("2039-01-01")
    forget()

    with pytest.raises(DomainError, match="anonymisiert"):
        actions.open_hearing(application=fresh(case), by=make_officer(), reasons="Zu spät")


def test_report_begun_and_never_sent_is_forgotten_with_its_case(db, clock):
    report = make_report()
    case = report.application
    actions.cancel(application=case, by=case.submitted_by)
    adopt(case)
    clock("2039-01-01")

    forget()

    report.refresh_from_db()
    assert report.text == ""
    assert BankDetailsChange.objects.count() == 0
    assert set(Attachment.objects.values_list("file", flat=True)) == {""}


def test_waitlisted_case_that_was_withdrawn_has_the_short_term(db):
    case = make_waitlisted()
    actions.withdraw(application=case, by=case.submitted_by)

    assert retention.term(fresh(case)).ends_on == date(2030, 1, 1)
    assert retention.obstacles(fresh(case), date(2030, 1, 1)) == []
