"""Rows of the form that repeat: a class goes to several dates in one application."""

from datetime import date

import pytest

from funding.models import Application
from tests.factories.funding import add_appointment, make_draft, make_rule_set
from tests.funding.browsing import step, text_of, with_stamp


@pytest.fixture
def draft(region, school_client):
    make_rule_set()
    return make_draft(by=school_client.user, institution=school_client.actor)


def test_appointment_is_copied_with_its_costs_and_asks_for_the_day(draft, school_client):
    """A class's outing to several dates in one application."""
    copied = school_client.post(
        step(draft, "termine"), with_stamp(draft, "termine", **{"termin-kopie": "t0"})
    )
    dated = with_stamp(draft, "termine", **{"t1-datum": "2026-05-08"})
    school_client.post(step(draft, "termine"), dated)

    first, second = Application.objects.get().appointments.all()
    assert copied["Location"] == f"{step(draft, 'termine')}#t1"
    assert (dated["t1-gruppe"], dated["t1-kinder"]) == ("Klasse 3 b", "22")
    assert (second.group_label, second.children, second.adults) == ("Klasse 3 b", 22, 2)
    assert [row.cost_lines.get().total_cents for row in (first, second)] == [350_00, 350_00]


def test_costs_of_the_first_appointment_are_taken_over(draft, school_client):
    typed = {"t1-datum": "2026-05-08", "t1-kinder": "20"}
    school_client.post(step(draft, "termine"), with_stamp(draft, "termine", **typed))
    offered = text_of(school_client.get(step(draft, "kosten")))

    pressed = {"kosten-wie": "t1", "t1-0-art": "opnv", "t1-1-art": "entry"}
    taken = school_client.post(step(draft, "kosten"), with_stamp(draft, "kosten", **pressed))

    rows = Application.objects.get().appointments.all()
    assert 'name="kosten-wie" value="t1"' in offered
    assert 'name="kosten-wie" value="t0"' not in offered
    assert taken["Location"] == f"{step(draft, 'kosten')}#t1"
    assert [row.cost_lines.get().total_cents for row in rows] == [350_00, 350_00]


def test_costs_stay_with_their_appointment_when_days_change_places(draft, school_client):
    """A draft that was never typed, only copied: both steps begin from its rows."""
    add_appointment(draft, date(2026, 5, 8), ({"kind": "bus", "total_cents": 90_00},), children=9)

    moved = with_stamp(draft, "termine", **{"t0-datum": "2026-05-15"})
    school_client.post(step(draft, "termine"), moved)
    school_client.post(step(draft, "kosten"), with_stamp(draft, "kosten"))

    rows = Application.objects.get().appointments.all()
    assert [(row.children, row.cost_lines.get().total_cents) for row in rows] == [
        (9, 90_00),
        (22, 350_00),
    ]
