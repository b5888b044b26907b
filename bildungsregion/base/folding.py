"""One spelling for all ways of writing a German word, and its stem. Pure: text in, text out."""

import re
import unicodedata
from collections.abc import Mapping
from difflib import get_close_matches

import snowballstemmer


_STEMMER = snowballstemmer.stemmer("german")
_UMLAUTS = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "æ": "a", "ø": "o", "ł": "l", "đ": "d"})
_UE = re.compile(r"(?<![aeiouäöüq])ue")
_WORD = re.compile(r"[^\W_]+")
# A stem of fewer letters is found at the beginning of a word only.
SHORTEST_STEM = 3


def fold(text: str) -> str:
    """Lower case without accents; ä/ae, ö/oe, ü/ue and ß/ss fall together.

    „ue“ stays after a vowel or q („neue“, „Quelle“), where it is no umlaut.
    """
    text = unicodedata.normalize("NFKC", text).casefold()
    text = _UE.sub("ü", text.replace("ae", "ä").replace("oe", "ö")).translate(_UMLAUTS)
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def written_words(text: str) -> list[str]:
    """The words as they were typed."""
    return _WORD.findall(unicodedata.normalize("NFKC", text))


def words(text: str) -> list[str]:
    """The folded words, in order."""
    return _WORD.findall(fold(text))


def folded_words(text: str) -> str:
    """The folded words of a text, blank-padded, so that " word" marks a word's beginning."""
    return f" {' '.join(words(text))} "


def stem(word: str) -> str:
    """What a folded word has in common with its other forms."""
    # The stemmer wants umlauts it no longer gets; on folded words its endings still hold.
    found = _STEMMER.stemWord(word)
    return found if len(found) >= SHORTEST_STEM else word


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
