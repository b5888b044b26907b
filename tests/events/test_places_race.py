"""The last places when many reach for them at once, and any history of what people do (SQLite and PostgreSQL)."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import close_old_connections
from django.utils import timezone
from hypothesis import HealthCheck, given, settings, strategies
from hypothesis.extra.django import TestCase

from bildungsregion.base.errors import DomainError
from events.actions import attending, moving_up, registering
from events.models import Occurrence, Registration
from events.places import next_in_line
from tests.factories.base import make_region
from tests.factories.registration import asked, make_open_event
from tests.funding.racing import at_once


State = Registration.State


@pytest.mark.django_db(transaction=True)
def test_last_place_goes_to_one_of_two_who_reach_for_it_together():
    make_region()
    date = make_open_event(capacity=1).occurrences.get()

    def take(number: int):
        words = asked(1, email=f"kommt-{number}@familie.example")
        return lambda: registering.register(occurrence=date, asked=words, is_proven=True).state

    assert sorted(at_once(take(1), take(2))) == ["bestaetigt", "warteliste"]


@pytest.mark.django_db(transaction=True)
def test_many_at_once_are_never_more_than_the_places():
    make_region()
    date = make_open_event(capacity=10).occurrences.get()

    def take(number: int):
        words = asked(1 + number % 3, email=f"kommt-{number}@familie.example")
        return lambda: registering.register(occurrence=date, asked=words, is_proven=number % 2 == 0)

    results = at_once(*(take(number) for number in range(12)))

    assert [result for result in results if isinstance(result, Exception)] == []
    taking = date.registrations.taking(timezone.now())
    free = 10 - taking.persons()
    # Whoever comes last may be too many for the last place; nobody waits who would have fitted.
    assert free in (0, 1)
    assert all(row.persons > free for row in date.registrations.exclude(pk__in=taking))
    assert Registration.objects.count() == 12


@pytest.mark.django_db(transaction=True)
def test_double_click_at_the_same_moment_is_one_registration():
    make_region()
    date = make_open_event(capacity=1).occurrences.get()

    def send():
        close_old_connections()
        return registering.register(occurrence=date, asked=asked(), sent="stamp").pk

    first, second = at_once(send, send)

    assert first == second
    assert Registration.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_freed_place_is_offered_once_while_two_rounds_run():
    make_region()
    date = make_open_event(capacity=1).occurrences.get()
    first, *_others = [
        registering.register(occurrence=date, asked=asked(), is_proven=True) for _ in range(3)
    ]

    at_once(lambda: registering.cancel(key=first.key), moving_up.move_up, moving_up.move_up)

    assert sorted(date.registrations.active().values_list("state", flat=True)) == [
        "angeboten",
        "warteliste",
    ]


STEPS = strategies.lists(
    strategies.tuples(
        strategies.sampled_from(
            [
                "register",
                "register",
                "ask",
                "confirm",
                "accept",
                "cancel",
                "change",
                "places",
                "wait",
            ]
        ),
        strategies.integers(0, 11),
        strategies.integers(1, 4),
    ),
    max_size=25,
)


class Histories(TestCase):
    """Whatever people do in whatever order: a model that knows only the rule says the same."""

    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(steps=STEPS, capacity=strategies.integers(1, 6), hours=strategies.sampled_from([0, 6]))
    def test_any_history_keeps_the_places_and_the_rule(self, steps, capacity, hours):
        make_region()
        event = make_open_event(capacity=capacity, hours_to_accept=hours)
        date, now = event.occurrences.get(), timezone.now()
        with pytest.MonkeyPatch.context() as patch:
            for verb, which, number in steps:
                if verb == "wait":
                    now += timedelta(hours=2 * number)
                    patch.setattr(timezone, "now", lambda moment=now: moment)
                    moving_up.move_up()
                before = date.registrations.taking(now).persons()
                act(date, verb, which, number)
                self.check(date, now, before)

    def check(self, date: Occurrence, now, before: int) -> None:
        taken = date.registrations.taking(now).persons()
        capacity = date_capacity(date)
        # Fewer places send nobody away, but nothing is ever given above them.
        assert taken <= max(capacity, before)
        waiting = list(date.registrations.waiting())
        free = max(0, capacity - taken)
        held_anew = date.registrations.filter(held_until__lte=now).exists()
        # Nobody waits for a place that is free and fits; a hold that ran out is seen by the next round.
        if not held_anew:
            assert list(next_in_line(free, waiting)) == []
            assert Occurrence.objects.get(pk=date.pk).is_full == (free == 0)
        for row in date.registrations.filter(is_erased=True):
            assert (row.name, row.email, row.is_off) == ("", "", True)


def date_capacity(date: Occurrence) -> int:
    row = Occurrence.objects.select_related("places", "event__registration_terms").get(pk=date.pk)
    own = getattr(row, "places", None)
    return row.event.registration_terms.capacity if own is None else own.capacity


def act(date: Occurrence, verb: str, which: int, number: int) -> None:
    """One step; what is not possible is refused with a sentence and changes nothing."""
    rows = list(date.registrations.order_by("pk"))
    key = rows[which % len(rows)].key if rows else None
    with suppress(DomainError):
        if verb in ("register", "ask"):
            words = asked(number, email=f"nr-{len(rows)}@familie.example")
            registering.register(occurrence=date, asked=words, is_proven=verb == "register")
        elif verb == "places":
            attending.set_places(occurrence=date, capacity=number, is_closed=False)
        elif key and verb == "change":
            registering.change_number(key=key, persons=number)
        elif key and verb in ("confirm", "accept", "cancel"):
            getattr(registering, verb)(key=key)
