"""Where the words of a query stand in a text as people wrote it: marked, and quoted with what is around them.

Folding changes lengths (ae, ß, vowel signs), so it is whole words that are compared and marked.
"""

import re
import unicodedata
from collections.abc import Sequence

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from bildungsregion.base import folding


LENGTH, BEFORE = 220, 70
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^)]{0,1000}\)")
_HEADING = re.compile(r"^ {0,3}#{1,6} (.*[^\s#.:!?])[ #]*$", re.MULTILINE)
_SIGNS = re.compile(r"[#>|\[\]]+|^[^\S\n]*(?:[-+*]|\d+\.)\s+", re.MULTILINE)
_WITHIN = re.compile(r"[*_`~\\]+")


def marked(text: str, terms: Sequence[tuple[str, ...]]) -> SafeString:
    """The text as safe HTML, words that the query found inside of <mark>."""
    text = unicodedata.normalize("NFC", text)
    return _marked(text, _places(text, _wanted(terms)))


def quote(summary: str, text: str, terms: Sequence[tuple[str, ...]]) -> SafeString:
    """What to read under a title: the summary where a word stands in it, else the text around the first one.

    Where neither has one (it was found in a file, a name, a place) the summary's beginning.
    """
    wanted = _wanted(terms)
    summary = " ".join(unicodedata.normalize("NFC", summary).split())
    places = _places(summary, wanted)
    if not places and text:
        plain = _plain(text)
        if found := _places(plain, wanted):
            return _cut(plain, found)
    return _cut(summary, places)


def _wanted(terms: Sequence[tuple[str, ...]]) -> list[tuple[str, bool]]:
    """(stem, whether it stands at a word's beginning); of several words together each by itself."""
    wanted = []
    for stems in terms:
        for stem in stems:
            first, *others = stem.split()
            wanted.append((first, stem.startswith(" ") or bool(others)))
            wanted += [(other, True) for other in others]
    return wanted


def _places(text: str, wanted: list[tuple[str, bool]]) -> list[tuple[int, int]]:
    """Beginning and end of each word of the text that the query means."""
    return [
        (begin, end)
        for begin, end, word in folding.places(text)
        if any(word.startswith(stem) if at_start else stem in word for stem, at_start in wanted)
    ]


def _marked(text: str, places: list[tuple[int, int]]) -> SafeString:
    parts, done = [], 0
    for begin, end in places:
        parts += [
            conditional_escape(text[done:begin]),
            format_html("<mark>{}</mark>", text[begin:end]),
        ]
        done = end
    # Each part is escaped.
    return mark_safe("".join([*parts, conditional_escape(text[done:])]))  # noqa: S308


def _cut(text: str, places: list[tuple[int, int]]) -> SafeString:
    """At most LENGTH letters from shortly before the first place on, between blanks."""
    if len(text) <= LENGTH:
        return _marked(text, places)
    first = places[0][0] if places else 0
    begin = text.rfind(" ", 0, max(0, first - BEFORE)) + 1 if first > LENGTH - BEFORE else 0
    end = text.find(" ", begin + LENGTH)
    end = len(text) if end < 0 or end > begin + LENGTH + 40 else end
    end = min(end, begin + LENGTH + 40)
    shown = [(a - begin, b - begin) for a, b in places if begin <= a and b <= end]
    inner = _marked(text[begin:end], shown)
    return format_html("{}{}{}", "… " if begin else "", inner, " …" if end < len(text) else "")


def _plain(text: str) -> str:
    """Markdown without its signs, in one line; a heading leads to what follows by a colon."""
    text = _LINK.sub(r"\1", unicodedata.normalize("NFC", text))
    text = _SIGNS.sub(" ", _HEADING.sub(r"\1:", text))
    return " ".join(_WITHIN.sub("", text).split())
