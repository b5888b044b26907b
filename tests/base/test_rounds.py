"""What runs every few minutes beside the outbox."""

import logging

import pytest

from bildungsregion.base import rounds


@pytest.fixture
def known(monkeypatch):
    """No rounds but those of the test."""
    found = {}
    monkeypatch.setattr(rounds, "_rounds", found)
    monkeypatch.setattr(rounds, "_at_once", set())
    return found


def test_rounds_run_when_their_time_has_come(known):
    seconds, ran = [0.0], []
    rounds.register("probe")(lambda: ran.append(seconds[0]) or 0)
    regular = rounds.Rounds(clock=lambda: seconds[0])

    for moment in (0, 1, 119, 120, 121, 240):
        seconds[0] = moment
        regular.run_due()

    assert ran == [0, 120, 240]


def test_round_that_fails_is_logged_and_the_others_run(known, caplog):
    ran = []

    @rounds.register("fails")
    def fails() -> int:
        raise ValueError("no")

    rounds.register("works")(lambda: ran.append(1) or 0)
    with caplog.at_level(logging.ERROR):
        rounds.run_all()

    assert ran == [1]
    assert "round fails failed" in caplog.text


def test_what_somebody_waits_for_runs_each_time_until_it_fails(known, caplog):
    seconds, ran, is_broken = [0.0], [], []

    @rounds.register("probe", at_once=True)
    def probe() -> int:
        ran.append(seconds[0])
        if is_broken:
            raise ValueError("no")
        return 0

    regular = rounds.Rounds(clock=lambda: seconds[0])
    for moment in (0, 1, 2):
        seconds[0] = moment
        regular.run_due()
    is_broken.append(True)
    for moment in (3, 4, 5, 120, 121):
        seconds[0] = moment
        regular.run_due()
    is_broken.clear()
    for moment in (240, 241):
        seconds[0] = moment
        regular.run_due()

    assert ran == [0, 1, 2, 3, 120, 240, 241]
    assert caplog.text.count("round probe failed") == 2
