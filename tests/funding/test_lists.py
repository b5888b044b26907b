"""Which cases the office and the institutions find in their lists, and how rows read."""

from datetime import date

import pytest
from django.db import models

from funding.models import (
    Application,
    Appointment,
    BudgetYear,
    CheckItem,
    CostLine,
    InfoRequest,
    NumberCounter,
    RuleSet,
)
from tests.factories.funding import (
    make_decided,
    make_draft,
    make_in_review,
    make_member,
    make_officer,
    make_proposed,
    make_school,
    make_submitted,
)


def change(row, **fields):
    """Past all guards of the program, straight to the table."""
    models.QuerySet(type(row)).filter(pk=row.pk).update(**fields)


def question(**fields):
    application = make_in_review()
    row = {"items": ["?"], "sections": [], "due_on": date(2026, 4, 1), "asked_by": make_officer()}
    return InfoRequest.objects.create(application=application, **row | fields)


def test_lists_of_the_office(db, today):
    case_worker, colleague = make_officer(), make_officer()
    draft = make_draft()
    submitted = make_submitted()
    proposed = make_proposed(case_worker=case_worker)
    approved = make_decided()

    everything = Application.objects.order_by("pk")
    assert list(everything.drafts()) == [draft]
    assert list(everything.filed()) == [submitted, proposed, approved]
    assert list(everything.open()) == [submitted, proposed]
    assert list(everything.awaiting_review()) == [submitted]
    assert list(everything.awaiting_signature()) == [proposed]
    assert list(everything.awaiting_signature_of(colleague)) == [proposed]
    assert list(everything.awaiting_signature_of(case_worker)) == []
    assert list(everything.decided()) == [approved]


def test_overdue_answers(db, today):
    request = question(due_on=date(2026, 3, 10))
    change(request.application, status="info_requested")

    assert list(Application.objects.awaiting_answer()) == [request.application]
    assert not Application.objects.answer_overdue(date(2026, 3, 10))
    assert list(Application.objects.answer_overdue(date(2026, 3, 11))) == [request.application]
    assert (request.is_overdue(date(2026, 3, 10)), request.is_overdue(date(2026, 3, 11))) == (
        False,
        True,
    )


def test_earlier_cases_of_the_institution(db):
    school = make_school()
    by = make_member(school)
    first, second = (make_submitted(institution=school, by=by) for _ in range(2))
    make_draft(institution=school, by=by)
    make_submitted()

    assert list(Application.objects.earlier_of(second)) == [first]


@pytest.mark.parametrize("appointments", [1, 3])
def test_reckoning_needs_a_fixed_number_of_queries(db, django_assert_num_queries, appointments):
    application = make_submitted()
    for _ in range(appointments - 1):
        row = Appointment.objects.create(
            application=application, starts_on=date(2026, 5, 1), children=10
        )
        CostLine.objects.create(appointment=row, kind="bus", total_cents=100_00)

    with django_assert_num_queries(3):
        grant = Application.objects.with_costs().get(pk=application.pk).reckon()

    assert grant.cents == 280_00 + 80_00 * (appointments - 1)


def test_models_read_well(db):
    application = make_decided()

    assert str(application) == "KB-2026-0001 Besuch im Salzmuseum"
    assert str(make_draft(title="")) == "Entwurf Grundschule Am Weinberg"
    assert str(application.decision) == "Bewilligung KB-2026-0001 Besuch im Salzmuseum"
    assert str(application.letters.last()) == "Zuwendungsbescheid KB-2026-0001/2"
    assert application.letters.last().file_name == "Zuwendungsbescheid_KB-2026-0001-2.pdf"
    assert (
        str(application.checks.first())
        == "Die Person darf für die Einrichtung beantragen: in Ordnung"
    )
    assert str(application.steps.first()) == "KB-2026-0001 Besuch im Salzmuseum: Eingegangen"
    assert str(application.snapshots.first()) == "Einreichung 02.03.2026"
    assert str(application.entries.get()) == "Bewilligung 28000 ct, Fonds Kulturelle Bildung 2026"
    assert str(BudgetYear.objects.first()) == "Fonds Kulturelle Bildung 2026"
    assert str(RuleSet.objects.first()) == "Fonds Kulturelle Bildung 2017"
    assert str(NumberCounter.objects.get()) == "Fonds Kulturelle Bildung 2026: 1"
    assert CheckItem.Code.PLACE.label == "Der Ort liegt im Landkreis"
