"""One mail a day with all that somebody is to be reminded of, and what they want to be reminded of."""

from collections.abc import Collection
from datetime import date

from django.db import IntegrityError, transaction

from funding import emails, reminders
from funding.models import MutedReminder, SentReminder


def send_reminders(*, today: date) -> int:
    """Write the mails of the day; the number of people. Run again on the same day it writes none.

    Each person in a transaction of their own: mail and the note that it went stand or fall together,
    and a second run at the same moment loses at the unique key.
    """
    reminded = 0
    for user, found in reminders.due(today).items():
        try:
            with transaction.atomic():
                SentReminder.objects.bulk_create(
                    SentReminder(user=user, key=reminder.key, sent_on=today) for reminder in found
                )
                emails.reminders(user, found)
        except IntegrityError:
            continue
        reminded += 1
    return reminded


@transaction.atomic
def choose_reminders(*, by, kinds: Collection[str]) -> None:
    """Keep these kinds (Kind.slug) on for oneself, and switch the others off."""
    MutedReminder.objects.filter(user=by).delete()
    MutedReminder.objects.bulk_create(
        MutedReminder(user=by, kind=kind.slug)
        for kind in reminders.kinds_for(by)
        if kind.slug not in kinds
    )
