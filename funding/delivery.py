"""From which day a letter counts as known (§ 41 VwVfG), and how it sets out.

The days are those of the law's text, without any shift for weekends or holidays.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format

from .models import Application, Delivery, Letter


Channel = Delivery.Channel


def known_after_fetch(fetched_on: date) -> date:
    """Fetched in the portal: the day after (§ 41 (2a) VwVfG)."""
    return fetched_on + timedelta(days=1)


def known_after_sending(sent_on: date) -> date:
    """Posted or mailed: the fourth day after (§ 41 (2) VwVfG, since 01.01.2025)."""
    return sent_on + timedelta(days=Delivery.DAYS_OF_POST)


def last_day_to_fetch(notified_on: date) -> date:
    """The tenth day after the notice; from the next day on the letter has to go another way."""
    return notified_on + timedelta(days=Delivery.DAYS_TO_FETCH)


def known_on(letter: Letter) -> date | None:
    """The day from which this letter counts as known, by whichever way came first; None: not yet."""
    return letter.known_on


def way(application: Application) -> Delivery.Channel:
    """How letters reach this institution: the portal where it agreed to it and reads mail, else the post."""
    in_portal = application.delivery_consent and application.contact_email
    return Channel.PORTAL if in_portal else Channel.POST


@dataclass(frozen=True, slots=True)
class Clock:
    """Where a letter is on its way, as the office reads it; ``is_late``: somebody has to act."""

    text: str
    is_late: bool = False


def clock(sent: Delivery, today: date) -> Clock:
    """How far this way has come, and from which day the letter counts as known by it."""
    if sent.deemed_on:
        known = f"gilt ab {_day(sent.deemed_on)} als bekannt"
        if sent.channel == Channel.PORTAL:
            return Clock(f"Im Portal abgerufen am {_date(sent.fetched_at)}, {known}.")
        return Clock(
            f"{sent.get_channel_display()}: abgesandt am {_date(sent.notified_at)}, {known}."
        )
    if sent.ended_on:
        return Clock(
            f"{sent.get_channel_display()}: beendet am {_day(sent.ended_on)}, nicht bekannt gegeben."
        )
    if sent.channel == Channel.POST:
        return Clock("Muss noch zur Post.", is_late=True)
    last = _day(sent.last_day_to_fetch)
    if sent.last_day_to_fetch < today:
        return Clock(
            f"Im Portal bis {last} nicht abgerufen: muss einen anderen Weg gehen.", is_late=True
        )
    return Clock(f"Im Portal seit {_date(sent.notified_at)}, Zeit zum Abruf bis {last}.")


def begin(letter: Letter, *, by, channel: str | None = None) -> Delivery:
    """Send a letter on its way; needs a transaction.

    ``channel`` None: the usual one of the institution. A letter for the post waits as a task until
    somebody notes that it left.
    """
    channel = channel or way(letter.application)
    today = timezone.localdate()
    letter.deliveries.current().update(ended_on=today)
    sent = {} if channel == Channel.POST else {"notified_at": timezone.now(), "notified_by": by}
    deemed = known_after_sending(today) if channel == Channel.EMAIL else None
    return Delivery.objects.create(letter=letter, channel=channel, deemed_on=deemed, **sent)


def _date(moment: datetime) -> str:
    return _day(timezone.localdate(moment))


def _day(day: date) -> str:
    return date_format(day, "j. F Y")
