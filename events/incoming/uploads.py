"""A table is uploaded, its columns are chosen, and exactly what was shown is written; each a verb."""

from pathlib import PurePath

from django.db import transaction
from django.utils import timezone

from actors.imports import reading
from actors.imports.headings import folded
from bildungsregion.base.errors import DomainError
from events.models import Feed, FeedRun

from . import writing
from .columns import missing
from .items import Words
from .planning import Outcome, Plan, plan
from .tables import items_of


# So many events are written at once; more would hold up everybody else.
MOST_WRITTEN = 2000


@transaction.atomic
def upload(*, feed: Feed, moderation: str, name: str, content: bytes, by) -> FeedRun:
    """Keep a file for looking at, and what becomes of new events (Feed.Moderation). Raises DomainError
    where it is no table.
    """
    reading.read(content, name)
    feed.moderation = moderation
    feed.save()
    writing.forget_runs(feed)
    return FeedRun.objects.create(
        feed=feed, file_name=PurePath(name).name[-120:], content=content, started_by=by
    )


@transaction.atomic
def choose_columns(*, run: FeedRun, keys: list[str], headers: list[str]) -> FeedRun:
    """Say what each column means; the source remembers it. Raises DomainError."""
    if sentence := missing(keys):
        raise DomainError(sentence)
    run = open_run(run)
    run.columns = {str(at): key for at, key in enumerate(keys) if key}
    run.save(update_fields=["columns", "updated_at"])
    feed = Feed.objects.select_for_update(of=("self",), no_key=True).get(pk=run.feed_id)
    chosen = {folded(header): key for header, key in zip(headers, keys, strict=True) if header}
    Feed.objects.filter(pk=feed.pk).update(columns=feed.columns | chosen)
    return run


def open_run(run: FeedRun) -> FeedRun:
    """The upload as it is now, locked. Raises DomainError where somebody has taken it over already."""
    run = (
        FeedRun.objects.select_for_update(of=("self",), no_key=True)
        .select_related("feed")
        .get(pk=run.pk)
    )
    if run.state != FeedRun.State.OPEN or not run.content:
        raise DomainError("Diese Datei ist schon übernommen oder nicht mehr da.")
    return run


def planned(run: FeedRun) -> Plan:
    """What the file would bring; nothing is written. Raises DomainError where it cannot be read."""
    table = reading.read(bytes(run.content), run.file_name)
    keys = [run.columns.get(str(at), "") for at in range(len(table.headers))]
    if sentence := missing(keys):
        raise DomainError(sentence)
    words = Words(run.feed)
    return plan(run.feed, items_of(table, keys, run.feed, words, timezone.localdate()), words)


@transaction.atomic
def apply(*, run: FeedRun, digest: str, by) -> FeedRun:
    """Write the plan with that digest; rows with errors are left out.

    Raises DomainError where the calendar has moved on since the plan was shown, or where it is too much.
    """
    run = open_run(run)
    made = planned(run)
    if made.digest != digest:
        raise DomainError(
            "Seit der Prüfung hat sich im Kalender etwas geändert. Bitte sehen Sie den neuen Stand an."
        )
    if made.counts[Outcome.NEW] + made.counts[Outcome.CHANGED] > MOST_WRITTEN:
        raise DomainError(
            f"Auf einmal gehen {MOST_WRITTEN} Veranstaltungen. Bitte teilen Sie die Datei."
        )
    writing.write(made, run.feed, today=timezone.localdate())
    run.started_by = by
    Feed.objects.filter(pk=run.feed_id).update(last_read=timezone.now(), last_try=timezone.now())
    return writing.report(run, made)
