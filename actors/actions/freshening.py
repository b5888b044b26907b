"""Entries are checked: planned, asked for, answered, or looked after by the office."""

import logging
from datetime import date, timedelta

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from actors import freshness
from actors.emails.freshness import still_true
from actors.models import Actor, ChangeProposal, FreshnessAsk
from bildungsregion.base.errors import DomainError


logger = logging.getLogger("bildungsregion.freshness")

Answer = FreshnessAsk.Answer
# How many entries with an address that is none do not hold up the others.
SPARE = 100
# What was asked and answered is of no use any more after two years.
ASKS_KEPT = timedelta(days=730)


@transaction.atomic
def mark_checked(*, actor: Actor, today: date, answer: str = Answer.OFFICE) -> None:
    """Somebody looked through the whole entry and it is true; questions that are open are answered by that.

    Sets the day of the next check by the rule of actors.freshness and takes the public mark away.
    """
    following = freshness.next_check(actor.kind, actor.pk, today)
    Actor.objects.filter(pk=actor.pk).update(
        checked_on=today,
        next_check_on=following,
        doubtful_since=None,
        updated_at=timezone.now(),
    )
    actor.checked_on, actor.next_check_on, actor.doubtful_since = today, following, None
    actor.freshness_asks.open().update(answered_on=today, answer=answer)


@transaction.atomic
def plan_checks(*, today: date) -> int:
    """Give each published entry that has none a day for its next check; the number of entries.

    Entries that were checked elsewhere (an import, a form) lose their mark, and their questions are answered.
    """
    Actor.objects.filter(doubtful_since__lte=F("checked_on")).update(doubtful_since=None)
    done = FreshnessAsk.objects.open().filter(sent_on__lte=F("actor__checked_on"))
    done.update(answered_on=today, answer=Answer.OFFICE)
    unplanned = Actor.objects.published().filter(next_check_on=None)
    rows = list(unplanned.values_list("pk", "kind", "checked_on", "source"))
    days = dict(freshness.first_checks(((pk, said) for pk, _kind, on, said in rows if on is None), today))  # fmt: skip
    for pk, kind, checked_on, _source in rows:
        if checked_on is not None:
            days[pk] = freshness.next_check(kind, pk, checked_on)
    planned = [Actor(pk=pk, next_check_on=day) for pk, day in days.items()]
    Actor.objects.bulk_update(planned, ["next_check_on"], batch_size=200)
    return len(planned)


@transaction.atomic
def ask(*, actor: Actor, today: date) -> FreshnessAsk:
    """Ask the institution whether its entry still holds; the question and its mails are one transaction.

    Raises DomainError where nobody can be asked, or somebody was asked today.
    """
    again = actor.freshness_asks.open().exists()
    to = freshness.recipients(actor, again=again)
    if not to:
        raise DomainError(f"{actor}: Es ist keine E-Mail-Adresse bekannt.")
    asked, is_new = FreshnessAsk.objects.get_or_create(
        actor=actor, sent_on=today, defaults={"email": to[0]}
    )
    if not is_new:
        raise DomainError(f"{actor} wurde heute schon gefragt.")
    still_true(asked, to, again=again)
    return asked


def ask_due(*, today: date, most: int) -> int:
    """Ask who is due, at most so many institutions a day; the number asked now. Safe to repeat.

    An address that cannot be written to holds up nobody else; it is left for the office's log.
    """
    left = most - FreshnessAsk.objects.filter(sent_on=today).count()
    asked = 0
    for actor in freshness.to_ask(today)[: left + SPARE if left > 0 else 0]:
        if asked == left:
            break
        try:
            ask(actor=actor, today=today)
        except DomainError:  # somebody was faster, or the address is gone
            continue
        except ValueError:
            logger.warning("entry %s cannot be asked: its address is none", actor.pk)
            continue
        asked += 1
    return asked


def mark_unanswered(*, today: date) -> int:
    """Mark the entries whose institutions were asked twice in vain; the number newly marked."""
    silent = list(freshness.unanswered(today).values_list("pk", flat=True))
    return Actor.objects.filter(pk__in=silent, doubtful_since=None).update(
        doubtful_since=today, updated_at=timezone.now()
    )


def forget_asks(*, today: date) -> int:
    """Delete questions that were asked two years ago."""
    return asks_over(today).delete()[0]


def asks_over(today: date) -> QuerySet[FreshnessAsk]:
    return FreshnessAsk.objects.filter(sent_on__lt=today - ASKS_KEPT)


@transaction.atomic
def confirm(*, asked: FreshnessAsk, today: date) -> bool:
    """The institution says that all is still true; False where the question was answered before."""
    if not _answered(asked, Answer.CONFIRMED, today):
        return False
    mark_checked(actor=asked.actor, today=today, answer=Answer.CONFIRMED)
    return True


@transaction.atomic
def report_change(*, asked: FreshnessAsk, message: str, today: date) -> bool:
    """The institution writes what is different now; the office finds it among the proposals.

    The entry has its next check in three weeks, when the change should be in it.
    False where the question was answered before.
    """
    if not _answered(asked, Answer.CHANGED, today):
        return False
    actor = asked.actor
    ChangeProposal.objects.create(
        kind=ChangeProposal.Kind.MISTAKE,
        subject=ChangeProposal.Subject.ACTOR,
        subject_pk=actor.pk,
        actor=actor,
        title=actor.name,
        message=message,
        email=asked.email,
    )
    Actor.objects.filter(pk=actor.pk).update(
        next_check_on=today + freshness.PATIENCE, doubtful_since=None
    )
    actor.freshness_asks.open().update(answered_on=today, answer=Answer.CHANGED)
    return True


@transaction.atomic
def stop_asking(*, asked: FreshnessAsk, today: date) -> bool:
    """The institution does not want such mails; from now on the office looks itself.

    False where the question was answered before.
    """
    if not _answered(asked, Answer.STOPPED, today):
        return False
    Actor.objects.filter(pk=asked.actor_id).update(asked_by_mail=False)
    asked.actor.freshness_asks.open().update(answered_on=today, answer=Answer.STOPPED)
    return True


def _answered(asked: FreshnessAsk, answer: str, today: date) -> bool:
    """Take the question: of two clicks at the same moment only one does."""
    rows = FreshnessAsk.objects.open().filter(pk=asked.pk)
    return bool(rows.update(answered_on=today, answer=answer))
