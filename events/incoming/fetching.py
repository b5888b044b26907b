"""Calendars of organisers are fetched, again and again; one that fails never stops the others."""

import logging
from datetime import date, timedelta

from django.utils import timezone

from bildungsregion.base.errors import DomainError
from bildungsregion.base.fetching import PUBLIC, Fetched, Limits, Reach, fetch
from events.models import MOST_FAILURES, Feed, FeedRun

from . import lines, writing
from .calendars import items_of
from .items import Words
from .planning import Plan, plan


logger = logging.getLogger("bildungsregion.kalender")

LIMITS = Limits(seconds=30, size=5_000_000, redirects=5)
ACCEPT = "text/calendar, */*;q=0.1"
# However often a server says that nothing is new: so often everything is read again, as dates come into sight.
READ_ANYWAY = timedelta(days=7)
# Nobody fetches the same calendar twice at once.
BUSY = timedelta(seconds=60)
_ANSWERS = {
    401: "verlangt eine Anmeldung", 403: "erlaubt den Abruf nicht", 404: "kennt diesen Kalender nicht",
    410: "hat diesen Kalender gelöscht", 429: "wird zu oft gefragt",
}  # fmt: skip


def fetch_due(*, reach: Reach = PUBLIC, today: date | None = None) -> list[FeedRun]:
    """Every calendar whose time has come, one after the other."""
    runs = []
    for feed in Feed.objects.due():
        if _claim(feed):
            runs.append(fetch_feed(feed=feed, reach=reach, today=today))
    return runs


def fetch_now(*, feed: Feed, by, reach: Reach = PUBLIC) -> FeedRun:
    """On the office's word, also where the calendar rests. Raises DomainError where it was fetched a moment ago."""
    if not _claim(feed):
        raise DomainError("Dieser Kalender wird gerade abgerufen. Bitte warten Sie eine Minute.")
    return fetch_feed(feed=feed, by=by, reach=reach, anew=True)


def _claim(feed: Feed) -> bool:
    now = timezone.now()
    rows = Feed.objects.filter(pk=feed.pk).exclude(last_try__gt=now - BUSY)
    return rows.update(last_try=now) == 1


def fetch_feed(
    *, feed: Feed, by=None, reach: Reach = PUBLIC, today: date | None = None, anew: bool = False
) -> FeedRun:
    """Fetch and take over one calendar, and keep a report; never raises. ``anew``: also if nothing changed."""
    feed.refresh_from_db()
    run = FeedRun(feed=feed, started_by=by)
    try:
        answer = _asked(feed, reach, anew)
        if answer.is_unchanged:
            return _done(feed, run, FeedRun.State.UNCHANGED, "Nichts Neues.")
        done = take_in(feed, answer.body, today=today)
    except DomainError as error:
        return _failed(feed, run, error.message)
    except Exception:
        # Whatever it is: the next calendar is fetched all the same, and the trace says where to look.
        logger.exception("feed %s", feed.pk)
        return _failed(
            feed, run, "Unerwarteter Fehler beim Lesen; der Betrieb sieht ihn im Protokoll."
        )
    feed.etag, feed.last_modified = answer.etag[:200], answer.last_modified[:80]
    if answer.moved_to:
        done.hints.append(f"Der Kalender ist umgezogen nach {answer.moved_to[:150]}.")
    writing.report(run, done)
    return _done(feed, run, FeedRun.State.DONE, run.sentence)


def _asked(feed: Feed, reach: Reach, anew: bool) -> Fetched:
    """The answer of the server. Raises DomainError where it is none of use."""
    address = feed.address.strip()
    for scheme in ("webcal://", "webcals://"):
        if address.lower().startswith(scheme):
            address = f"https://{address[len(scheme) :]}"
    is_fresh = feed.last_read is not None and feed.last_read > timezone.now() - READ_ANYWAY
    ask_only_news = is_fresh and not anew and feed.updated_at <= feed.last_read
    conditions = {"etag": feed.etag, "last_modified": feed.last_modified} if ask_only_news else {}
    answer = fetch(address, accept=ACCEPT, limits=LIMITS, reach=reach, **conditions)
    if answer.status != 200 and not (answer.is_unchanged and ask_only_news):
        said = _ANSWERS.get(answer.status, "antwortet mit einem Fehler")
        raise DomainError(f"Der Server {said} ({answer.status}).")
    return answer


def take_in(feed: Feed, content: bytes, *, today: date | None = None) -> Plan:
    """Read a calendar file, plan and write it. Raises DomainError where it is none."""
    today = today or timezone.localdate()
    made = planned(feed, content, today=today)
    return writing.write(made, feed, today=today)


def planned(feed: Feed, content: bytes, *, today: date) -> Plan:
    """What a calendar file would bring; nothing is written. Raises DomainError where it is no calendar."""
    file, words = lines.read(content), Words(feed)
    items = items_of(file, feed, words, today)
    is_cancelling = file.method == "CANCEL"
    made = plan(
        feed,
        items,
        words,
        is_whole=file.is_whole and not is_cancelling,
        is_cancelling=is_cancelling,
    )
    made.hints += file.hints
    if not file.is_whole:
        made.hints.append("Die Datei bricht mitten drin ab; was fehlt, gilt nicht als gelöscht.")
    return made


def _done(feed: Feed, run: FeedRun, state: str, sentence: str) -> FeedRun:
    run.state, run.sentence = state, sentence
    run.save()
    feed.failures, feed.problem, feed.last_try = 0, "", timezone.now()
    if state == FeedRun.State.DONE:
        feed.last_read = feed.last_try
    feed.plan_next()
    _keep(feed)
    return run


def _failed(feed: Feed, run: FeedRun, sentence: str) -> FeedRun:
    run.state, run.sentence = FeedRun.State.FAILED, sentence[:300]
    run.save()
    feed.failures, feed.problem = min(feed.failures + 1, MOST_FAILURES), sentence[:300]
    feed.last_try = timezone.now()
    feed.plan_next()
    _keep(feed)
    writing.forget_runs(feed)
    return run


def _keep(feed: Feed) -> None:
    """The state alone: what the office sets meanwhile stays, and updated_at is theirs."""
    names = ("failures", "problem", "last_try", "last_read", "next_due", "etag", "last_modified")
    Feed.objects.filter(pk=feed.pk).update(**{name: getattr(feed, name) for name in names})
