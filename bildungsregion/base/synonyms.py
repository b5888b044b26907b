"""What visitors call things: the office's table of synonyms, as the search reads it.

The table lies in the shared cache, and an edit takes it out of there, so that the next search of every
worker sees it (docs/adr/0140). A page reads it as its edition has it; other work looks into the cache once.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache

from django.apps import apps
from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest

from . import edition, folding


KEY, READ = "synonyms", "read"
# Between its reading and its keeping an edit may slip through; it is seen after so many seconds then.
KEPT_SECONDS = 120
# Names of up to three letters are looked for at the beginning of a word: „igs“ is a part of Ludwigsburg.
ABBREVIATION = 3

_in_request: ContextVar[dict | None] = ContextVar("synonyms", default=None)


class Synonyms:
    """The rows, ready to be asked: by a word, by its stem, or by several words in a row."""

    def __init__(self, rows: tuple[tuple[str, str], ...]):
        self._meanings: dict[str, tuple[str, ...]] = {}
        self.spelling: dict[str, str] = {}
        for word, means in rows:
            phrase = folding.words(word)
            if not phrase:
                continue
            self._add(" ".join(phrase), _meanings(phrase, means))
            if len(phrase) == 1:
                self.spelling.setdefault(phrase[0], word.strip())
        for phrase, meanings in list(self._meanings.items()):
            self._meanings.setdefault(_stemmed(phrase.split()), meanings)
        self.longest = max((len(phrase.split()) for phrase in self._meanings), default=1)

    def _add(self, phrase: str, meanings: tuple[str, ...]) -> None:
        known = self._meanings.get(phrase, ())
        self._meanings[phrase] = tuple(dict.fromkeys((*known, *meanings)))

    def of(self, phrase: list[str]) -> tuple[str, ...]:
        """What a search for these folded words looks for instead, themselves first; () if nothing is known."""
        return self._meanings.get(" ".join(phrase)) or self._meanings.get(_stemmed(phrase), ())


def _stemmed(phrase: list[str]) -> str:
    return " ".join([*phrase[:-1], folding.stem(phrase[-1])])


def _meanings(phrase: list[str], means: str) -> tuple[str, ...]:
    others = [folding.words(part) for part in means.split(",")]
    return tuple(
        folding.sought(part, shortest=ABBREVIATION + 1) for part in (phrase, *others) if part
    )


def current() -> Synonyms:
    """The table as it is now."""
    seen = _in_request.get()
    if seen is None:
        return _parsed(_rows())
    if KEY not in seen:
        seen[KEY] = _parsed(seen[READ]())
    return seen[KEY]


def of_request(request: HttpRequest) -> tuple[tuple[str, str], ...]:
    """The rows as an edition has them; those in the cache where nothing is kept."""
    return edition.kept(request, KEY, table if edition.of(request) else _rows)


@contextmanager
def asked_once(read: Callable[[], tuple] | None = None) -> Iterator[None]:
    """Within it the table is asked for once, by whoever searches first: by ``read``, else in the cache."""
    token = _in_request.set({READ: read or _rows})
    try:
        yield
    finally:
        _in_request.reset(token)


def forget() -> None:
    """An edit: here it counts at once, elsewhere once it is committed."""
    if (seen := _in_request.get()) is not None:
        seen.pop(KEY, None)
    cache.delete(KEY)
    transaction.on_commit(lambda: cache.delete(KEY))


def _rows() -> tuple[tuple[str, str], ...]:
    rows = cache.get(KEY)
    if rows is None:
        rows = table()
        cache.add(KEY, rows, KEPT_SECONDS)
    return rows


def table() -> tuple[tuple[str, str], ...]:
    """The rows, from the database."""
    rows = apps.get_model("base", "Synonym").objects.order_by("folded")
    return tuple(rows.values_list("word", "means"))


@lru_cache(maxsize=2)
def _parsed(rows: tuple[tuple[str, str], ...]) -> Synonyms:
    return Synonyms(rows)
