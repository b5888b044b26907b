"""What differs between two texts, as a clerk reads it: line by line, and in a changed line word by word."""

import re
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher


# Comparing words takes the product of their numbers: beyond this changed lines are shown as a whole.
MOST_PAIRS_IN_ALL = 300_000
MOST_LINES = 4_000
# A line of which less than this is kept reads better as an old and a new one than as words in turn.
LEAST_KEPT = 0.3
_WORDS = re.compile(r"\s+|[^\W_]+|[^\w\s]|_+")
SAME, ADDED, REMOVED = "same", "ins", "del"


@dataclass(frozen=True, slots=True)
class Piece:
    """``kind``: "same", "ins" or "del"."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the text, or with ``skipped`` how many that did not change stand here."""

    pieces: tuple[Piece, ...] = ()
    skipped: int = 0

    @property
    def is_changed(self) -> bool:
        return any(piece.kind != SAME for piece in self.pieces)


def of_texts(before: str, after: str) -> list[Line]:
    """The changed lines with those beside them; the others are counted."""
    return _folded(_lines(_plain(before), _plain(after)))


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _lines(before: str, after: str) -> list[Line]:
    old, new = before.split("\n"), after.split("\n")
    if max(len(old), len(new)) > MOST_LINES:
        return [Line(_whole(before, after))]
    lines, left = [], MOST_PAIRS_IN_ALL
    for what, i, j, k, m in SequenceMatcher(None, old, new).get_opcodes():
        if what == "equal":
            lines += [Line((Piece(SAME, text),)) for text in old[i:j]]
        elif what == "replace" and j - i == m - k:
            for a, b in zip(old[i:j], new[k:m], strict=True):
                pairs = len(_WORDS.findall(a)) * len(_WORDS.findall(b))
                lines.append(Line(tuple(_words(a, b)) if pairs <= left else _whole(a, b)))
                left -= pairs if pairs <= left else 0
        else:
            lines += [Line((Piece(REMOVED, text),)) for text in old[i:j] if text.strip()]
            lines += [Line((Piece(ADDED, text),)) for text in new[k:m] if text.strip()]
    return lines


def _whole(before: str, after: str) -> tuple[Piece, ...]:
    return tuple(Piece(kind, text) for kind, text in ((REMOVED, before), (ADDED, after)) if text)


def _words(before: str, after: str) -> list[Piece]:
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    if not old or not new:
        return list(_whole(before, after))
    pieces = []
    for what, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            pieces.append(Piece(SAME, "".join(old[i:j])))
            continue
        if j > i:
            pieces.append(Piece(REMOVED, "".join(old[i:j])))
        if m > k:
            pieces.append(Piece(ADDED, "".join(new[k:m])))
    return pieces if _kept(pieces) >= LEAST_KEPT else list(_whole(before, after))


def _kept(pieces: list[Piece]) -> float:
    """How much of the longer text stands in both, spaces and signs aside."""
    letters = Counter()
    for piece in pieces:
        letters[piece.kind] += sum(map(str.isalnum, piece.text))
    return letters[SAME] / max(1, letters[SAME] + max(letters[REMOVED], letters[ADDED]))


def _folded(lines: list[Line]) -> list[Line]:
    """Only the lines beside a change; the others are counted."""
    near = set()
    for place, line in enumerate(lines):
        if line.is_changed:
            near.update((place - 1, place, place + 1))
    folded, skipped = [], 0
    for place, line in enumerate(lines):
        if place in near:
            if skipped:
                folded.append(Line(skipped=skipped))
            folded.append(line)
            skipped = 0
        elif any(piece.text.strip() for piece in line.pieces):
            skipped += 1
    return [*folded, Line(skipped=skipped)] if skipped else folded
