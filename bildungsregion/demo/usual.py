"""The usual way of a grant in the demonstration: fetched, proven, settled, ordered, paid."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils import timezone

from funding.models import Application

from . import cashier, proofs
from .played import Played, at


S = Application.Status
Story = Iterator[datetime]


def whole(played: Played) -> Story:
    yield from fetched(played)
    dice = played.dice
    yield at(
        played.last_visit + timedelta(days=dice.randint(3, 21)),
        dice.randint(15, 20),
        dice.randint(0, 59),
    )
    proofs.write(played)
    proofs.send(played)
    if dice.random() < 0.3:
        proofs.ask_venue(played)
    yield played.office_day(3, 10)
    proofs.confirm_visits(played)
    proofs.settle(played, cut=dice.random() < 0.07)
    yield from paid(played)


def paid(played: Played) -> Story:
    """The ordinary way of a settled amount to the cashier."""
    yield played.office_day(1, 4)
    proofs.fetch(played)
    if played.refresh().status != S.SETTLED:
        return
    cashier.confirm(played)
    yield played.office_day(0, 2)
    cashier.order(played)


def fetched(played: Played) -> Story:
    day = timezone.localdate() + timedelta(days=played.dice.randint(1, 5))
    yield at(day, played.dice.randint(7, 18), played.dice.randint(0, 59))
    proofs.fetch(played)


def settled(played: Played, *, cut: bool = False) -> Story:
    """Proven and settled as soon as the visit is over, for what shall show a later state."""
    yield from fetched(played)
    yield at(played.last_visit + timedelta(days=3), 17)
    proofs.write(played)
    proofs.send(played)
    yield played.office_day(2, 4)
    proofs.settle(played, cut=cut)


def closed(played: Played) -> Story:
    """Settled, ordered, on a list, and what the cashier says of it has come back."""
    yield from settled(played)
    yield from paid(played)
    while played.refresh().status == S.ORDERED:
        yield timezone.now() + timedelta(days=1)
