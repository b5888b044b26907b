"""The list of one's applications: what waits for somebody first, by school year where there are many."""

from datetime import date

import pytest
from django.urls import reverse

from funding import actions, own_cases
from funding.models import Application
from tests.factories.funding import (
    let_pass,
    make_decided,
    make_draft,
    make_in_review,
    make_member,
    make_order_failed,
    make_rule_set,
    make_submitted,
)
from tests.factories.granted import (
    fresh,
    make_cancelled,
    make_claim_open,
    make_hearing,
    make_overdue,
)
from tests.funding.browsing import queries_of, signed_in, text_of


@pytest.fixture
def rules(region):
    return make_rule_set()


@pytest.fixture
def own(rules, school_client) -> dict:
    """Whose cases are made here."""
    return {"by": school_client.user, "institution": school_client.actor}


def make_asked(**fields) -> Application:
    case = make_in_review(**fields)
    actions.request_info(
        application=case, by=case.assignee, items=["Wann?"], due_on=date(2026, 3, 20)
    )
    return fresh(case)


def make_unstated(**fields) -> Application:
    return make_hearing(stated=False, **fields)


def headings(response) -> list[tuple[str, int]]:
    told = [str(case.heading) for case in response.context["cases"]]
    return [(heading, told.count(heading)) for heading in dict.fromkeys(told)]


def test_list_begins_with_what_waits_for_somebody(own, school_client):
    for make in (make_draft, make_submitted, make_decided, make_cancelled, make_asked,
                 make_order_failed, make_unstated, make_hearing, make_claim_open):  # fmt: skip
        make(**own)
    make_decided(delivery_consent=True, **own)
    let_pass(make_decided(**own))

    response = school_client.get(reverse("funding:application_list"))

    assert headings(response) == [
        ("Das wartet auf Sie", 6),
        ("Entwürfe", 1),
        ("Liegt bei uns", 2),
        ("Bewilligt", 1),
        ("Erledigt", 1),
    ]
    assert "Ein Schreiben liegt für Sie bereit" in text_of(response)


def test_list_is_empty_and_says_how_to_begin(rules, school_client):
    html = text_of(school_client.get(reverse("funding:application_list")))

    assert "Noch kein Antrag" in html
    assert reverse("funding:application_create") in html


def test_list_asks_strangers_to_sign_in(rules, client):
    address = reverse("funding:application_list")

    assert client.get(address)["Location"] == f"/konto/anmelden/?next={address}"


def test_list_of_others_stays_theirs(own):
    make_submitted(**own)

    client = signed_in(make_member(make_draft().institution))

    assert [case.institution for case in
            client.get(reverse("funding:application_list")).context["cases"]] == [
        Application.objects.drafts().get().institution
    ]  # fmt: skip


def test_long_list_can_be_narrowed_to_a_school_year(own, school_client):
    for number in range(13):
        make_submitted(days_ahead=60 if number else 200, **own)
    address = reverse("funding:application_list")

    everything = school_client.get(address)
    narrowed = school_client.get(address, {"jahr": "2026"})
    wrong = school_client.get(address, {"jahr": "neulich"})

    assert [label for _year, label in everything.context["form"].fields["jahr"].choices] == [
        "alle", "2026/27", "2025/26",
    ]  # fmt: skip
    assert [len(response.context["cases"]) for response in (everything, narrowed, wrong)] == [
        13, 1, 13,
    ]  # fmt: skip


def test_short_list_has_no_filter(own, school_client):
    make_submitted(**own)
    make_submitted(days_ahead=200, **own)

    assert school_client.get(reverse("funding:application_list")).context["form"] is None


@pytest.mark.parametrize(
    ("day", "year", "label"),
    [
        (date(2026, 7, 31), 2025, "2025/26"),
        (date(2026, 8, 1), 2026, "2026/27"),
        (date(2099, 8, 1), 2099, "2099/00"),
    ],
)
def test_school_year_begins_in_august(day, year, label):
    assert (own_cases.school_year(day), own_cases.school_year_label(year)) == (year, label)


def test_list_queries_do_not_grow(own, school_client, django_assert_max_num_queries):
    def add():
        make_hearing(**own)
        make_claim_open(**own)
        make_overdue(reminders=1, institution=own["institution"])

    address = reverse("funding:application_list")
    add()
    one = queries_of(school_client, address, django_assert_max_num_queries)
    add()
    add()

    assert queries_of(school_client, address, django_assert_max_num_queries) == one
