"""F12: the odd moments of a year. Nothing fails, and an application is of the day that Berlin has."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from tests.factories.funding import make_draft
from tests.funding.browsing import DECLARED, signed_in, url


BERLIN = ZoneInfo("Europe/Berlin")
PAGES = ("/", "/veranstaltungen/", "/foerderung/", "/mein-bereich/")


@pytest.mark.parametrize(
    ("moment", "number"),
    [
        (datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN), "KB-2026-0001"),
        (datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=BERLIN), "KB-2026-0001"),
        (datetime(2027, 3, 28, 1, 59, 50, tzinfo=BERLIN), "KB-2027-0001"),
        (datetime(2027, 3, 31, 23, 59, 50, tzinfo=BERLIN), "KB-2027-0001"),
        (datetime(2026, 12, 31, 23, 59, 50, tzinfo=BERLIN), "KB-2026-0001"),
        (datetime(2027, 1, 1, 0, 0, 10, tzinfo=BERLIN), "KB-2027-0001"),
        (datetime(2028, 2, 29, 12, tzinfo=BERLIN), "KB-2028-0001"),
    ],
)
def test_nothing_fails_at_odd_moments(region, clock, moment, number):
    clock(moment)
    draft = make_draft()
    client = signed_in(draft.created_by)

    sent = client.post(url("application_review", draft), DECLARED | {"token": "one"})
    pages = [client.get(address).status_code for address in (*PAGES, sent["Location"])]

    draft.refresh_from_db()
    assert (draft.number, draft.received_on) == (number, moment.date())
    assert draft.submitted_at == moment.astimezone(UTC)
    assert pages == [200] * len(pages)
