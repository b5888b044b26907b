"""What moves by itself: offers that lapse, the waiting list, mails about dates that changed, data that goes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from bildungsregion.base.errors import DomainError
from bildungsregion.base.models import OutgoingMail
from events import registration_emails as emails
from events.dates import print_occurrence
from events.models import Event, Occurrence, Registration, RegistrationLook, RegistrationTerms
from events.places import Places, next_in_line, places_of, with_places


State = Registration.State
# How long a place is kept until the mail is confirmed, and the row after that.
HOLD = timedelta(hours=24)
MAILS_KEPT = timedelta(days=30)
LOOKS_KEPT = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class GivenDate:
    """A date whose places nobody else gives at the moment: its terms are locked."""

    terms: RegistrationTerms
    occurrence: Occurrence
    now: datetime

    def places(self) -> Places:
        """Counted at this moment of the transaction."""
        row = with_places(Occurrence.objects.filter(pk=self.occurrence.pk), self.now).get()
        row.event = self.occurrence.event
        return places_of(row, self.terms, self.now)

    def settle(self) -> int:
        """Let offers lapse that nobody took, and offer what is free; gives how many moved up."""
        rows = self.occurrence.registrations
        for row in rows.filter(state=State.OFFERED, held_until__lte=self.now):
            row.state = State.LAPSED
            row.save()
            emails.send("lapsed", row, self.occurrence)
            erase([row])
        moved = 0
        if self.now < self.occurrence.starts_at and not self.occurrence.does_not_take_place:
            for row in next_in_line(self.places().free, rows.waiting()):
                self._move_up(row)
                moved += 1
        self.mark_full()
        return moved

    def _move_up(self, row: Registration) -> None:
        """Offer a place, or give it at once where the terms ask for no answer."""
        hours = self.terms.hours_to_accept
        if hours:
            row.state = State.OFFERED
            row.held_until = min(self.now + timedelta(hours=hours), self.occurrence.starts_at)
        else:
            row.state = State.CONFIRMED
        row.save()
        emails.send("offered" if hours else "confirmed", row, self.occurrence)

    def mark_full(self) -> None:
        """Keep what lists show; only where it changed, so that calendars stay cached."""
        is_full = self.places().is_full
        rows = Occurrence.objects.filter(pk=self.occurrence.pk).exclude(is_full=is_full)
        rows.update(is_full=is_full)


def lock_date(occurrence_id: int) -> GivenDate:
    """Wait until nobody else gives places of this event, then give it; within a transaction.

    Raises DomainError for an event without terms.
    """
    terms = RegistrationTerms.objects.select_for_update(of=("self",), no_key=True)
    found = terms.filter(event__occurrences=occurrence_id).first()
    if found is None:
        raise DomainError(_("Zu dieser Veranstaltung kann man sich hier nicht anmelden."))
    occurrence = Occurrence.objects.with_event().get(pk=occurrence_id)
    return GivenDate(found, occurrence, timezone.now())


def erase(rows: Iterable[Registration]) -> None:
    """Empty all that tells who it was; state and numbers stay for the report."""
    for row in rows:
        for name, empty in Registration.PERSONAL.items():
            setattr(row, name, list(empty) if isinstance(empty, list) else empty)
        row.is_erased = True
        row.save()


def move_up() -> int:
    """Every few minutes: lapsed offers go on, free places are offered, changed dates are told.

    Gives how many moved up.
    """
    now = timezone.now()
    lapsed = Q(state=State.OFFERED, held_until__lte=now)
    open_ = Registration.objects.filter(lapsed | Q(state=State.WAITING))
    # A kept place that nobody confirmed may leave a date marked as full.
    unheld = Q(state=State.REQUESTED, held_until__lte=now, occurrence__is_full=True)
    dates = Occurrence.objects.filter(
        Q(registrations__in=open_)
        | Q(registrations__in=Registration.objects.filter(unheld).values("pk")),
        current_until__gt=now,
    )
    moved = sum(_settled(pk) for pk in dates.order_by("pk").values_list("pk", flat=True).distinct())
    for occurrence in _untold(now):
        tell_registered(occurrence=occurrence)
    return moved


def settle_event(event: Event) -> int:
    """After its terms changed: what is free is offered, and every date knows whether it is full."""
    ahead = Occurrence.objects.filter(event=event, current_until__gt=timezone.now())
    return sum(_settled(pk) for pk in ahead.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def _settled(occurrence_id: int) -> int:
    try:
        return lock_date(occurrence_id).settle()
    except (DomainError, Occurrence.DoesNotExist):
        # Deleted in the meantime: nobody waits any more.
        return 0


def _untold(now: datetime) -> list[Occurrence]:
    """Dates ahead of which somebody registered knows another beginning, or not that they are off."""
    off = Q(occurrence__is_cancelled=True) | Q(occurrence__event__status=Event.Status.CANCELLED)
    rows = Registration.objects.active().exclude(state=State.REQUESTED)
    rows = rows.filter(occurrence__current_until__gt=now).filter(
        ~Q(told_start=F("occurrence__starts_at"))
        | (off & Q(told_cancelled=False))
        | (~off & Q(told_cancelled=True))
    )
    return list(Occurrence.objects.filter(pk__in=rows.order_by().values("occurrence")))


@transaction.atomic
def tell_registered(*, occurrence: Occurrence) -> int:
    """Write to all who come or wait that the date moved, is off or on again; gives how many mails.

    Whoever changes a date may call it at once; else the round every few minutes does. Said is only
    what they do not know yet, so twice is once.
    """
    row = Occurrence.objects.with_event().get(pk=occurrence.pk)
    is_off, told = row.does_not_take_place, 0
    people = row.registrations.select_for_update(of=("self",), no_key=True).active()
    for registration in people.exclude(state=State.REQUESTED):
        was = registration.told_start
        name = _news(registration, row, is_off=is_off)
        if name is None:
            continue
        registration.told_start, registration.told_cancelled = row.starts_at, is_off
        registration.is_reminded = False
        registration.save()
        before = Occurrence(starts_at=was, event=row.event, all_day=row.all_day)
        was_words = print_occurrence(before, row.event.date_precision)
        emails.send(name, registration, row, was=was_words)
        told += 1
    return told


def _news(registration: Registration, row: Occurrence, *, is_off: bool) -> str | None:
    """Which mail is due; None where they know it all."""
    if is_off:
        return None if registration.told_cancelled else "called_off"
    if registration.told_cancelled:
        return "back_on"
    return "moved" if registration.told_start != row.starts_at else None


@transaction.atomic
def remind(*, today: date) -> int:
    """Write to all who come tomorrow; gives how many mails. Safe to repeat."""
    tomorrow = today + timedelta(days=1)
    rows = Registration.objects.filter(
        state=State.CONFIRMED,
        is_reminded=False,
        occurrence__starts_at__date=tomorrow,
        occurrence__is_cancelled=False,
        occurrence__event__registration_terms__reminds=True,
    ).exclude(occurrence__event__status=Event.Status.CANCELLED)
    rows = list(
        rows.select_related("occurrence__event__organiser", "occurrence__event__place_actor")
    )
    for row in rows:
        emails.send("reminder", row, row.occurrence)
    Registration.objects.filter(pk__in=[row.pk for row in rows]).update(is_reminded=True)
    return len(rows)


@transaction.atomic
def forget(*, today: date) -> int:
    """Empty what is over for longer than the terms say, drop what was never confirmed; gives how many.

    Mails to these people go from the outbox after thirty days. Safe to repeat.
    """
    now = timezone.now()
    count = never_confirmed().delete()[1].get("events.Registration", 0)
    due = registrations_over(today)
    erase(due)
    mails = OutgoingMail.objects.filter(purpose__startswith=emails.PURPOSE)
    old = mails.filter(created_at__lt=now - MAILS_KEPT)
    old.exclude(sent_at=None, given_up_at=None).delete()
    RegistrationLook.objects.filter(viewed_at__lt=now - LOOKS_KEPT).delete()
    return count + len(due)


def never_confirmed() -> QuerySet[Registration]:
    before = timezone.now() - 2 * HOLD
    return Registration.objects.filter(state=State.REQUESTED, created_at__lt=before)


def registrations_over(today: date) -> list[Registration]:
    """Dates that are over for longer than the terms of their events say."""
    rows = Registration.objects.filter(
        is_erased=False, occurrence__current_until__lt=timezone.now()
    )
    rows = rows.select_related("occurrence__event__registration_terms")
    return [row for row in rows if _is_due(row, today)]


def _is_due(row: Registration, today: date) -> bool:
    terms = getattr(row.occurrence.event, "registration_terms", None) or RegistrationTerms()
    over = timezone.localdate(row.occurrence.current_until)
    return over + timedelta(days=terms.kept_days) < today


def tell_before_delete(occurrence: Occurrence) -> None:
    """A date is about to be deleted: who registered for it must not come for nothing."""
    row = Occurrence.objects.with_event().filter(pk=occurrence.pk).first()
    if row is None or row.is_past:
        return
    for registration in row.registrations.active().exclude(state=State.REQUESTED):
        if not registration.told_cancelled:
            emails.send("called_off", registration, row, is_deleted=True)
