"""A list of hashes too large to load, "SHA1:count" a line and sorted by the hash: asked by halving the file.

Read while the settings are, so it imports nothing of Django.
"""

import re
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO


LINE = re.compile(rb"[0-9A-F]{40}(?::[0-9]{1,12})?\r?\n?", re.IGNORECASE)
HASH, LONGEST_LINE = 40, 80
# Places of a list that are looked at for whether it is sorted; one sorted by count fails at the first of them.
PROBES = 64


def holds(place: Path, digest: str) -> bool:
    """Whether the list has this SHA-1, as 40 hexadecimal digits. Raises OSError."""
    wanted = digest.upper().encode()
    with place.open("rb") as lines:
        low, high = 0, _size(lines)
        while low < high:
            middle = (low + high) // 2
            found = _line_from(lines, middle)
            if not found or _hash(found) >= wanted:
                high = middle
            else:
                low = middle + 1
        return _hash(_line_from(lines, low)) == wanted


def fault_of(place: Path) -> str:
    """Why the file is no such list, a German sentence; "" where it is one."""
    try:
        with place.open("rb") as lines:
            size = _size(lines)
            probes = [_line_from(lines, at * size // PROBES) for at in range(PROBES)]
    except OSError as error:
        return f"„{place}“ lässt sich nicht lesen ({type(error).__name__}). Bitte den Pfad und die Rechte prüfen."
    known = [line for line in probes if line]
    if not known or not all(LINE.fullmatch(line) for line in known):
        return f"In „{place}“ stehen keine Zeilen der Form SHA1:Anzahl."
    if any(_hash(first) > _hash(second) for first, second in pairwise(known)):
        return f"„{place}“ ist nicht nach dem SHA1 sortiert."
    return ""


def _size(lines: BinaryIO) -> int:
    return lines.seek(0, 2)


def _line_from(lines: BinaryIO, place: int) -> bytes:
    """The first line that begins at this byte or after it; b"" after the last."""
    lines.seek(max(0, place - 1))
    if place:
        lines.readline(LONGEST_LINE)
    return lines.readline(LONGEST_LINE)


def _hash(line: bytes) -> bytes:
    return line[:HASH].upper()
