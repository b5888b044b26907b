"""Finding German words in any spelling, the same way on SQLite and PostgreSQL.

Every searchable row keeps its folded words in two text columns (``Searchable``); a query is folded
and stemmed, and each of its words must occur somewhere, also inside a compound.
"""

from collections import Counter
from collections.abc import Callable, Iterable

from django.db import models
from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When

from . import synonyms
from .folding import fold, folded_words, nearest, sought, words, written_words


__all__ = [
    "LONGEST_QUERY",
    "Vocabulary",
    "did_you_mean",
    "fold",
    "folded_words",
    "search",
    "stem_terms",
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
    return (sought(typed[:1]),), 1


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


class Vocabulary:
    """The words that can be found, with the spelling in which people wrote them; reads all rows at once."""

    def __init__(self, querysets: Iterable[QuerySet]):
        known: set[str] = set()
        written: Counter[str] = Counter()
        querysets = list(querysets)
        typed = [_typed_columns(queryset.model) for queryset in querysets]
        width = max(map(len, typed))
        parts = [
            queryset.order_by().values_list(
                "search_title", "search_text", *columns, *[Value("")] * (width - len(columns))
            )
            for queryset, columns in zip(querysets, typed, strict=True)
        ]
        for title, text, *columns in parts[0].union(*parts[1:], all=True):
            known.update(title.split(), text.split())
            written.update(written_words(" ".join(columns)))
        for queryset in querysets:
            written.update(written_words(" ".join(_labels(queryset.model))))
        self._joined = " ".join(["", *sorted(known), ""])
        self.spelling: dict[str, str] = {}
        # The usual spelling of a word comes first and stays.
        for word, _count in written.most_common():
            folded = fold(word)
            if folded in known and folded.isalpha() and len(folded) > 3:
                self.spelling.setdefault(folded, word)

    def knows(self, word: str) -> bool:
        term, _length = _first_term([word], synonyms.current())
        return any(stem in self._joined for stem in term)

    def nearest(self, word: str) -> str | None:
        """The known word most like this folded one, as people write it; None if none is near.

        Words that the office gave a synonym are known too.
        """
        spelling = {**synonyms.current().spelling, **self.spelling}
        return nearest(word, spelling)


def _typed_columns(model) -> list[str]:
    """What people typed into the row: its text columns without choices, addresses and our own."""
    return [
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField)
        and not isinstance(
            field, models.SlugField | models.URLField | models.EmailField | models.FileField
        )
        and field.editable
        and not field.choices
    ]


def _labels(model) -> list[str]:
    return [
        str(label) for field in model._meta.concrete_fields for _value, label in field.flatchoices
    ]


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
