"""The lists of the start page after the decision: who finds what, when its day has come, and where it leads."""

from datetime import timedelta

import pytest
from django.urls import reverse

from actors.models import Membership
from funding import actions, budget, worklist
from funding.admin.filters import OVERDUE, STAGES
from funding.models import Application, Claim
from tests.factories.funding import (
    make_budget_year,
    make_decided,
    make_in_review,
    make_member,
    make_officer,
    make_paid,
    make_programme,
    make_reported,
    make_school,
    make_submitted,
)
from tests.factories.granted import (
    make_change_proposed,
    make_change_requested,
    make_claim_open,
    make_hearing,
    make_overdue,
    make_revocation_proposed,
    make_waitlisted,
)
from tests.factories.office import make_client
from tests.funding.office import numbers, page_of, query_count, text_of


pytestmark = pytest.mark.django_db
LIST = reverse("admin:funding_application_changelist")


def shown(waiting: worklist.Waiting) -> list[tuple[str, str]]:
    return [(line.number, line.url) for line in waiting.lines]


def test_next_of_the_waiting_list_is_called_when_money_came(clock, today):
    user = make_officer()
    first = make_waitlisted()
    clock(today + timedelta(days=1))
    year = first.budget_year
    second = make_in_review(programme=first.programme)
    actions.put_on_waitlist(application=second, by=user, budget_year=year)
    assert worklist.called(user, today).total == 0

    budget.allocate(year, 300_00, by=user, reason="Nachtrag", key="nachtrag-1")

    found = worklist.called(user, today)
    assert shown(found) == [(first.number, page_of(first, "propose"))]
    assert found.lines[0].why == "Geld ist frei: 280,00\xa0€ können vorgeschlagen werden."
    budget.allocate(year, 300_00, by=user, reason="Nachtrag", key="nachtrag-2")
    assert [line.number for line in worklist.called(user, today).lines] == [
        first.number, second.number,
    ]  # fmt: skip


def test_what_began_while_it_waited_is_called_too(today):
    case = make_waitlisted()

    found = worklist.called(make_officer(), case.first_day)

    assert [line.why.partition(":")[0] for line in found.lines] == [
        "Hat begonnen, während der Antrag wartete"
    ]


def test_changes_wait_for_who_works_on_them_and_for_another_signer(today):
    user = make_officer()
    wish = make_change_requested()
    proposed = make_change_proposed(proposer=user)
    signer = make_officer(name="Zeichnung")

    assert shown(worklist.changes(user, today)) == [(wish.number, f"{page_of(wish)}#aenderung")]
    assert worklist.later_to_sign(user, today)[0].total == 0
    found, _revocations = worklist.later_to_sign(signer, today)
    assert shown(found) == [(proposed.number, page_of(proposed, "amend"))]
    assert found.lines[0].why == "400,00\xa0€ statt 280,00\xa0€."


def test_change_that_came_back_says_why(today):
    case = make_change_proposed()
    actions.send_back_change(application=case, by=make_officer(), note="Bitte belegen.")

    [line] = worklist.changes(make_officer(), today).lines

    assert line.why == "Von der Zeichnung zurück: Bitte belegen."


def test_late_proofs_lead_to_the_letter_that_is_next(today):
    user = make_officer()
    cases = [make_overdue(reminders=level, by=user) for level in range(4)]
    make_decided()

    found = {
        line.number: (line.why, line.url) for line in worklist.proof_overdue(user, today).lines
    }

    assert found == {
        cases[0].number: ("Als Nächstes: 1. Erinnerung.", page_of(cases[0], "remind")),
        cases[1].number: ("Als Nächstes: 2. Erinnerung.", page_of(cases[1], "remind")),
        cases[2].number: ("Als Nächstes: Verfall ankündigen.", page_of(cases[2], "announce_lapse")),
    }
    assert worklist.lapses_to_sign(user, today).total == 0
    lapses = worklist.lapses_to_sign(make_officer(), today)
    assert shown(lapses) == [(cases[3].number, page_of(cases[3], "lapse"))]


def test_reminded_proof_rests_until_the_new_day_is_over(today):
    case = make_overdue()
    reminder = actions.remind(application=case, by=make_officer())

    user = make_officer()
    assert worklist.proof_overdue(user, reminder.due_on).total == 0
    assert worklist.proof_overdue(user, reminder.due_on + timedelta(days=1)).total == 1


def test_question_about_a_proof_without_an_answer(today):
    case = make_reported()
    user = make_officer()
    actions.query_report(application=case, by=user, items=["Wo?"], due_on=today + timedelta(days=7))

    assert worklist.unanswered(user, today + timedelta(days=7))[1].total == 0
    _before, found = worklist.unanswered(user, today + timedelta(days=8))
    assert shown(found) == [(case.number, page_of(case, "resume_report"))]


def test_hearings_wait_when_answered_or_over(today):
    answered, silent = make_hearing(), make_hearing(stated=False)
    user = make_officer()

    assert [line.number for line in worklist.hearings(user, today).lines] == [answered.number]
    later = worklist.hearings(user, today + timedelta(days=15))
    assert {line.number for line in later.lines} == {answered.number, silent.number}


def test_revocations_wait_for_another_signer(today):
    user = make_officer()
    case = make_revocation_proposed(proposer=user)

    assert worklist.later_to_sign(user, today)[1].total == 0
    _changes, found = worklist.later_to_sign(make_officer(), today)
    assert shown(found) == [(case.number, page_of(case, "revoke"))]


def test_claims_say_what_is_open_and_when_it_is_due(today):
    case = make_claim_open()
    due = Claim.objects.get().due_on

    [line] = worklist.claims(make_officer(), due).lines

    assert (line.url, line.why) == (
        page_of(case, "record_refund"), "280,00\xa0€ sind noch offen.",
    )  # fmt: skip
    assert (line.until, line.urgent) == (due, True)


def test_nobody_finds_cases_of_their_own_institution(today):
    user = make_officer()
    for case in (make_change_requested(), make_hearing(), make_overdue(), make_claim_open()):
        Membership.objects.create(user=user, actor=case.institution)

    lists = (worklist.changes, worklist.hearings, worklist.proof_overdue, worklist.claims)
    assert [found(user, today).total for found in lists] == [0, 0, 0, 0]


def test_start_page_asks_equally_often_however_much_waits(region):
    clients = [make_client(role) for role in ("sachbearbeitung", "zeichnung", "kasse")]
    school = make_school()
    own = {"institution": school, "by": make_member(school)}
    main = make_programme()
    short = make_budget_year(make_programme(slug="zweites", name="Zweites"), allocated=100_00)

    def fill():
        make_waitlisted(year=short, **own)
        for make in (make_change_requested, make_change_proposed, make_hearing, make_overdue,
                     make_revocation_proposed):  # fmt: skip
            make(programme=main, **own)

    fill()
    counts = [query_count(client, reverse("admin:index")) for client in clients]
    fill()

    assert [query_count(client, reverse("admin:index")) for client in clients] == counts
    assert max(counts) <= 25


# The list of cases


def test_every_state_stands_in_one_stage_of_the_filter():
    states = [state for _label, found in STAGES.values() for state in found]

    assert sorted(states) == sorted(set(Application.Status) - {Application.Status.DRAFT})


def test_list_is_narrowed_by_stage(region):
    new, wish, overdue = make_submitted(), make_change_requested(), make_overdue()
    heard = make_hearing()
    client = make_client("lesend")

    def found(stage):
        return set(numbers(client.get(LIST, {"stand": stage})))

    assert found("offen") == {new.number}
    assert found("bewilligt") == {wish.number, overdue.number}
    assert found("widerruf") == {heard.number}
    assert found(OVERDUE) == {overdue.number}
    assert found("change_requested") == {wish.number}
    assert "– Änderung gewünscht" in text_of(client.get(LIST))


@pytest.mark.parametrize(
    "make",
    [
        make_waitlisted,
        make_change_requested,
        make_hearing,
        make_overdue,
        make_reported,
        make_paid,
        make_claim_open,
    ],
)
def test_case_page_of_late_states_stays_below_its_queries(region, make):
    case = make()

    assert query_count(make_client("sachbearbeitung"), page_of(case)) <= 25
