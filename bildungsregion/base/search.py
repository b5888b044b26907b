"""Finding words in any spelling, the same way on SQLite and PostgreSQL.

Every searchable row keeps its folded words in two text columns (``Searchable``); a query is folded
and stemmed, and each of its words must occur somewhere, also inside a compound.
"""

from collections.abc import Callable, Iterable
from typing import Protocol

from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When
from django.utils.translation import get_language

from . import synonyms
from .folding import english_stem, fold, folded_words, sought, words, written_words


__all__ = [
    "LONGEST_QUERY",
    "Vocabulary",
    "did_you_mean",
    "fold",
    "folded_words",
    "search",
    "stem_terms",
    "stems_of",
    "suggestion",
    "suggests",
]
LONGEST_QUERY = 200
MOST_WORDS = 8

# Words that say nothing about what is looked for; they only count where there is no other word.
FILLERS = frozenset({
    "am", "an", "auf", "bei", "das", "dem", "den", "der", "des", "die", "ein", "eine", "einen", "fur",
    "im", "in", "mit", "nach", "oder", "und", "vom", "von", "zu", "zum", "zur",
})  # fmt: skip


def stem_terms(query: str) -> list[tuple[str, ...]]:
    """For each word of the query the folded stems of which one must occur; at most eight words.

    Several words that together have a synonym („Deutsche Gebärdensprache“) are one term.
    """
    typed = list(dict.fromkeys(words(query[:LONGEST_QUERY])))
    if not typed:
        return []
    known, terms = synonyms.current(), []
    unsaid = FILLERS if any(word not in FILLERS for word in typed) else frozenset()
    while typed and len(terms) < MOST_WORDS:
        term, length = _first_term(typed, known)
        if length > 1 or typed[0] not in unsaid:
            terms.append(term)
        typed = typed[length:]
    return list(dict.fromkeys(terms))


def _first_term(typed: list[str], known: synonyms.Synonyms) -> tuple[tuple[str, ...], int]:
    """What the first words ask for, and how many words that are: the longest synonym first."""
    for length in range(min(known.longest, len(typed)), 0, -1):
        if meanings := known.of(typed[:length]):
            return meanings, length
    return _stems(typed[0]), 1


def stems_of(word: str) -> tuple[str, ...]:
    """What a search for one folded word looks for: itself or its synonyms."""
    return _first_term([word], synonyms.current())[0]


def _stems(word: str) -> tuple[str, ...]:
    """The stem of a word; on an English page also its English one („schools“)."""
    found = sought([word])
    if get_language() == "en" and (other := english_stem(word)) not in found:
        return found, other
    return (found,)


def _any(column: str, stems: Iterable[str], prefix: str = "") -> Q:
    condition = Q()
    for stem in stems:
        condition |= Q(**{f"{column}__contains": prefix + stem.lstrip() if prefix else stem})
    return condition


def search(queryset: QuerySet, query: str) -> QuerySet:
    """The rows that hold every word of the query, best first (annotation ``search_rank``).

    A title word's beginning counts 8, a place inside a title 4, a body word's beginning 2, else 1.
    A query without any letter or digit finds nothing.
    """
    terms = stem_terms(query)
    if not terms:
        return queryset.none()
    rank = Value(0, output_field=IntegerField())
    for stems in terms:
        queryset = queryset.filter(_any("search_title", stems) | _any("search_text", stems))
        rank = rank + Case(
            When(_any("search_title", stems, " "), then=Value(8)),
            When(_any("search_title", stems), then=Value(4)),
            When(_any("search_text", stems, " "), then=Value(2)),
            default=Value(1),
            output_field=IntegerField(),
        )
    return queryset.annotate(search_rank=rank).order_by(
        F("search_rank").desc(), "search_title", "pk"
    )


class Vocabulary(Protocol):
    """The words that can be found, with the spelling in which people wrote them."""

    def knows(self, word: str) -> bool:
        """Whether this folded word stands somewhere."""

    def nearest(self, word: str) -> str | None:
        """The known word most like this folded one, as people write it; None if none is near."""


_suggesters: list[Callable[[str], str | None]] = []


def suggests(suggester: Callable[[str], str | None]) -> Callable[[str], str | None]:
    """Decorator of what knows all words of the portal: a query to what was meant, or None."""
    _suggesters.append(suggester)
    return suggester


def suggestion(query: str) -> str | None:
    """„Meinten Sie“ for a query that found nothing, from all the portal's words; None for none."""
    return next((meant for suggester in _suggesters if (meant := suggester(query))), None)


def did_you_mean(query: str, vocabulary: Vocabulary) -> str | None:
    """The query with its unknown words replaced by the nearest known ones, or None.

    Asked only when a search found nothing. Words that are known keep the spelling they came in.
    """
    mended, changed = [], False
    for word in written_words(query[:LONGEST_QUERY])[:MOST_WORDS]:
        folded = fold(word)
        is_known = folded in FILLERS or vocabulary.knows(folded)
        nearest = None if is_known else vocabulary.nearest(folded)
        mended.append(nearest or word)
        changed = changed or nearest is not None
    return " ".join(mended) if changed else None
