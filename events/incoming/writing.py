"""A plan is written, each entry by itself: one that fails is reported and never stops the rest."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import Error, transaction
from django.utils import timezone

from bildungsregion.base.errors import DomainError
from bildungsregion.base.journal.acting import acting
from events.actions.dating import count_revision
from events.addresses import free_slug
from events.models import Event, Feed, FeedCategory, FeedItem, FeedRun

from .dates import write_dates
from .fields import MANY, PREFETCH, current, say, set_column
from .items import Words
from .planning import Line, Outcome, Plan, shown


# What calendars show of an event; a change of it counts its SEQUENCE up (RFC 5545 3.8.7.4).
CALENDAR_FIELDS = frozenset({"title", "status", "attendance", "place", "online_url"})
# So many runs of a source are kept; what nobody takes over is forgotten after so many days.
RUNS_KEPT, KEPT = 30, timedelta(days=14)
# What is done with these leaves a memory of what the source said.
_REMEMBERED = {Outcome.NEW, Outcome.CHANGED, Outcome.SAME, Outcome.KEPT}


def write(plan: Plan, feed: Feed, *, today: date) -> Plan:
    """Write every line; those that cannot be written become errors. Gives the plan as it was done."""
    quiet = [line.known.pk for line in plan.lines if _is_quiet(line)]
    for start in range(0, len(quiet), 500):
        FeedItem.objects.filter(pk__in=quiet[start : start + 500]).update(seen_last=timezone.now())
    for line in plan.lines:
        if _is_quiet(line) or (_is_out(line) and not _returns(line)):
            continue
        try:
            with acting(origin=f"Import {feed.name}"), transaction.atomic():
                _write(line, plan.words, feed, today)
        except (DomainError, ValidationError, Error) as error:
            line.outcome, line.changes, line.kept = Outcome.ERROR, [], []
            line.sentences = [*_said(error), *line.sentences]
    with acting(origin=f"Import {feed.name}"):
        _fade(plan.faded)
    # Published by somebody on the event's own page.
    feed.items.filter(waits_for=FeedItem.Waits.NEW, event__is_published=True).update(waits_for="")
    _remember_words(plan.words, feed)
    return plan


def _is_out(line: Line) -> bool:
    return line.outcome in (Outcome.ERROR, Outcome.LEFT_OUT)


def _is_quiet(line: Line) -> bool:
    """Known, and the source says what it said last time."""
    return line.outcome == Outcome.SAME and line.known is not None and not _is_news(line)


def _returns(line: Line) -> bool:
    return line.known is not None and line.known.gone_since is not None


def _said(error: Exception) -> list[str]:
    if isinstance(error, DomainError):
        return [error.message]
    if isinstance(error, ValidationError):
        return list(error.messages)
    return ["Ließ sich nicht speichern."]


def _write(line: Line, words: Words, feed: Feed, today: date) -> None:
    if line.outcome == Outcome.GONE:
        _hide(line)
        return
    if _is_out(line):
        # It is listed again, even if nothing can be made of it.
        FeedItem.objects.filter(pk=line.known.pk).update(gone_since=None, seen_last=timezone.now())
        return
    event = _event(line, words, feed, today)
    if line.outcome in _REMEMBERED and (line.changes or _is_news(line)):
        _remember(line, event, feed)
    else:
        FeedItem.objects.filter(pk=line.known.pk).update(seen_last=timezone.now())


def _is_news(line: Line) -> bool:
    """Whether the source says anything else than last time, also where the event keeps its own word."""
    known = line.known
    if known is None or known.gone_since is not None:
        return True
    if line.is_stale:
        return False
    if list(line.revision) != known.revision:
        return True
    return any(known.brought.get(name, [None])[0] != said for name, said in line.values.items())


def _event(line: Line, words: Words, feed: Feed, today: date) -> Event:
    if line.event is None:
        event = Event(
            is_published=feed.moderation == Feed.Moderation.AT_ONCE,
            slug=free_slug(line.title),
            organiser_id=feed.organiser_id,
            source=feed.name,
            confidence="source",
        )
    else:
        event = Event.objects.select_for_update(of=("self",), no_key=True).get(pk=line.event)
    changes = {change.name: change.new for change in line.changes}
    if not changes:
        return event
    apart = {name: new for name, new in changes.items() if not set_column(event, name, new)}
    event.clean_fields(exclude=["organiser", "place_actor", "municipality", "series"])
    event.save()
    for name in MANY:
        if name in apart:
            getattr(event, name).set([words.pks[name][slug] for slug in apart[name]])
    if "dates" in apart:
        write_dates(event, apart["dates"], today=today)
    if line.event is not None and (CALENDAR_FIELDS | {"dates"}) & changes.keys():
        count_revision(event.pk)
    line.event = event.pk
    return event


def _remember(line: Line, event: Event, feed: Feed) -> None:
    """What the source says of each field now, and what is stored of it."""
    fresh = Event.objects.prefetch_related(*PREFETCH).get(pk=event.pk)
    item = line.known or FeedItem(feed=feed, uid=line.uid)
    if not line.is_stale:
        _remember_said(item, line, fresh)
    item.event, item.title = event, line.title[:200]
    item.seen_last, item.gone_since = timezone.now(), None
    if item.was_hidden:
        Event.objects.filter(pk=event.pk, is_published=False).update(is_published=True)
        item.was_hidden = False
    if line.outcome == Outcome.NEW and not event.is_published:
        item.waits_for = FeedItem.Waits.NEW
    elif item.waits_for == FeedItem.Waits.GONE:
        item.waits_for = ""
    item.save()
    line.known = item


def _remember_said(item: FeedItem, line: Line, fresh: Event) -> None:
    changed = {change.name for change in line.changes}
    for name, said in line.values.items():
        was = item.brought.get(name)
        if was is None or name in changed:
            item.brought[name] = [said, current(fresh, name)]
        elif was[0] != said:
            item.brought[name] = [said, was[1]]
    item.revision = list(line.revision)


def _hide(line: Line) -> None:
    if line.hides:
        Event.objects.filter(pk=line.event).update(is_published=False)
    FeedItem.objects.filter(pk=line.known.pk).update(
        gone_since=timezone.now(), waits_for=FeedItem.Waits.GONE, was_hidden=line.hides
    )


def _fade(items: Iterable[FeedItem]) -> None:
    FeedItem.objects.filter(pk__in=[item.pk for item in items]).update(gone_since=timezone.now())


def _remember_words(words: Words, feed: Feed) -> None:
    """Words without a meaning stand in the list of the source, so that the office can give them one."""
    known = {word.casefold() for word in feed.categories.values_list("word", flat=True)}
    fresh = [word for word in words.unknown.values() if word.casefold() not in known]
    FeedCategory.objects.bulk_create(
        [FeedCategory(feed=feed, word=word) for word in fresh[: max(0, 200 - len(known))]],
        ignore_conflicts=True,
    )


def report(run: FeedRun, plan: Plan) -> FeedRun:
    """Keep what was done; entries in which nothing happened are only counted."""
    run.counts = plan.counts | {"konflikte": plan.conflicts}
    run.lines = [reported(line, plan.words) for line in plan.lines if _is_told(line)]
    run.state = FeedRun.State.DONE
    run.sentence = " ".join(plan.hints)[:300]
    run.content = b""
    run.save()
    forget_runs(run.feed)
    return run


def _is_told(line: Line) -> bool:
    return line.outcome != Outcome.SAME or bool(line.sentences)


def reported(line: Line, words: Words) -> dict:
    """A line as reports keep and pages show it."""
    is_new = line.outcome == Outcome.NEW
    return {
        "line": line.number,
        "name": line.title,
        "uid": line.uid[:120],
        "outcome": str(line.outcome),
        "event": line.event,
        "said": _in_short(line, words) if is_new else "",
        "sentences": line.sentences[:8],
        "changes": [] if is_new else [shown(one, words) for one in line.changes],
        "kept": [shown(one, words) for one in line.kept],
    }


def _in_short(line: Line, words: Words) -> str:
    """When and where something new takes place."""
    told = [
        say(name, line.values[name], words) for name in ("dates", "place") if name in line.values
    ]
    return "; ".join(one for one in told if one != "–")


def forget_runs(feed: Feed) -> int:
    """Delete old reports of a source and uploads that nobody took over; the number of them."""
    kept = feed.runs.order_by("-created_at", "-pk").values_list("pk", flat=True)[:RUNS_KEPT]
    old = feed.runs.exclude(pk__in=list(kept))
    unused = feed.runs.filter(state=FeedRun.State.OPEN, created_at__lt=timezone.now() - KEPT)
    return old.delete()[0] + unused.delete()[0]
