"""Finding German words in any spelling, the same way on SQLite and PostgreSQL.

Every searchable row keeps its folded words in two text columns (``Searchable``); a query is folded
and stemmed, and each of its words must occur somewhere, also inside a compound.
"""

import difflib
import re
import unicodedata

import snowballstemmer
from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When


_STEMMER = snowballstemmer.stemmer("german")
_PLAIN = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "ss", "æ": "ae", "ø": "o", "ł": "l", "đ": "d"})
_WORD = re.compile(r"[0-9a-z]+")
LONGEST_QUERY = 200
MOST_WORDS = 8

# Words that mean the same to those who search; each folded, the first one stands for all.
SYNONYMS = {
    "kita": ("kita", "kindertagesst", "kindergart", "krippe"),
    "kitas": ("kita", "kindertagesst", "kindergart", "krippe"),
    "kindergarten": ("kindergart", "kita", "kindertagesst"),
    "kindergarte": ("kindergart", "kita", "kindertagesst"),
    "vhs": ("vhs", "volkshochschul"),
    "bbs": ("bbs", "berufsbildend"),
    "igs": ("igs", "gesamtschul"),
    "gs": ("gs", "grundschul"),
}


def fold(text: str) -> str:
    """Lower case without accents; ä/ae, ö/oe, ü/ue and ß/ss fall together.

    „ue“ stays after a vowel or q („neue“, „Quelle“), where it is no umlaut.
    """
    text = text.casefold().translate(_PLAIN)
    text = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    text = text.replace("ae", "a").replace("oe", "o")
    return re.sub(r"(?<![aeiouq])ue", "u", text)


def folded_words(text: str) -> str:
    """The folded words of a text, blank-padded, so that " word" marks a word's beginning."""
    return f" {' '.join(_WORD.findall(fold(text)))} "


def _stem(word: str) -> str:
    # The stemmer wants umlauts it no longer gets; on folded words its endings still hold.
    stem = _STEMMER.stemWord(word)
    return stem if len(stem) >= 3 else word


def stem_terms(query: str) -> list[tuple[str, ...]]:
    """For each word of the query the folded stems of which one must occur; at most eight words."""
    words = _WORD.findall(fold(query[:LONGEST_QUERY]))[:MOST_WORDS]
    return [SYNONYMS.get(word, (_stem(word),)) for word in dict.fromkeys(words)]


def _any(column: str, stems: tuple[str, ...], prefix: str = "") -> Q:
    condition = Q()
    for stem in stems:
        condition |= Q(**{f"{column}__contains": prefix + stem})
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
    return queryset.annotate(search_rank=rank).order_by(F("search_rank").desc(), "search_title", "pk")


def did_you_mean(query: str, querysets: list[QuerySet]) -> str | None:
    """The query with its unknown words replaced by the nearest known ones, or None.

    Asked only when a search found nothing. The vocabulary is the words of all titles and texts.
    """
    vocabulary = set()
    for queryset in querysets:
        for title, text in queryset.values_list("search_title", "search_text").iterator():
            vocabulary.update(title.split())
            vocabulary.update(text.split())
    mended, changed = [], False
    for word in _WORD.findall(fold(query[:LONGEST_QUERY]))[:MOST_WORDS]:
        if any(_stem(word) in known for known in vocabulary):
            mended.append(word)
            continue
        nearest = difflib.get_close_matches(word, vocabulary, n=1, cutoff=0.72)
        mended.append(nearest[0] if nearest else word)
        changed = changed or bool(nearest)
    return " ".join(mended) if changed else None
