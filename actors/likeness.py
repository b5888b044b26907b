"""How alike two institutions are. Pure: what is known of both in, a score from 0 to 1 with its reasons out.

Names are compared word by word: the place is left out (it stands in the address), words of kind
(„Grundschule“) weigh little, abbreviations and a letter more or less do not count as a difference.
"""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property, lru_cache

from bildungsregion.base.search import fold

from .distance import Point, kilometres


SURE = 0.9
# From here on people are asked whether it is the same.
LIKELY = 0.6
NEAR_KM = 0.15
WEIGHT_OF_KIND = 0.3
_WORD = re.compile(r"[^\W_]+")
_FILLERS = frozenset({
    "am", "an", "auf", "bei", "beim", "das", "dem", "den", "der", "des", "die", "fur", "im", "in", "und", "u", "vom",
    "von", "zu", "zum", "zur", "e", "v", "ev", "gmbh", "ggmbh", "mbh", "gem", "gemeinnutzige", "a", "d", "o", "ob",
    "mit", "f", "verlassliche", "verlasslich", "staatlich", "anerkanntes", "freier", "tragerschaft",
    "stadt", "hansestadt", "gemeinde", "samtgemeinde", "flecken", "landkreis", "stadtische", "stadtisches",
})  # fmt: skip
# Folded words that mean the same in names.
_SAME = {
    "gs": "grundschule", "obs": "oberschule", "gym": "gymnasium", "gymi": "gymnasium", "rs": "realschule",
    "hs": "hauptschule", "igs": "gesamtschule", "kgs": "gesamtschule", "vhs": "volkshochschule", "bbs": "bbs",
    "kiga": "kita", "kindergarten": "kita", "kindertagesstatte": "kita", "kindertagesstatten": "kita",
    "kindertageseinrichtung": "kita", "kinderhaus": "kita", "bucherei": "bibliothek", "stadtbucherei": "bibliothek",
    "stadtbibliothek": "bibliothek", "st": "sankt", "str": "strasse", "dr": "doktor", "fos": "forderschule",
    "schulen": "schule", "grundschulen": "grundschule",
}  # fmt: skip
_KINDS = frozenset({
    "grundschule", "oberschule", "gymnasium", "realschule", "hauptschule", "gesamtschule", "volkshochschule",
    "forderschule", "gemeinschaftsschule", "werkrealschule", "waldorfschule", "berufsschule", "kita", "krippe",
    "hort", "bibliothek", "museum", "theater", "musikschule", "kunstschule", "archiv", "bbs", "abendschule",
    "jugendzentrum", "kino",
})  # fmt: skip
_GENERIC = _KINDS | {
    "schule", "verein", "zentrum", "haus", "freie", "freies", "evangelische", "evangelischer", "evangelisches",
    "katholische", "katholischer", "integrierte", "kooperative", "integrative", "verlassliche", "ganztagsschule",
}  # fmt: skip
_NUMERALS = frozenset({"i", "ii", "iii", "iv", "v", "vi", "1", "2", "3", "4", "5", "6", "7", "8", "9"})  # fmt: skip


@lru_cache(maxsize=50_000)
def words_of(text: str) -> tuple[str, ...]:
    """The folded words of a name with abbreviations spelled out, each once, without those that say nothing."""
    found = [_SAME.get(word, word) for word in _WORD.findall(fold(text))]
    return tuple(dict.fromkeys(word for word in found if word not in _FILLERS))


def plain_name(text: str) -> str:
    """The whole name, folded, without punctuation: equal for two spellings of one name."""
    return " ".join(_WORD.findall(fold(text)))


def plain_street(text: str) -> str:
    """Street and number without what spellings differ in: „Schul-Str. 3 a“ and „Schulstraße 3a“."""
    return re.sub(r"[\W_]+", "", re.sub(r"str(asse|\.)?(?=\W|\d|$)", "str", fold(text)))


def digits(phone: str) -> str:
    """The number as it is dialled within Germany, without signs."""
    number = re.sub(r"\(0\)", "", phone)
    return re.sub(r"^(00|\+)49", "0", re.sub(r"[^\d+]", "", number))


@dataclass(frozen=True)
class Traits:
    """What is known of an institution; "" or None where nothing is."""

    name: str
    street: str = ""
    postcode: str = ""
    city: str = ""
    municipality: int | None = None
    point: Point | None = None
    phone: str = ""
    pk: int | None = None

    @cached_property
    def plain(self) -> str:
        return plain_name(self.name)

    @cached_property
    def way(self) -> str:
        return plain_street(self.street)

    @cached_property
    def line(self) -> str:
        return digits(self.phone)

    @cached_property
    def town(self) -> frozenset[str]:
        return frozenset(words_of(self.city))

    @cached_property
    def whole(self) -> tuple[str, ...]:
        """All words of the name."""
        return words_of(self.name)

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words of the name without its place; the whole name where nothing else is left."""
        return tuple(word for word in self.whole if word not in self.town) or self.whole

    @cached_property
    def kinds(self) -> frozenset[str]:
        return _KINDS.intersection(self.whole)


def names_alike(one: Traits, other: Traits) -> float:
    """From 0 to 1; at most 0.55 where the names say different kinds, at most 0.5 for „I“ and „II“."""
    if one.plain == other.plain:
        return 1.0
    left, right = _telling_apart(one, other)
    whole = sum(map(_weight, left)) + sum(map(_weight, right))
    if not whole:
        return 0.0
    score = min(1.0, 2 * _shared(left, right) / whole)
    if set(left) & _NUMERALS != set(right) & _NUMERALS:
        score = min(score, 0.5)
    if one.kinds and other.kinds and not one.kinds & other.kinds:
        score = min(score, 0.55)
    return score


def _telling_apart(one: Traits, other: Traits) -> tuple[list[str], list[str]]:
    """The words of both names, without the place that only one of them adds.

    „Kita Rullstorf“ and „Kita Scharnebeck“ in one municipality keep theirs.
    """
    place = one.town | other.town
    both = one.whole, other.whole
    said = [place.intersection(words) for words in both]
    if said[0] and said[1] and not said[0] & said[1]:
        return list(both[0]), list(both[1])
    left, right = ([word for word in words if word not in place] or list(words) for words in both)
    return left, right


def telling_words(traits: Traits) -> list[str]:
    """The words of the name that are no kind, number or place, longest first."""
    telling = [word for word in traits.words if _weight(word) == 1 and word not in traits.town]
    return sorted(telling, key=len, reverse=True)


def _weight(word: str) -> float:
    return WEIGHT_OF_KIND if word in _GENERIC or word in _NUMERALS else 1.0


def _shared(left: list[str], right: list[str]) -> float:
    """The weight of the words that both have, spelled alike or nearly."""
    open_words = [word for word in right if word not in left]
    shared = sum(_weight(word) for word in left if word in right)
    for word in left:
        if word in right:
            continue
        near = [(_spelled_alike(word, other), other) for other in open_words]
        best, other = max(near, default=(0.0, ""))
        if best >= 0.8:
            open_words.remove(other)
            shared += min(_weight(word), _weight(other)) * best
    return shared


@lru_cache(maxsize=50_000)
def _spelled_alike(one: str, other: str) -> float:
    if abs(len(one) - len(other)) > 3 or min(len(one), len(other)) < 4 or one[0] != other[0]:
        return 0.0
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def likeness(one: Traits, other: Traits) -> tuple[float, list[str]]:
    """How likely both are one institution, and why, in German."""
    name = names_alike(one, other)
    same_place = _same_place(one, other)
    same_street = bool(one.way) and one.way == other.way and same_place
    other_street = bool(one.way and other.way) and not same_street
    near = _metres(one, other)
    reasons = ["gleicher Name" if name > 0.99 else f"ähnlicher Name ({round(name * 100)} %)"]
    scores = [0.4 * name]
    same_line = len(one.line) > 6 and one.line == other.line
    if same_street and _adds_to(one, other, same_line):
        # „Herderschule“ and „Herderschule Gymnasium“ in one house.
        scores.append(0.93 if same_line else 0.86)
        reasons[0] = "gleicher Name" if name > 0.99 else "gleicher Name mit Zusatz"
    if same_street:
        reasons.append("gleiche Anschrift")
        scores.append(0.99 if name > 0.99 else 0.5 + 0.4 * name if name >= 0.6 else 0.0)
    elif same_place:
        reasons.append("gleicher Ort")
        scores.append((0.92 if name > 0.99 else 0.85 * name) - (0.2 if other_street else 0.0))
    if near is not None and near <= NEAR_KM * 1000:
        reasons.append(f"{round(near)} m entfernt")
        scores.append(0.5 + 0.38 * name if name >= 0.7 else 0.0)
    if same_line:
        reasons.append("gleiche Telefonnummer")
        scores.append(0.55 + 0.35 * name if name >= 0.5 else 0.0)
    return max(scores) if name > 0.3 or max(scores) > 0.8 else 0.0, reasons


def _adds_to(one: Traits, other: Traits, same_line: bool) -> bool:
    """Whether one name is the other with something added; a mere „Grundschule“ needs the telephone too."""
    short, long = sorted(map(set, _telling_apart(one, other)), key=len)
    tells = any(_weight(word) == 1 for word in short)
    return short <= long and (tells or same_line) and not (long - short) & _NUMERALS


def _same_place(one: Traits, other: Traits) -> bool:
    if one.municipality is not None and one.municipality == other.municipality:
        return True
    if one.postcode and one.postcode == other.postcode:
        return True
    return bool(one.town) and one.town == other.town and not (one.postcode and other.postcode)


def _metres(one: Traits, other: Traits) -> float | None:
    if one.point is None or other.point is None:
        return None
    return kilometres(one.point, other.point) * 1000
