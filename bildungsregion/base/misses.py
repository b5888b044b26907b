"""Searches that found nothing: counted for the office, without a trace of who asked (docs/adr/0141)."""

import logging
import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

from django.db import DatabaseError, connection, transaction
from django.db.backends.utils import CursorWrapper
from django.http import HttpRequest
from django.utils import timezone

from . import folding
from .models import SearchMiss


logger = logging.getLogger("bildungsregion.search")

MOST_ROWS = 5_000
# So many of them the night leaves: room for new ones, also where somebody filled the table on purpose.
LEFT_ROWS = 3_000
# A sentence may hold anything; words that somebody looks for are few and short.
MOST_WORDS, LONGEST_WORD = 5, 40
# A postcode has five digits; more are a telephone number, an account or a customer number.
MOST_DIGITS = 5
_MACHINE = re.compile(r"bot\b|crawl|spider|slurp|preview|monitor|scan", re.IGNORECASE)
# What was asked for once is forgotten sooner: one person's words are nobody's wish yet.
KEPT_DAYS, KEPT_DAYS_ONCE = 180, 30
WAIT_MILLISECONDS = 100


def note(request: HttpRequest, query: str) -> None:
    """Count a search that found nothing; never fails, and never lets the page wait."""
    if not _is_person(request):
        return
    if term := term_of(query):
        try:
            _count(term, timezone.localdate())
        except DatabaseError:
            logger.warning("a search without hits was not counted")


def term_of(query: str) -> str:
    """The folded words as they are kept; "" for what may be personal or is no word at all."""
    plain = unicodedata.normalize("NFKC", query)
    found = folding.words(plain)
    if "@" in plain or sum(char.isdigit() for char in plain) > MOST_DIGITS:
        return ""
    if not any(char.isalpha() for char in "".join(found)):
        return ""
    if len(found) > MOST_WORDS or max(map(len, found)) > LONGEST_WORD:
        return ""
    return " ".join(found)[: SearchMiss._meta.get_field("term").max_length].rstrip()


def forget_old(today: date) -> int:
    """Delete what nobody has looked for lately; the number of rows that went."""
    gone = SearchMiss.objects.filter(last_on__lt=today - timedelta(days=KEPT_DAYS)).delete()[0]
    once = SearchMiss.objects.filter(count=1, last_on__lt=today - timedelta(days=KEPT_DAYS_ONCE))
    gone += once.delete()[0]
    rare = SearchMiss.objects.order_by("-count", "-last_on").values("pk")[LEFT_ROWS:]
    return (
        gone + SearchMiss.objects.filter(pk__in=list(rare.values_list("pk", flat=True))).delete()[0]
    )


def _is_person(request: HttpRequest) -> bool:
    """Whether somebody of the public looks at the page: no machine that says so, and not the office."""
    headers = request.headers
    fetched_ahead = "prefetch" in headers.get("Sec-Purpose", headers.get("Purpose", ""))
    if request.method != "GET" or fetched_ahead or _MACHINE.search(headers.get("User-Agent", "")):
        return False
    return not request.user.is_staff


def _count(term: str, today: date) -> None:
    """One row more, or one more in the row that there is; nothing where the table is full."""
    table = SearchMiss._meta.db_table
    statement = f"""
        INSERT INTO {table} (term, count, first_on, last_on)
        SELECT %s, 1, %s, %s
        WHERE (SELECT COUNT(*) FROM {table}) < %s OR EXISTS (SELECT 1 FROM {table} WHERE term = %s)
        ON CONFLICT (term) DO UPDATE SET count = {table}.count + 1, last_on = excluded.last_on
    """  # noqa: S608 - the table's name is ours
    with _in_passing() as cursor:
        cursor.execute(statement, [term, today, today, MOST_ROWS, term])


@contextmanager
def _in_passing() -> Iterator[CursorWrapper]:
    """A cursor whose statement gives up where it would have to wait for another writer."""
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = {WAIT_MILLISECONDS}")
            yield cursor
        return
    usual = int(connection.settings_dict["OPTIONS"].get("timeout", 5) * 1000)
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA busy_timeout = {WAIT_MILLISECONDS}")
        try:
            yield cursor
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {usual}")
