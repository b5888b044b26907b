"""What happens with subscriptions; each verb atomic."""

import logging
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.cache import cache
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.crypto import salted_hmac

from bildungsregion.base import region
from bildungsregion.base.languages import in_german
from bildungsregion.base.models import OutgoingMail

from . import emails, lists
from .lists import Choice, Digest
from .models import Subscription
from .news import NewsList
from .rhythm import Rhythm, first_moment, period


logger = logging.getLogger("bildungsregion.subscriptions")

# Mails that can be caused to one address within a day by filling in the form.
MOST_MAILS_A_DAY = 6
A_DAY = 24 * 60 * 60
# Long enough for a holiday week, short enough that nobody's address lies here unasked (docs/adr/0146).
DAYS_TO_CONFIRM = 7
MAILS_KEPT_DAYS = 7
MOST_A_NIGHT = 5_000


@transaction.atomic
def ask(*, email: str, choice: Choice, rhythm: str, today: date) -> None:
    """Write to an address that somebody typed; nothing that is returned or raised tells what is known of it.

    Who is written to often today is left in peace: then nothing happens.
    """
    email = email.lower()
    if not _may_write_to(email, today):
        return
    wanted = {"title": _title(choice)[:300], "rhythm": rhythm, "asked_on": today}
    subscription, is_new = Subscription.objects.get_or_create(
        email=email, list=choice.list.slug, query=choice.query, defaults=wanted
    )
    if subscription.confirmed_on:
        emails.already_subscribed(subscription)
        return
    if not is_new:
        Subscription.objects.filter(pk=subscription.pk).update(**wanted)
        subscription.refresh_from_db()
    emails.please_confirm(subscription)


@in_german
def _title(choice: Choice) -> str:
    """As it is kept, for mails of later months."""
    return choice.title


@transaction.atomic
def confirm(*, subscription: Subscription, now: datetime) -> None:
    """The owner of the address wants it; told is from now on. Safe to repeat."""
    Subscription.objects.unconfirmed().filter(pk=subscription.pk).update(
        confirmed_on=timezone.localdate(now), told_until=now
    )
    subscription.refresh_from_db()


def leave(*, key: str) -> bool:
    """End a subscription; False where it had ended before."""
    return bool(Subscription.objects.filter(key=key).delete()[0])


@dataclass
class Told:
    """How a round of mails went."""

    mails: int = 0
    quiet: int = 0
    ended: int = 0
    failed: int = 0
    waiting: int = 0


def tell_due(*, now: datetime, most: int = MOST_A_NIGHT) -> Told:
    """Tell everybody whose week or month has begun, each in a transaction of its own.

    A run that is killed has told some and not the others; the next one goes on with those.
    """
    due = Subscription.objects.filter(_is_due(now)).order_by("told_until", "pk")
    due = list(due.values_list("pk", flat=True)[: most + 1])
    told, digests = Told(waiting=max(0, len(due) - most)), {}
    for pk in due[:most]:
        try:
            outcome = tell(pk, now=now, digests=digests)
        except Exception:  # one subscription must not stop the others
            logger.exception("subscription %s could not be told", pk)
            outcome = "failed"
        if outcome:
            setattr(told, outcome, getattr(told, outcome) + 1)
    return told


@transaction.atomic
def tell(pk: int, *, now: datetime, digests: dict) -> str:
    """One subscription: its mail and how far it is told are written together.

    ``digests`` keeps what was gathered already for others with the same filters. Gives the name of
    the counter in `Told`; "" where it was told or ended meanwhile.
    """
    subscription = (
        Subscription.objects.select_for_update(no_key=True).filter(_is_due(now), pk=pk).first()
    )
    if subscription is None:
        return ""
    choice = choice_of(subscription)
    if choice is None:
        emails.ended(subscription)
        subscription.delete()
        return "ended"
    digest = _gathered(digests, choice, subscription, now)
    if digest:
        emails.digest(subscription, digest)
    subscription.told_until = now
    subscription.save(update_fields=["told_until"])
    return "mails" if digest else "quiet"


def choice_of(subscription: Subscription) -> Choice | None:
    """What was subscribed to, or None where the list or one of the filters is no more."""
    subscribed = lists.find(subscription.list)
    if subscribed is None:
        return None
    choice = subscribed.choose(QueryDict(subscription.query), region.current())
    return choice if choice.is_whole(subscription.query) else None


def look_at_lists(*, now: datetime) -> int:
    """Note what every list with news shows now; how many entries are new or have changed."""
    return sum(known.look(now=now) for known in lists.all_lists() if isinstance(known, NewsList))


@transaction.atomic
def forget(*, today: date) -> int:
    """Delete what nobody confirmed in time, and mails that left; how many subscriptions."""
    mails = OutgoingMail.objects.filter(purpose__startswith=emails.PURPOSE)
    old = mails.filter(created_at__date__lt=today - timedelta(days=MAILS_KEPT_DAYS))
    old.exclude(sent_at=None, given_up_at=None).delete()
    return unconfirmed_over(today).delete()[0]


def unconfirmed_over(today: date) -> QuerySet[Subscription]:
    since = today - timedelta(days=DAYS_TO_CONFIRM)
    return Subscription.objects.unconfirmed().filter(asked_on__lt=since)


def _is_due(now: datetime) -> Q:
    today, due = timezone.localdate(now), Q(pk__in=[])
    for rhythm in Rhythm:
        begins = first_moment(period(rhythm, today)[0])
        due |= Q(rhythm=rhythm, told_until__lt=begins)
    return due


def _gathered(
    digests: dict, choice: Choice, subscription: Subscription, now: datetime
) -> Digest | None:
    since, rhythm = subscription.told_until, subscription.rhythm
    known = (choice.list.slug, choice.query, since, rhythm)
    if known not in digests:
        digests[known] = choice.list.digest(choice.rows, since=since, until=now, rhythm=rhythm)
    return digests[known]


def _may_write_to(email: str, today: date) -> bool:
    """Count a mail to an address within the day; "+anything" is the same mailbox to most."""
    local, _at, domain = email.partition("@")
    mailbox = f"{local.partition('+')[0]}@{domain}"
    mark = salted_hmac("bildungsregion.base.subscriptions", f"{today} {mailbox}").hexdigest()
    written = cache.get(f"subscriptions:{mark}", 0)
    # Not `incr`: a cache in the database would then keep the number for its own short term only.
    cache.set(f"subscriptions:{mark}", written + 1, A_DAY)
    return written < MOST_MAILS_A_DAY
