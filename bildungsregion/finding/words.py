"""„Meinten Sie“: the words of all published rows in the spelling of those who wrote them (docs/adr/0231).

A new word is kept when its row is saved; the night counts them anew and forgets what nobody writes any more.
A search in vain reads those words only that look like what was typed.
"""

import threading
from collections import Counter

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Length

from bildungsregion.base import folding, search, synonyms
from bildungsregion.base.models import Searchable

from .models import SearchWord
from .sources import SOURCES


SHORTEST = 4
# So much of a text is looked at for words: of a long document the beginning.
READ = 20_000
# So many words the table holds, and so many of them are compared with a mistyped one.
MOST, COMPARED = 60_000, 6_000

_waiting = threading.local()


def words_of(row: Searchable) -> Counter[str]:
    """The words of a row as they are written, with how often."""
    text = " ".join(row.words_in_all_languages())[:READ]
    return Counter(
        word
        for word in folding.written_words(text)
        if SHORTEST <= len(word) <= SearchWord.LONGEST and not any(map(str.isdigit, word))
    )


def remember(sender, instance, raw: bool = False, **_signal) -> None:
    """After a row was saved: its words become known when the transaction commits, not while others wait for it."""
    if not isinstance(instance, Searchable) or not instance.is_published or raw:
        return
    waiting = _waiting.__dict__.setdefault("words", set())
    waiting.update(words_of(instance))
    # After a rollback the callback is gone, the words are not: they wait for the next one.
    registered = transaction.get_connection().run_on_commit
    if not any(row[1] is _write_waiting for row in reversed(registered)):
        transaction.on_commit(_write_waiting)


def _write_waiting() -> None:
    waiting, _waiting.words = _waiting.__dict__.get("words", set()), set()
    if waiting and SearchWord.objects.count() < MOST:
        _write(Counter(dict.fromkeys(waiting, 1)))


def rebuild() -> int:
    """Count all words anew, in their most usual spelling; the number of them."""
    counted: Counter[str] = Counter()
    for source in SOURCES:
        for row in source.model.objects.published().order_by().iterator(500):
            counted.update(words_of(row))
    with transaction.atomic():
        SearchWord.objects.all().delete()
        return _write(counted)


def _write(counted: Counter[str]) -> int:
    usual: dict[str, tuple[str, int]] = {}
    for spelling, number in counted.most_common():
        folded = folding.fold(spelling)
        if SHORTEST <= len(folded) <= SearchWord.LONGEST:
            first, before = usual.get(folded, (spelling, 0))
            usual[folded] = first, before + number
    rows = sorted(usual.items(), key=lambda item: -item[1][1])[:MOST]
    SearchWord.objects.bulk_create(
        # One order for all who write, so that none waits for another in a circle.
        [
            SearchWord(word=word, spelling=said, number=number)
            for word, (said, number) in sorted(rows)
        ],
        ignore_conflicts=True,
        batch_size=300,
    )
    return len(rows)


class Known:
    """The words that look like those of one query; read by one query of their own (search.Vocabulary)."""

    def __init__(self, query: str):
        asked = Q(pk=None)
        for word in search.words(query[: search.LONGEST_QUERY])[: search.MOST_WORDS]:
            for stem in search.stems_of(word):
                asked |= Q(word__contains=stem.strip().split(" ")[-1])
            near = Q(letters__gte=len(word) - 3, letters__lte=len(word) + 3)
            asked |= near & (Q(word__startswith=word[:2]) | Q(word__endswith=word[-3:]))
        rows = SearchWord.objects.annotate(letters=Length("word")).filter(asked)
        self._spelling = dict(
            rows.order_by("-number", "word").values_list("word", "spelling")[:COMPARED]
        )
        self._joined = " ".join(["", *self._spelling, ""])

    def knows(self, word: str) -> bool:
        return any(stem in self._joined for stem in search.stems_of(word))

    def nearest(self, word: str) -> str | None:
        """Words that the office gave a synonym are known too."""
        return folding.nearest(word, {**synonyms.current().spelling, **self._spelling})
