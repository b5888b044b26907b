"""From which day a letter counts as known (§ 41 VwVfG), and how it sets out.

The days are those of the law's text, without any shift for weekends or holidays.
"""

from datetime import date, timedelta

from django.utils import timezone

from .models import Delivery, Letter


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
    days = letter.deliveries.filter(deemed_on__isnull=False).values_list("deemed_on", flat=True)
    return min(days, default=None)


def begin(letter: Letter, *, by, channel: str | None = None) -> Delivery:
    """Send a letter on its way; needs a transaction.

    ``channel`` None: the portal where the institution agreed to it and reads mail, else the post. A
    letter for the post waits as a task until somebody notes that it left.
    """
    case = letter.application
    in_portal = case.delivery_consent and case.contact_email
    channel = channel or (Channel.PORTAL if in_portal else Channel.POST)
    today = timezone.localdate()
    letter.deliveries.current().update(ended_on=today)
    sent = {} if channel == Channel.POST else {"notified_at": timezone.now(), "notified_by": by}
    deemed = known_after_sending(today) if channel == Channel.EMAIL else None
    return Delivery.objects.create(letter=letter, channel=channel, deemed_on=deemed, **sent)
