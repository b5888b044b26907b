"""What organisers do with the registrations of a date: places, who came, a mail to all."""

from collections.abc import Mapping

from django.core.cache import cache
from django.db import transaction

from bildungsregion.base.errors import DomainError
from events import registration_emails as emails
from events.models import DatePlaces, Occurrence, Registration, RegistrationLook

from .moving_up import lock_date
from .registering import cancel as _cancel


State = Registration.State
DAY = 24 * 60 * 60


@transaction.atomic
def set_places(*, occurrence: Occurrence, capacity: int | None, is_closed: bool) -> int:
    """Give one date other places than its event, close or open it; gives how many moved up.

    Fewer places than are taken send nobody away: they only take no more.
    """
    date = lock_date(occurrence.pk)
    DatePlaces.objects.update_or_create(
        occurrence=occurrence, defaults={"capacity": capacity, "is_closed": is_closed}
    )
    return date.settle()


@transaction.atomic
def mark_came(*, occurrence: Occurrence, came: Mapping[int, int | None]) -> int:
    """Note how many of each registration came, by its id; None takes the note back. Gives the sum."""
    rows = occurrence.registrations.select_for_update(of=("self",), no_key=True).filter(
        state=State.CONFIRMED
    )
    for row in rows.filter(pk__in=came):
        row.came = came[row.pk]
        row.save()
    return sum(row.came or 0 for row in occurrence.registrations.filter(state=State.CONFIRMED))


@transaction.atomic
def drop(*, occurrence: Occurrence, pk: int) -> None:
    """Take somebody off who says so by phone; the same as their own link does."""
    row = occurrence.registrations.active().filter(pk=pk).first()
    if row is None:
        raise DomainError("Diese Anmeldung ist schon abgesagt.")
    _cancel(key=row.key)


def addressees(occurrence: Occurrence, *, with_waiting: bool) -> list[Registration]:
    """Whom a mail to all reaches: those with a place, and where wanted those who wait."""
    states = [State.CONFIRMED, *([State.WAITING, State.OFFERED] if with_waiting else [])]
    return list(occurrence.registrations.filter(state__in=states).exclude(email=""))


@transaction.atomic
def write_to_all(
    *, occurrence: Occurrence, subject: str, text: str, with_waiting: bool, token: str, by
) -> int:
    """One mail to each; the same token again sends nothing. Raises DomainError where nobody would read it."""
    rows = addressees(occurrence, with_waiting=with_waiting)
    if not rows:
        raise DomainError("Es ist noch niemand mit E-Mail-Adresse angemeldet.")
    if not cache.add(f"registration-message:{occurrence.pk}:{token}", 1, DAY):
        return 0
    RegistrationLook.objects.create(
        occurrence=occurrence, how=RegistrationLook.How.MAIL, viewed_by=by
    )
    return emails.send_to_all(rows, occurrence, subject=subject, text=text)
