from datetime import date

import pytest

from actors import freshness
from actors.models import DeadLink, FreshnessAsk
from bildungsregion.demo.freshness import play
from tests.factories.actors import make_actor


TODAY = date(2026, 3, 2)


def museums(number):
    return [
        make_actor(f"Museum {letter}", kind="museum", website="https://museum.example")
        for letter in "ABC"[:number]
    ]


def test_office_sees_one_question_one_silence_and_one_dead_link(db, clock):
    clock("2026-03-02")
    asked, silent, broken = museums(3)

    assert play() == 3

    assert list(FreshnessAsk.objects.values_list("actor", "sent_on").order_by("sent_on")) == [
        (silent.pk, date(2026, 1, 1)), (silent.pk, date(2026, 1, 29)), (asked.pk, date(2026, 2, 24)),
    ]  # fmt: skip
    assert list(freshness.for_the_office(TODAY)) == [silent]
    assert not freshness.to_ask(TODAY).exists()
    assert [link.actor for link in DeadLink.objects.dead()] == [broken]


@pytest.mark.parametrize("number", [0, 1])
def test_region_with_fewer_museums_plays_what_it_can(db, number):
    museums(number)

    assert play() == number


def test_playing_twice_adds_nothing(db):
    museums(3)
    play()

    assert play() == 0

    assert FreshnessAsk.objects.count() == 3
