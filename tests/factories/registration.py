"""Events that take registrations, and who registered."""

from datetime import timedelta

from django.utils import timezone

from events.actions import moving_up, registering
from events.actions.registering import Asked
from events.models import Event, Occurrence, Registration, RegistrationTerms
from tests.factories.events import make_event


# A month after the ordinary day of the tests.
AHEAD = (("2026-04-14 16:00", "2026-04-14 18:00"),)


def make_open_event(*, capacity: int | None = 10, dates=AHEAD, event=(), **terms) -> Event:
    """A published event that takes registrations; `terms` are those of RegistrationTerms."""
    row = make_event(dates=dates, is_published=True, **dict(event))
    RegistrationTerms.objects.create(event=row, capacity=capacity, **terms)
    return row


def asked(persons: int = 1, **fields) -> Asked:
    known = {"name": "Familie Abel", "email": f"kommt-{persons}@familie.example"}
    return Asked(persons=persons, **(known | fields))


def register(event: Event, persons: int = 1, *, is_proven: bool = True, **fields) -> Registration:
    date = Occurrence.objects.get(event=event, number=1)
    return registering.register(
        occurrence=date, asked=asked(persons, **fields), is_proven=is_proven
    )


def free_again(registration: Registration) -> None:
    """Somebody calls off."""
    registering.cancel(key=registration.key)


def states(event: Event) -> list[tuple[int, str]]:
    """(persons, state) of all registrations in their order."""
    rows = Registration.objects.filter(occurrence__event=event)
    return [(row.persons, row.state) for row in rows]


def later(clock, **span) -> None:
    """So much time passes, and the round runs."""
    clock(timezone.now() + timedelta(**span))
    moving_up.move_up()
