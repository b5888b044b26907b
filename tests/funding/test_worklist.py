"""The lists of the start page: who finds what, why, since when and until when; and the year's picture."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actors.models import Membership
from funding import actions, budget, budget_chart, worklist
from funding.models import BudgetYear
from tests.factories.funding import (
    make_budget_year,
    make_decided,
    make_draft,
    make_in_review,
    make_member,
    make_officer,
    make_proposed,
    make_school,
    make_submitted,
)


pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)


def asked_back(case_worker, *, due: date, **fields):
    case = make_in_review(case_worker=case_worker, **fields)
    actions.request_info(application=case, by=case_worker, items=["Wie viele?"], due_on=due)
    case.refresh_from_db()
    return case


def numbers(waiting: worklist.Waiting) -> list[str]:
    return [line.number for line in waiting.lines]


def test_new_cases_wait_oldest_first(clock):
    clock("2026-02-20")
    older = make_submitted(days_ahead=60)
    clock("2026-02-27")
    newer = make_submitted(days_ahead=20)
    make_draft()
    make_in_review()

    waiting = worklist.new(TODAY)

    assert numbers(waiting) == [older.number, newer.number]
    assert waiting.total == 2
    first, second = waiting.lines
    assert first.why == "Neu eingegangen."
    assert (first.title, first.institution) == ("Besuch im Salzmuseum", "Grundschule Am Weinberg")
    assert (first.since, first.until, first.urgent) == (date(2026, 2, 20), date(2026, 4, 21), False)
    assert first.url == reverse("admin:funding_application_change", args=[older.pk])
    assert second.why == "Neu, später als erbeten eingegangen."
    assert (second.until, second.urgent) == (date(2026, 3, 19), False)


def test_answered_cases_wait_for_who_asked(clock):
    anna, other = make_officer(), make_officer()
    clock("2026-02-16")
    case = asked_back(anna, due=date(2026, 2, 25))
    make_in_review(case_worker=anna)
    clock("2026-02-18")
    actions.answer_info(application=case, by=case.created_by, answer="Zwanzig")

    waiting, taken = worklist.in_review(anna, TODAY)

    assert numbers(waiting) == [case.number]
    assert waiting.lines[0].why == "Die Rückfrage ist beantwortet."
    assert waiting.lines[0].since == date(2026, 2, 18)
    assert case.number not in numbers(taken)
    assert worklist.in_review(other, TODAY)[0].total == 0


def test_questions_are_overdue_from_the_day_after(clock):
    anna = make_officer()
    clock("2026-02-16")
    late = asked_back(anna, due=date(2026, 3, 1))
    asked_back(anna, due=TODAY)

    waiting, _proof = worklist.unanswered(anna, TODAY)

    assert numbers(waiting) == [late.number]
    assert waiting.lines[0].why == "Antwort war bis 01.03.2026 erbeten."


def test_cases_in_review_say_what_is_left_to_do(clock):
    anna, signer = make_officer(), make_officer()
    clock("2026-02-16")
    unchecked = make_in_review(case_worker=anna, checked=False)
    clock("2026-02-17")
    checked = make_in_review(case_worker=anna)
    clock("2026-02-18")
    returned = make_proposed(case_worker=anna)
    actions.send_back(application=returned, by=signer, note="Bitte den Bus noch einmal prüfen.")
    make_in_review(case_worker=make_officer())

    _answered, waiting = worklist.in_review(anna, TODAY)

    assert [(line.number, line.why) for line in waiting.lines] == [
        (unchecked.number, "8 Prüfpunkte sind noch offen."),
        (checked.number, "Geprüft: bereit für den Vorschlag."),
        (returned.number, "Von der Zeichnung zurück: Bitte den Bus noch einmal prüfen."),
    ]


def test_signer_finds_neither_own_proposals_nor_those_of_their_institution():
    signer, anna = make_officer(), make_officer(name="Anna")
    case = make_proposed(case_worker=anna)
    rejection = make_proposed(case_worker=anna, amount=0, reasons="Außerhalb des Landkreises.")
    make_proposed(case_worker=signer)
    tied = make_proposed(case_worker=anna, institution=make_school())
    Membership.objects.create(user=signer, actor=tied.institution)

    waiting = worklist.to_sign(signer, TODAY)

    assert [(line.number, line.why) for line in waiting.lines] == [
        (case.number, "Vorgeschlagen: Bewilligung, 280,00\xa0€."),
        (rejection.number, "Vorgeschlagen ist eine Ablehnung."),
    ]


def test_open_cases_are_near_from_two_weeks_before():
    near = make_submitted(days_ahead=14)
    make_submitted(days_ahead=15)
    make_decided(days_ahead=5)

    waiting = worklist.near(TODAY)

    assert [(line.number, line.why, line.until, line.urgent) for line in waiting.lines] == [
        (near.number, "Stand: Eingegangen", date(2026, 3, 16), True)
    ]


def test_more_than_the_page_shows_are_counted_in_the_same_query():
    school = make_school()
    member = make_member(school)
    for _ in range(worklist.SHOWN + 2):
        make_submitted(institution=school, by=member)

    with CaptureQueriesContext(connection) as queries:
        waiting = worklist.new(TODAY)

    assert (len(waiting.lines), waiting.total, len(queries)) == (8, 10, 1)


def test_only_colleagues_without_a_tie_can_take_over():
    case = make_submitted()
    anna = make_officer("review_application", name="Anna")
    make_officer("sign_decision")
    make_officer("review_application", is_active=False)
    tied = make_officer("review_application")
    Membership.objects.create(user=tied, actor=case.institution)

    assert list(worklist.case_workers(case)) == [anna]


def test_picture_of_a_year_falls_into_parts():
    officer = make_officer()
    year = make_budget_year(allocated=1_000_00)
    budget.block(year, 100_00, by=officer, reason="Haushaltssperre", key="sperre")
    case = make_decided(budget_year=year)
    budget.pay(year, 80_00, application=case, by=officer, key="zahlung")

    picture = budget_chart.picture(year, 120_00)

    assert [(part.kind, part.cents, part.x, part.width) for part in picture.parts] == [
        ("paid", 80_00, "0.00", "48.00"),
        ("committed", 200_00, "48.00", "120.00"),
        ("proposed", 120_00, "168.00", "72.00"),
        ("available", 500_00, "240.00", "300.00"),
        ("blocked", 100_00, "540.00", "60.00"),
    ]
    assert (picture.available_cents, picture.left_after_proposals_cents) == (620_00, 500_00)


def test_picture_says_by_how_much_proposals_exceed_the_year():
    year = make_budget_year(allocated=100_00)

    picture = budget_chart.picture(year, 130_00)

    assert [(part.kind, part.cents) for part in picture.parts] == [("proposed", 100_00)]
    assert (picture.over_cents, picture.left_after_proposals_cents) == (30_00, 0)


def test_rest_of_a_closed_year_is_not_available():
    year = make_budget_year(allocated=100_00)
    year.state = BudgetYear.State.CLOSED
    year.save()

    picture = budget_chart.picture(year, 0)

    assert [(part.kind, part.cents) for part in picture.parts] == [("lapsed", 100_00)]


def test_months_add_up_to_what_is_bound(clock):
    year = make_budget_year(allocated=1_000_00)
    officer = make_officer()
    clock("2025-12-10")
    make_decided(budget_year=year, days_ahead=60)
    clock("2026-03-02")
    case = make_decided(budget_year=year)
    clock("2026-04-01")
    budget.release(year, 30_00, application=case, by=officer, key="rest")

    monthly = budget_chart.bound_by_month(year)
    picture = budget_chart.picture(year, 0, monthly, months=4)

    assert monthly == {1: 280_00, 3: 280_00, 4: -30_00}
    assert [(month.label, month.cents, month.total_cents) for month in picture.months] == [
        ("Jan", 280_00, 280_00),
        ("Feb", 0, 280_00),
        ("Mär", 280_00, 560_00),
        ("Apr", -30_00, 530_00),
    ]


def test_a_year_without_money_is_an_empty_picture():
    picture = budget_chart.picture(make_budget_year(), 0)

    assert (picture.parts, picture.months, picture.available_cents) == ((), (), 0)


def test_proposals_are_summed_with_the_years():
    year = make_budget_year(allocated=1_000_00)
    make_proposed(budget_year=year)
    make_proposed(budget_year=year)
    make_decided(budget_year=year)

    found = budget_chart.with_proposals(BudgetYear.objects.all()).get()

    assert found.waiting_cents == 560_00 == year.proposed_cents
