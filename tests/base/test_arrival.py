"""A request counts from the moment at which it had come, as the proxy tells it; nobody else may say so."""

import time
from datetime import date, timedelta

import pytest
from django.utils import timezone

from bildungsregion.base import arrival
from funding import actions
from tests.factories.funding import make_draft


PROXY = ("HTTP_X_FORWARDED_PROTO", "https")


@pytest.fixture
def told(settings):
    """``told(seconds)``: a request that had come so long ago; ``told(text)``: what its header says."""
    settings.SECURE_PROXY_SSL_HEADER = PROXY

    def tell(what) -> None:
        text = what if isinstance(what, str) else f"t={time.time() - what:.3f}"
        arrival.note({"HTTP_X_REQUEST_START": text})

    yield tell
    arrival.note({})


def waited() -> float:
    return (timezone.now() - arrival.moment()).total_seconds()


def test_request_that_waited_for_a_worker_counts_from_its_arrival(told):
    told(20)

    assert waited() == pytest.approx(20, abs=1)


@pytest.mark.parametrize("what", ["", "t=", "1700000000", "t=1e9", "t=-5", "gestern", 700, -500])
def test_what_cannot_be_is_not_believed(told, what):
    told(what)

    assert waited() == 0


def test_without_a_proxy_nobody_tells(told, settings):
    settings.SECURE_PROXY_SSL_HEADER = None
    told(20)

    assert waited() == 0


def test_application_that_came_before_midnight_is_of_that_day(db, clock, told):
    """A hard lead of 42 days ends today; the worker gets to it 20 seconds after midnight."""
    clock("2026-03-02")
    draft = make_draft(days_ahead=42)
    draft.programme.lead_is_soft = False
    draft.programme.save()
    clock("2026-03-03 00:00:10")
    told(20)

    filed = actions.submit(application=draft, by=draft.created_by, token="t")

    assert (filed.received_on, filed.late) == (date(2026, 3, 2), False)
    assert timezone.now() - filed.submitted_at == pytest.approx(
        timedelta(seconds=20), abs=timedelta(1 / 86400)
    )
    assert filed.complete_since == filed.submitted_at
