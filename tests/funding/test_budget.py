"""The ledger: each booking and its guard, the proof, and two signers at the last euro."""

from contextlib import suppress

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings, strategies as st

from bildungsregion.base.errors import DomainError
from funding import actions, budget, references
from funding.models import Application, BudgetYear, LedgerEntry
from funding.models.append_only import RowIsFinal
from tests.factories.funding import (
    make_budget_year,
    make_decided,
    make_draft,
    make_member,
    make_officer,
    make_programme,
    make_proposed,
    make_school,
    make_submitted,
    make_user,
)
from tests.funding.racing import at_once


def columns(year):
    year.refresh_from_db()
    return year.allocated_cents, year.blocked_cents, year.committed_cents, year.paid_cents


@pytest.fixture
def year(db):
    return make_budget_year(allocated=1_000_00)


@pytest.fixture
def by(db):
    return make_user()


@pytest.fixture
def case(year):
    return make_submitted(programme=year.programme)


def test_a_case_from_the_vote_to_the_last_refund(year, case, by):
    budget.carry_in(year, 200_00, by=by, reason="Übertrag", key="carry")
    budget.block(year, 300_00, by=by, reason="Haushaltssperre", key="block")
    budget.commit(year, 640_00, application=case, by=by)
    budget.unblock(year, 100_00, by=by, reason="Sperre gelockert", key="unblock")
    budget.pay(year, 500_00, application=case, by=by, key="pay")
    budget.release(year, 140_00, application=case, by=by, key="rest")
    budget.refund(year, 20_00, application=case, by=by, key="back")

    assert columns(year) == (1_200_00, 200_00, 500_00, 480_00)
    assert (year.usable_cents, year.available_cents) == (1_000_00, 500_00)
    assert budget.balance(case) == {"committed": 500_00, "paid": 480_00}
    assert [(entry.kind, entry.amount_cents) for entry in year.entries.all()] == [
        ("ALLOCATE", 1_000_00),
        ("CARRY_IN", 200_00),
        ("BLOCK", 300_00),
        ("COMMIT", 640_00),
        ("UNBLOCK", 100_00),
        ("PAY", 500_00),
        ("RELEASE", 140_00),
        ("REFUND", 20_00),
    ]
    assert budget.prove() == []


def test_commit_takes_the_last_cent_and_not_one_more(year, case, by):
    budget.block(year, 100_00, by=by, reason="Haushaltssperre", key="block")

    with pytest.raises(DomainError) as refused:
        budget.commit(year, 900_01, application=case, by=by)
    budget.commit(year, 900_00, application=case, by=by)

    assert refused.value.message.replace("\u00a0", " ") == (
        "Im Haushaltsjahr 2026 sind nur noch 900,00 € verfügbar. 900,01 € gehen nicht."
    )
    assert (year.available_cents, year.entries.filter(kind="COMMIT").count()) == (0, 1)


def test_same_key_books_once(year, case, by):
    first = budget.commit(year, 400_00, application=case, by=by)
    again = budget.commit(year, 400_00, application=case, by=by)

    assert first == again
    assert columns(year) == (1_000_00, 0, 400_00, 0)
    with pytest.raises(ValueError, match="another booking"):
        budget.commit(year, 500_00, application=case, by=by)


@pytest.mark.parametrize(
    ("verb", "cents"),
    [("block", 600_01), ("unblock", 1), ("release", 400_01), ("pay", 400_01), ("refund", 1)],
)
def test_each_booking_is_guarded(year, case, by, verb, cents):
    budget.commit(year, 400_00, application=case, by=by)
    more = {"reason": "x"} if verb in ("block", "unblock") else {"application": case}

    with pytest.raises(DomainError):
        getattr(budget, verb)(year, cents, by=by, key="x", **more)

    assert columns(year) == (1_000_00, 0, 400_00, 0)
    assert budget.prove() == []


def test_one_case_never_spends_what_another_has_committed(year, case, by):
    other = make_submitted(programme=year.programme)
    budget.commit(year, 300_00, application=case, by=by)
    budget.commit(year, 500_00, application=other, by=by)

    with pytest.raises(DomainError):
        budget.pay(year, 300_01, application=case, by=by, key="pay")

    assert columns(year) == (1_000_00, 0, 800_00, 0)


def test_closed_year_only_pays_and_takes_back(year, case, by):
    """A trip in December is settled in January (nasty case 7)."""
    budget.commit(year, 400_00, application=case, by=by)
    year.state = BudgetYear.State.CLOSED
    year.save()

    for verb in ("allocate", "carry_in", "block"):
        with pytest.raises(DomainError, match="abgeschlossen"):
            getattr(budget, verb)(year, 1_00, by=by, reason="x", key=verb)
    with pytest.raises(DomainError, match="abgeschlossen"):
        budget.commit(year, 1_00, application=case, by=by, key="more")
    budget.pay(year, 300_00, application=case, by=by, key="pay")
    budget.release(year, 100_00, application=case, by=by, key="rest")
    budget.refund(year, 50_00, application=case, by=by, key="back")

    assert columns(year) == (1_000_00, 0, 300_00, 250_00)
    assert year.available_cents == 0


@pytest.mark.parametrize("cents", [0, -1, 1.5, True])
def test_booking_needs_positive_integer_cents(year, by, cents):
    with pytest.raises(ValueError, match="positive integer cents"):
        budget.allocate(year, cents, by=by, reason="x", key="x")


def test_guarded_columns_have_one_door(year):
    year.committed_cents = 77
    year.state = BudgetYear.State.PROVISIONAL
    year.save()

    assert columns(year) == (1_000_00, 0, 0, 0)
    with pytest.raises(RowIsFinal):
        BudgetYear.objects.update(committed_cents=1)
    with pytest.raises(RowIsFinal):
        year.save(update_fields=["paid_cents"])
    with pytest.raises(RowIsFinal):
        BudgetYear.objects.create(programme=year.programme, year=2027, allocated_cents=1)


def test_database_refuses_to_overcommit_even_past_the_program(year):
    for wrong in ({"committed_cents": 1_000_01}, {"blocked_cents": 1_000_01}, {"paid_cents": 1}):
        with pytest.raises(IntegrityError), transaction.atomic():
            BudgetYear.objects.filter(pk=year.pk).move(**wrong)


def test_proof_finds_a_column_that_the_ledger_does_not_prove(year, capsys):
    call_command("prove_ledger")
    assert "bewiesen" in capsys.readouterr().out
    BudgetYear.objects.filter(pk=year.pk).move(allocated_cents=1_000_01)

    found = budget.prove()

    assert [(wrong.column, wrong.stored_cents, wrong.proved_cents) for wrong in found] == [
        ("allocated_cents", 1_000_01, 1_000_00)
    ]
    with pytest.raises(CommandError, match="1.000,01"):
        call_command("prove_ledger")


def test_open_proposals_reserve_nothing_but_are_summed(db):
    application = make_proposed()

    year = application.budget_year

    assert (year.proposed_cents, year.available_cents) == (280_00, 50_000_00)


steps = st.lists(
    st.tuples(st.sampled_from(list(LedgerEntry.Kind)), st.integers(1, 900_00), st.integers(0, 1)),
    max_size=25,
)


@pytest.fixture
def two_cases(db):
    programme = make_programme()
    return [make_submitted(programme=programme) for _ in range(2)]


@given(history=steps)
@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_history_of_bookings_breaks_the_sums(history, two_cases):
    by = two_cases[0].created_by
    number = BudgetYear.objects.count()
    year = make_budget_year(two_cases[0].programme, year=3000 + number)

    for index, (kind, cents, case) in enumerate(history):
        of_case = kind in LedgerEntry.OF_APPLICATION
        more = {"application": two_cases[case]} if of_case else {"reason": "x"}
        # What a guard refuses leaves nothing behind: the sums below say so.
        with suppress(DomainError):
            getattr(budget, kind.lower())(year, cents, by=by, key=f"{number}/{index}", **more)

    allocated, blocked, committed, paid = columns(year)
    assert 0 <= paid <= committed <= allocated - blocked
    assert budget.prove([year]) == []
    for case in two_cases:
        assert 0 <= budget.balance(case)["paid"] <= budget.balance(case)["committed"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round_", range(3))
def test_two_signers_at_the_last_euro(round_):
    """Nasty case 1 (funding.md D4): 280 euro each, 300 left. Exactly one is signed."""
    year = make_budget_year(allocated=300_00)
    first, second = (make_proposed(programme=year.programme) for _ in range(2))
    signers = [make_officer(name="Zeichnung"), make_officer(name="Vertretung")]

    results = at_once(
        lambda: actions.sign(application=first, by=signers[0]),
        lambda: actions.sign(application=second, by=signers[1]),
    )

    refused = [result for result in results if isinstance(result, Exception)]
    assert [(type(error), error.message.replace("\u00a0", " ")) for error in refused] == [
        (
            DomainError,
            "Im Haushaltsjahr 2026 sind nur noch 20,00 € verfügbar. 280,00 € gehen nicht.",
        )
    ]
    assert columns(year) == (300_00, 0, 280_00, 0)
    assert sorted(Application.objects.values_list("status", flat=True)) == ["approved", "proposed"]
    assert budget.prove() == []


@pytest.mark.django_db(transaction=True)
def test_two_signers_on_one_proposal():
    application = make_proposed()
    signers = [make_officer(name="Zeichnung"), make_officer(name="Vertretung")]

    results = at_once(
        *(lambda by=by: actions.sign(application=application, by=by) for by in signers)
    )

    assert sorted(type(result).__name__ for result in results) == ["Decision", "DomainError"]
    assert application.letters.exclude(kind="receipt").count() == 1
    assert LedgerEntry.objects.filter(kind="COMMIT").count() == 1


@pytest.mark.django_db(transaction=True)
def test_many_bookings_at_once_never_exceed_the_budget():
    year = make_budget_year(allocated=1_000_00)
    by = make_user()
    cases = [make_submitted(programme=year.programme) for _ in range(6)]

    results = at_once(
        *(lambda case=case: budget.commit(year, 300_00, application=case, by=by) for case in cases)
    )

    assert (
        sorted(type(result).__name__ for result in results)
        == ["DomainError"] * 3 + ["LedgerEntry"] * 3
    )
    assert columns(year) == (1_000_00, 0, 900_00, 0)
    assert budget.prove() == []


@pytest.mark.django_db(transaction=True)
def test_one_key_in_two_years_at_once_books_once():
    year = make_budget_year()
    other = make_budget_year(year.programme, year=2027)
    by = make_user()

    results = at_once(
        *(
            lambda row=row: budget.allocate(row, 1_00, by=by, reason="Beschluss", key="beschluss-1")
            for row in (year, other)
        )
    )

    assert sorted(type(result).__name__ for result in results) == ["LedgerEntry", "ValueError"]
    assert LedgerEntry.objects.count() == 1
    assert budget.prove() == []


@pytest.mark.django_db(transaction=True)
def test_first_two_applications_of_a_year_at_once_get_two_numbers():
    drafts = [make_draft() for _ in range(2)]

    results = at_once(
        *(
            lambda draft=draft: actions.submit(
                application=draft, by=draft.created_by, token=draft.token
            )
            for draft in drafts
        )
    )

    assert sorted(result.number for result in results) == ["KB-2026-0001", "KB-2026-0002"]


@pytest.mark.django_db(transaction=True)
def test_counter_of_a_new_year_is_opened_once():
    programme = make_programme()

    results = at_once(*[transaction.atomic(lambda: references.next_number(programme, 2026))] * 4)

    assert sorted(results) == [f"KB-2026-000{number}" for number in (1, 2, 3, 4)]


@pytest.mark.django_db(transaction=True)
def test_five_clicks_on_submit_at_once_file_one_application(mailoutbox):
    """Nasty case 2, with real threads."""
    draft = make_draft()

    results = at_once(
        *[lambda: actions.submit(application=draft, by=draft.created_by, token="formular")] * 5
    )
    actions.acknowledge_all()

    assert {result.number for result in results} == {"KB-2026-0001"}
    assert (len(mailoutbox), draft.letters.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_two_clicks_on_begin_at_once_make_one_draft():
    programme, school = make_programme(), make_school()
    by = make_member(school)
    begin = {"programme": programme, "institution": school, "by": by, "token": "formular"}

    results = at_once(*[lambda: actions.create_draft(**begin)] * 2)

    assert len({result.pk for result in results}) == Application.objects.count() == 1


def test_approval_and_ledger_agree(db):
    application = make_decided()

    assert budget.balance(application) == {"committed": 280_00, "paid": 0}
    assert columns(application.budget_year) == (50_000_00, 0, 280_00, 0)
