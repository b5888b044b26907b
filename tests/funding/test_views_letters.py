"""The letters on the case's page: how each came, what opening it means, and from which day it counts."""

import pytest

from funding import actions
from funding.models import Application
from tests.factories.funding import make_decided, make_officer, make_rule_set
from tests.funding.browsing import signed_in, text_of, url


@pytest.fixture
def own(region, school_client) -> dict:
    """Whose cases are made here."""
    make_rule_set()
    return {"by": school_client.user, "institution": school_client.actor}


def letter_of(case: Application, kind: str = "grant_notice"):
    return case.letters.get(kind=kind)


def read(response) -> bytes:
    """To its end, so that the file is closed."""
    return b"".join(response.streaming_content)


def test_letter_in_the_portal_says_what_opening_means_and_then_from_when_it_counts(
    own, school_client, clock
):
    case = make_decided(delivery_consent=True, **own)
    clock("2026-03-04 09:30")
    client = signed_in(school_client.user)

    before = text_of(client.get(url("application_detail", case)))
    read(client.get(url("letter_download", case, letter_of(case).pk)))
    after = text_of(client.get(url("application_detail", case)))

    assert "Bereit seit 2. März 2026." in before
    assert (
        "Bitte öffnen Sie das Schreiben bis 12. März 2026; sonst kommt es mit der Post." in before
    )
    assert "Mit dem Öffnen ist das Schreiben abgerufen" in before
    assert "Zum ersten Mal geöffnet am 4. März 2026, 9:30 Uhr." in after
    assert "Gilt ab dem 5. März 2026 als bekannt gegeben." in after
    assert "Mit dem Öffnen ist das Schreiben abgerufen" not in after


def test_letter_that_nobody_opened_in_time_comes_again(own, school_client, clock):
    case = make_decided(delivery_consent=True, **own)
    clock("2026-03-13")

    html = text_of(signed_in(school_client.user).get(url("application_detail", case)))

    assert "Seit 2. März 2026 bereit und zehn Tage lang nicht geöffnet." in html
    assert "Mit dem Öffnen ist das Schreiben abgerufen" not in html


def test_letter_by_post_tells_the_day_it_left(own, school_client, today):
    case = make_decided(**own)
    waiting = text_of(school_client.get(url("application_detail", case)))
    sent = letter_of(case).deliveries.get()
    actions.record_posted(sent=sent, by=make_officer(), posted_on=today)

    html = text_of(school_client.get(url("application_detail", case)))

    assert "Geht mit der Post an Sie." in waiting
    assert "Am 2. März 2026 zur Post gegeben. Gilt ab dem 6. März 2026 als bekannt gegeben." in html


@pytest.mark.parametrize(
    ("method", "headers", "counts"),
    [
        ("get", {}, True),
        ("head", {}, False),
        ("get", {"Sec-Purpose": "prefetch;prerender"}, False),
        ("get", {"Purpose": "prefetch"}, False),
        ("get", {"X-Moz": "prefetch"}, False),
    ],
)
def test_only_opening_a_letter_counts_as_fetching_it(own, school_client, method, headers, counts):
    case = make_decided(delivery_consent=True, **own)
    letter = letter_of(case)

    ask = getattr(school_client, method)
    response = ask(url("letter_download", case, letter.pk), headers=headers)
    read(response)

    assert response.status_code == 200
    assert (letter.deliveries.get().fetched_at is not None) == counts


def test_looks_of_the_office_do_not_count_as_fetching(own):
    case = make_decided(delivery_consent=True, **own)

    read(signed_in(make_officer()).get(url("letter_download", case, letter_of(case).pk)))

    assert letter_of(case).deliveries.get().fetched_at is None
