"""Queries whose SQL is written once give what Django gives, each time anew."""

from datetime import date

import pytest
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

from actors.models import Actor
from bildungsregion.base.prepared import Prepared
from funding.models import Appointment
from tests.factories.actors import make_actor, make_municipality
from tests.factories.funding import make_draft


OF_KIND = Prepared(
    lambda kind, place: (
        Actor.objects.filter(kind=kind, municipality=place)
        .select_related("municipality")
        .order_by("name")
    ),
    kind=str,
    place=int,
)


def test_rows_are_those_of_each_value_and_of_now(db):
    here, there = make_municipality("Hier"), make_municipality("Dort")
    museum = make_actor("Museum", kind="museum", municipality=here)
    theatre = make_actor("Theater", kind="theater", municipality=there)
    found = [
        OF_KIND.rows(kind="museum", place=here.pk),
        OF_KIND.rows(kind="theater", place=there.pk),
    ]
    assert found == [[museum], [theatre]]

    Actor.objects.filter(pk=museum.pk).update(name="Altes Museum", is_free=True)
    new = make_actor("Neues Museum", kind="museum", municipality=here)

    with CaptureQueriesContext(
        connection,
    ) as queries:
        rows = OF_KIND.rows(kind="museum", place=here.pk)
    assert [(row.pk, row.name, row.is_free) for row in rows] == [
        (museum.pk, "Altes Museum", True), (new.pk, "Neues Museum", new.is_free),
    ]  # fmt: skip
    assert [row.municipality.name for row in rows] == ["Hier", "Hier"]
    assert rows[0].created_at == Actor.objects.get(pk=museum.pk).created_at
    assert len(queries) == 1


def test_no_value_of_one_question_is_left_to_the_next(db):
    place = make_municipality()
    make_actor("Museum", kind="museum", municipality=place)

    assert OF_KIND.row(kind="museum", place=place.pk).name == "Museum"
    assert OF_KIND.row(kind="theater", place=place.pk) is None
    assert OF_KIND.rows(kind="museum' OR ''='", place=place.pk) == []


def test_days_are_asked_for_as_the_database_writes_them(db):
    visit = make_draft().appointments.get()
    before = Prepared(
        lambda day: Appointment.objects.filter(starts_on__lte=day).values_list(
            "starts_on", flat=True
        ),
        day=date,
    )

    assert before.rows(day=visit.starts_on) == [visit.starts_on]
    assert before.rows(day=date(2020, 2, 29)) == []


def test_a_value_that_the_query_does_not_ask_for_is_a_fault(db):
    wrong = Prepared(lambda kind: Actor.objects.all(), kind=str)

    with pytest.raises(ValueError, match="does not ask for kind"):
        wrong.rows(kind="museum")


@pytest.mark.django_db(transaction=True)
def test_a_lock_is_refused_outside_of_a_transaction():
    locked = Prepared(lambda pk: Actor.objects.filter(pk=pk).select_for_update(), pk=int)
    actor = make_actor("Museum")
    with transaction.atomic():
        assert locked.row(pk=actor.pk) == actor

    with pytest.raises(TransactionManagementError):
        locked.row(pk=actor.pk)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_postgres_plans_a_query_once_for_all_values_and_again_after_a_rollback():
    here, there = make_municipality("Hier"), make_municipality("Dort")
    museum = make_actor("Museum", kind="museum", municipality=here)
    planned = (
        "SELECT count(*), sum(custom_plans) FROM pg_prepared_statements WHERE statement LIKE %s"
    )

    def plans() -> tuple:
        with connection.cursor() as cursor:
            cursor.execute(planned, ["%actors_actor%kind%"])
            return cursor.fetchone()

    for _ in range(3):
        assert OF_KIND.rows(kind="museum", place=here.pk) == [museum]
        assert OF_KIND.rows(kind="museum", place=there.pk) == []
    assert plans() == (1, 0)

    with transaction.atomic():
        transaction.set_rollback(True)
    assert OF_KIND.rows(kind="museum", place=here.pk) == [museum]
    assert plans() == (1, 0)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_shared_connection_keeps_no_plan(monkeypatch):
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "prepare_threshold", None)
    connection.close()
    place = make_municipality("Hier")
    assert OF_KIND.rows(kind="museum", place=place.pk) == []

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements")
        assert cursor.fetchone() == (0,)
    connection.close()
