"""On PostgreSQL: who holds a row that others point at keeps nobody from committing (docs/adr/0358)."""

import time
from threading import Thread

import pytest
from django.db import connection, transaction

from funding import actions
from funding.actions.cases import lock, save
from tests.factories.funding import (
    make_in_review,
    make_officer,
    make_ordered,
    make_proposed,
)


pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
# Long enough for the other one to stand before its commit.
A_MOMENT = 0.5


class Beside(Thread):
    """Runs one verb in a connection of its own; ``failed`` says why it could not."""

    def __init__(self, verb, **values):
        super().__init__()
        self.verb, self.values, self.failed = verb, values, None

    def run(self):
        try:
            self.verb(**self.values)
        except Exception as fault:  # noqa: BLE001 - the test asks for it
            self.failed = fault
        finally:
            connection.close()


def test_case_is_proposed_while_another_of_the_year_is_signed(region):
    signed = make_proposed()
    proposed = make_in_review(programme=signed.programme)
    other = Beside(
        actions.propose,
        application=proposed,
        by=make_officer(),
        amount_cents=1_00,
        reasons="Passt.",
    )

    with transaction.atomic():
        actions.sign(application=signed, by=make_officer())
        other.start()
        time.sleep(A_MOMENT)
    other.join()

    assert other.failed is None
    for case, status in ((signed, "approved"), (proposed, "proposed")):
        case.refresh_from_db()
        assert case.status == status


def test_run_of_payments_is_released_while_one_of_its_cases_is_held(region):
    case = make_ordered()
    run = actions.open_run(orders=list(case.payment_orders.all()), by=make_officer())
    other = Beside(actions.release_run, run=run, by=make_officer())

    with transaction.atomic():
        save(lock(case))
        other.start()
        time.sleep(A_MOMENT)
    other.join()

    assert other.failed is None
    run.refresh_from_db()
    assert run.released_at is not None
