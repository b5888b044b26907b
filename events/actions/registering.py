"""What people do with a registration: make it, confirm it, take an offered place, change it, call it off.

Every verb locks the terms of the event first and counts afterwards, so that two at the same moment
wait for each other and no place is given twice (docs/adr/0188).
"""

from dataclasses import dataclass, field
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _, gettext_lazy, ngettext

from bildungsregion.base.errors import DomainError
from events import registration_emails as emails
from events.models import Occurrence, Registration, RegistrationTerms
from events.places import Places

from .moving_up import HOLD, GivenDate, erase, lock_date


State = Registration.State
# Two parallel classes and a family are fine, a whole network of made-up names is not.
MOST_A_PERSON = 4
TOO_MANY = gettext_lazy("So viele Plätze gibt es an diesem Termin nicht.")


@dataclass(frozen=True, slots=True)
class Asked:
    """A registration as it was typed."""

    name: str
    email: str
    persons: int
    institution: str = ""
    is_group: bool = False
    group_label: str = ""
    needs_assistance: bool = False
    needs_interpreter: bool = False
    needs_note: str = ""
    answers: list[dict[str, str]] = field(default_factory=list)


@transaction.atomic
def register(
    *, occurrence: Occurrence, asked: Asked, is_proven: bool = False, sent: str | None = None,
    by=None,
) -> Registration:  # fmt: skip
    """Take a registration: a place, or a rank on the waiting list.

    ``is_proven``: the address is that of somebody who is signed in; others get a mail first, their
    place is kept for a day. ``sent`` names the form: the same form again gives the same row. ``by`` is who
    took it down by phone; limits of time and size then do not count, the places do.
    Raises DomainError with a sentence where that is not possible.
    """
    date = lock_date(occurrence.pk)
    if sent and (done := Registration.objects.filter(sent=sent).first()):
        return done
    date.settle()
    places = date.places()
    if by is None:
        _refuse_late(places)
        _refuse_many(places.terms, asked)
        _refuse_again(occurrence, asked)
    row = Registration(
        occurrence=occurrence, sent=sent, told_start=date.occurrence.starts_at, entered_by=by,
        waits_since=date.now, **{name: getattr(asked, name) for name in asked.__slots__},
    )  # fmt: skip
    _seat(row, places, is_proven=is_proven or by is not None)
    row.save()
    date.mark_full()
    name = {State.CONFIRMED: "confirmed", State.WAITING: "waiting"}.get(row.state, "requested")
    emails.send(name, row, date.occurrence)
    return row


@transaction.atomic
def confirm(*, key: str) -> Registration:
    """The button in the mail: the address is right. A place that was kept too long is asked for anew."""
    date, row = _locked(key)
    date.settle()
    if row.state != State.REQUESTED:
        return row
    _refuse_off(date)
    if row.held_until and row.held_until > date.now:
        row.state, row.held_until = State.CONFIRMED, None
    else:
        _seat(row, date.places(), is_proven=True)
    # The mail that follows says when it is, also where that changed since.
    row.told_start = date.occurrence.starts_at
    row.save()
    date.mark_full()
    emails.send("confirmed" if row.state == State.CONFIRMED else "waiting", row, date.occurrence)
    return row


@transaction.atomic
def accept(*, key: str) -> Registration:
    """Take the place that was offered. Raises DomainError where the time for it is over."""
    date, row = _locked(key)
    if row.state == State.CONFIRMED:
        return row
    if row.state != State.OFFERED or row.held_until <= date.now:
        raise DomainError(_("Die Zeit zum Annehmen ist vorbei, der Platz ging an die Nächsten."))
    _refuse_off(date)
    row.state, row.held_until = State.CONFIRMED, None
    row.save()
    emails.send("confirmed", row, date.occurrence)
    return row


@transaction.atomic
def change_number(*, key: str, persons: int) -> Registration:
    """Fewer at once; more only while there is room and the terms allow it."""
    date, row = _locked(key)
    date.settle()
    row.refresh_from_db()
    if row.is_off:
        raise DomainError(_("Diese Anmeldung ist abgesagt."))
    if persons < 1:
        raise DomainError(_("Bitte mindestens eine Person, oder sagen Sie ab."))
    more = persons - row.persons
    places = date.places()
    if more > 0:
        _refuse_many(places.terms, row, persons)
        if places.capacity is not None and persons > places.capacity:
            raise DomainError(TOO_MANY)
        takes = Registration.objects.filter(pk=row.pk).taking(date.now).exists()
        if takes and not places.fits(more):
            raise DomainError(_too_few(places.free))
        if row.state == State.OFFERED:
            raise DomainError(_("Bitte nehmen Sie den Platz zuerst an."))
    row.persons = persons
    row.save()
    date.settle()
    return row


@transaction.atomic
def cancel(*, key: str) -> Registration:
    """Call it off: the place goes on, the data goes at once, the number stays."""
    date, row = _locked(key)
    if row.is_off:
        return row
    was_proven = row.state != State.REQUESTED
    row.state, row.held_until = State.CANCELLED, None
    row.save()
    if was_proven:
        emails.send("cancelled", row, date.occurrence)
    erase([row])
    date.settle()
    return row


def _locked(key: str) -> tuple[GivenDate, Registration]:
    """The registration of a link, with its date locked; read anew behind the lock."""
    row = Registration.objects.get(key=key)
    date = lock_date(row.occurrence_id)
    row.refresh_from_db()
    if date.occurrence.is_past:
        raise DomainError(_("Der Termin ist vorbei."))
    return date, row


def _seat(row: Registration, places: Places, *, is_proven: bool) -> None:
    """A place where there is one, else a rank; kept or fixed, as the address is proven or not."""
    fits = places.fits(row.persons)
    if not fits and not places.terms.has_waiting_list:
        raise DomainError(_too_few(places.free))
    if not fits and places.capacity is not None and row.persons > places.capacity:
        raise DomainError(TOO_MANY)
    row.held_until = None
    if is_proven:
        row.state = State.CONFIRMED if fits else State.WAITING
        return
    row.state = State.REQUESTED
    if fits:
        begins = row.occurrence.starts_at
        row.held_until = min(places.now + HOLD, max(begins, places.now + timedelta(minutes=30)))


def _too_few(free: int) -> str:
    if not free:
        return _("Der Termin ist ausgebucht.")
    return ngettext("Es ist nur noch %s Platz frei.", "Es sind nur noch %s Plätze frei.", free) % (
        free
    )


def _refuse_off(date: GivenDate) -> None:
    if date.occurrence.does_not_take_place:
        raise DomainError(_("Der Termin fällt aus."))


def _refuse_late(places: Places) -> None:
    if places.is_full and not places.terms.has_waiting_list:
        raise DomainError(_too_few(0))
    if not places.takes:
        raise DomainError(_("Anmelden geht gerade nicht: %s.") % places.in_words)


def _refuse_many(terms: RegistrationTerms, asked: Asked | Registration, persons: int = 0) -> None:
    persons = persons or asked.persons
    if asked.is_group and not terms.allows_groups:
        raise DomainError(_("Dieser Termin ist nicht für Klassen und Gruppen."))
    most = terms.most_in_group if asked.is_group else terms.most_persons
    if persons > most:
        raise DomainError(_("Eine Anmeldung gilt für höchstens %s Personen.") % most)


def _refuse_again(occurrence: Occurrence, asked: Asked) -> None:
    same = occurrence.registrations.active().filter(email__iexact=asked.email)
    if same.count() >= MOST_A_PERSON:
        raise DomainError(
            _("Mit dieser E-Mail-Adresse gibt es für diesen Termin schon mehrere Anmeldungen.")
        )
