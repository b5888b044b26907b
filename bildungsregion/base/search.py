"""Finding German words in any spelling, the same way on SQLite and PostgreSQL.

Every searchable row keeps its folded words in two text columns (``Searchable``); a query is folded
and stemmed, and each of its words must occur somewhere, also inside a compound.
"""

import difflib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

import snowballstemmer
from django.db import models
from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When


_STEMMER = snowballstemmer.stemmer("german")
_UMLAUTS = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "æ": "a", "ø": "o", "ł": "l", "đ": "d"})
_UE = re.compile(r"(?<![aeiouäöüq])ue")
_WORD = re.compile(r"[^\W_]+")
LONGEST_QUERY = 200
MOST_WORDS = 8

# Words that say nothing about what is looked for; they only count where there is no other word.
_FILLERS = frozenset({
    "am", "an", "auf", "bei", "das", "dem", "den", "der", "des", "die", "ein", "eine", "einen", "fur",
    "im", "in", "mit", "nach", "oder", "und", "vom", "von", "zu", "zum", "zur",
})  # fmt: skip
# Folded words that people type, and the folded stems of which one must occur. A blank before a stem
# asks for the beginning of a word: „igs“ is no part of Ludwigsburg.
_SAME_MEANING = {
    "kita kitas kindergart kindergarten kindertagesstatt kindertagesstatten kitaplatz": (
        "kita", "kindertagesst", "kindergart", "kripp",
    ),
    "kripp krippe krippen": ("kripp",),
    "bucherei buchereien bibliothek": ("buchere", "bibliothek"),
    "sonderschul forderschul sbbz": ("forderschul", "sonderpadagog"),
    "vhs volkshochschul": (" vhs", "volkshochschul"),
    "bbs berufsschul": (" bbs", "berufsbildend", "berufsschul", "beruflich schul"),
    "igs": (" igs", "gesamtschul"),
    "gs": (" gs", "grundschul"),
    "gymi": (" gymi", "gymnasi"),
}  # fmt: skip
SYNONYMS = {word: stems for words, stems in _SAME_MEANING.items() for word in words.split()}


def fold(text: str) -> str:
    """Lower case without accents; ä/ae, ö/oe, ü/ue and ß/ss fall together.

    „ue“ stays after a vowel or q („neue“, „Quelle“), where it is no umlaut.
    """
    text = unicodedata.normalize("NFKC", text).casefold()
    text = _UE.sub("ü", text.replace("ae", "ä").replace("oe", "ö")).translate(_UMLAUTS)
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def _words(text: str) -> list[str]:
    return _WORD.findall(fold(text))


def folded_words(text: str) -> str:
    """The folded words of a text, blank-padded, so that " word" marks a word's beginning."""
    return f" {' '.join(_words(text))} "


def _stem(word: str) -> str:
    # The stemmer wants umlauts it no longer gets; on folded words its endings still hold.
    stem = _STEMMER.stemWord(word)
    return stem if len(stem) >= 3 else word


def _alternatives(word: str) -> tuple[str, ...]:
    stem = _stem(word)
    same = SYNONYMS.get(word) or SYNONYMS.get(stem)
    if same:
        return same
    return (stem if len(stem) >= 3 else f" {stem}",)


def stem_terms(query: str) -> list[tuple[str, ...]]:
    """For each word of the query the folded stems of which one must occur; at most eight words."""
    words = list(dict.fromkeys(_words(query[:LONGEST_QUERY])))
    telling = [word for word in words if word not in _FILLERS] or words
    return list(dict.fromkeys(_alternatives(word) for word in telling[:MOST_WORDS]))


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
            written.update(_WORD.findall(" ".join(columns)))
        for queryset in querysets:
            written.update(_WORD.findall(" ".join(_labels(queryset.model))))
        self._joined = " ".join(["", *sorted(known), ""])
        self.spelling: dict[str, str] = {}
        # The usual spelling of a word comes first and stays.
        for word, _count in written.most_common():
            folded = fold(word)
            if folded in known and folded.isalpha() and len(folded) > 3:
                self.spelling.setdefault(folded, word)

    def knows(self, word: str) -> bool:
        return any(stem in self._joined for stem in _alternatives(word))

    def nearest(self, word: str) -> str | None:
        """The known word most like this folded one, as people write it; None if none is near."""
        near = difflib.get_close_matches(word, self.spelling, n=1, cutoff=0.72)
        return self.spelling[near[0]] if near else None


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


def did_you_mean(query: str, vocabulary: Vocabulary) -> str | None:
    """The query with its unknown words replaced by the nearest known ones, or None.

    Asked only when a search found nothing. Words that are known keep the spelling they came in.
    """
    mended, changed = [], False
    for word in _WORD.findall(unicodedata.normalize("NFKC", query[:LONGEST_QUERY]))[:MOST_WORDS]:
        folded = fold(word)
        nearest = (
            None if folded in _FILLERS or vocabulary.knows(folded) else vocabulary.nearest(folded)
        )
        mended.append(nearest or word)
        changed = changed or nearest is not None
    return " ".join(mended) if changed else None
