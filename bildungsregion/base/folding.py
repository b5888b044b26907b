"""One spelling for all ways of writing a word, and its stem. Pure: text in, text out.

German foremost; Cyrillic and Arabic words keep their letters, apart from what people write in two ways.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from difflib import get_close_matches

import snowballstemmer


_GERMAN = snowballstemmer.stemmer("german")
_ARABIC = snowballstemmer.stemmer("arabic")
_ENGLISH = snowballstemmer.stemmer("english")
_LETTERS = str.maketrans({
    "ä": "a", "ö": "o", "ü": "u", "æ": "a", "ø": "o", "ł": "l", "đ": "d",
    # Arabic: final ya and ta marbuta are often typed as their neighbours; Persian keyboards have letters of their own.
    "ى": "ي", "ة": "ه", "ٱ": "ا", "ی": "ي", "ک": "ك", "ـ": None,
    # Ukrainian: the letter that many keyboards lack.
    "ґ": "г",
    **{chr(first + digit): str(digit) for first in (0x0660, 0x06F0) for digit in range(10)},
})  # fmt: skip
_UE = re.compile(r"(?<![aeiouäöüq])ue")
# й and ї are letters, not и and і with something on top: their marks stay.
_MARKS = re.compile(
    r"(?<!и)\u0306|(?<!і)\u0308|[\u0300-\u0305\u0307\u0309-\u036f\u0610-\u061a\u064b-\u065f\u0670]"
)
_APOSTROPHE = "'’ʼ‘`´"
# п'ять, п’ять and пʼять are one word, also for people who leave the apostrophe out.
_IN_CYRILLIC = re.compile(f"(?<=[\u0400-\u04ff])[{_APOSTROPHE}](?=[\u0400-\u04ff])")
_WORD = re.compile(r"[^\W_]+")
_WRITTEN = re.compile(
    rf"[^\W_](?:[^\W_]|[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670]"
    rf"|(?<=[\u0400-\u04ff])[{_APOSTROPHE}](?=[\u0400-\u04ff]))*"
)
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_IS_ARABIC = re.compile("[\u0600-\u06ff]")
# A stem of fewer letters is found at the beginning of a word only.
SHORTEST_STEM = 3
# Ukrainian has no stemmer here: its endings have up to two letters, so a word is looked for without them.
LONGEST_ENDING, SHORTEST_CYRILLIC = 2, 4


def fold(text: str) -> str:
    """Lower case without accents; ä/ae, ö/oe, ü/ue and ß/ss fall together.

    „ue“ stays after a vowel or q („neue“, „Quelle“), where it is no umlaut. Arabic loses its vowel signs and
    has one alef, one ya and one ha; Cyrillic keeps й and ї and loses the apostrophe.
    """
    text = unicodedata.normalize("NFKC", text).casefold()
    text = _UE.sub("ü", text.replace("ae", "ä").replace("oe", "ö")).translate(_LETTERS)
    if text.isascii():
        return text
    text = _MARKS.sub("", unicodedata.normalize("NFKD", _IN_CYRILLIC.sub("", text)))
    text = "".join(
        char for char in text if char in "\u0306\u0308" or not unicodedata.combining(char)
    )
    return unicodedata.normalize("NFC", text).translate(_LETTERS)


def written_words(text: str) -> list[str]:
    """The words as they were typed."""
    return _WRITTEN.findall(unicodedata.normalize("NFKC", text))


def places(text: str) -> Iterator[tuple[int, int, str]]:
    """Where each word of a text begins and ends, and its folded form (of an NFC text)."""
    found = list(_WRITTEN.finditer(text))
    folded = words(text)
    if len(folded) != len(found):
        # A sign that stands for several words (½, ㎞): each word by itself then.
        folded = [" ".join(words(match[0])) for match in found]
    for match, word in zip(found, folded, strict=True):
        yield match.start(), match.end(), word


def words(text: str) -> list[str]:
    """The folded words, in order."""
    return _WORD.findall(fold(text))


def folded_words(text: str) -> str:
    """The folded words of a text, blank-padded, so that " word" marks a word's beginning."""
    return f" {' '.join(words(text))} "


def stem(word: str) -> str:
    """What a folded word has in common with its other forms."""
    if _CYRILLIC.search(word):
        return word[: max(SHORTEST_CYRILLIC, len(word) - LONGEST_ENDING)]
    # The German stemmer wants umlauts it no longer gets; on folded words its endings still hold.
    stemmer = _ARABIC if _IS_ARABIC.search(word) else _GERMAN
    found = stemmer.stemWord(word)
    return found if len(found) >= SHORTEST_STEM else word


def english_stem(word: str) -> str:
    """The same for a word of an English page: „schools“ has to find „school“, „libraries“ „library“."""
    found = _ENGLISH.stemWord(word)
    if found.endswith("i"):
        # The stemmer writes i for y; texts do not.
        found = f"{found[:-1]}y" if word.endswith("ies") else word
    return found if len(found) >= SHORTEST_STEM and word.isascii() else word


def sought(phrase: list[str], shortest: int = SHORTEST_STEM) -> str:
    """What is looked for in the search columns: the words as they stand, the last one by its stem.

    A stem of less than ``shortest`` letters gets a blank before it, which asks for the beginning of a word:
    „gs“ is no part of Umweltbildungszentrum, and „igs“ none of Ludwigsburg.
    """
    text = " ".join([*phrase[:-1], stem(phrase[-1])])
    return text if len(text) >= shortest else f" {text}"


def nearest(word: str, spelling: Mapping[str, str]) -> str | None:
    """What is written for the folded word most like this one; None if none is near."""
    near = get_close_matches(word, spelling, n=1, cutoff=0.72)
    return spelling[near[0]] if near else None
