"""Typesetting of PDF with typst: accessible (PDF/UA-1), fit for the archive (PDF/A-2a), the same for the same input.

Whatever people typed reaches a template as data, never as source, so that it is printed as it stands.
docs/adr/0008 says why typst, 0022 which fonts. A template is found below the folder it may read from.
"""

import io
import json
import re
import threading
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings


if TYPE_CHECKING:
    import typst


FOLDER = Path(settings.BASE_DIR) / "templates"
FONTS = FOLDER / "funding" / "letters" / "fonts"
STANDARDS = ["ua-1", "a-2a"]
# No line of a letter holds more: longer words get places where they may break.
LONGEST_WORD = 34


def render(template: Path, context: Mapping, *, root: Path = FOLDER) -> bytes:
    """The PDF of a template with this context of plain data.

    Raises typst.TypstError when the context lacks something or the result could not be made accessible.
    """
    data = json.dumps(printable(context), ensure_ascii=False)
    # A compiler keeps what it has read and must not be shared by two threads at once.
    with _lock:
        pdf = _compiler(template, root).compile(
            format="pdf", pdf_standards=STANDARDS, sys_inputs={"data": data}
        )
    return _clear_stream_ends(pdf)


def pictures(template: Path, context: Mapping, *, root: Path = FOLDER) -> list[bytes]:
    """The pages of the same as PNG."""
    data = json.dumps(printable(context), ensure_ascii=False)
    with _lock:
        pages = _compiler(template, root).compile(format="png", ppi=110, sys_inputs={"data": data})
    return pages if isinstance(pages, list) else [pages]


def printable(value):
    """The same data with all texts fit for print: composed, without control characters, long words
    breakable; "�" stands for what none of our fonts can show."""
    if isinstance(value, str):
        return _breakable(_showable(value))
    if isinstance(value, Mapping):
        return {key: printable(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [printable(item) for item in value]
    return value


_lock = threading.Lock()
MISSING = "\ufffd"
# Invisible characters that belong to the writing: soft hyphen, the joiner inside emoji.
JOINERS = {"\u00ad", "\u200d"}


def _clear_stream_ends(pdf: bytes) -> bytes:
    """The same PDF with no packed stream that happens to end in a carriage return.

    With the line feed before "endstream" it reads as one line end, and checkers then count the
    stream one byte short (ISO 19005-2, 6.1.7.1; docs/adr/0024). Such a stream is written unpacked.
    """
    if b"\r\nendstream" not in pdf:
        return pdf
    import pikepdf  # noqa: PLC0415 - slow and heavy, and nearly no letter has such a stream (adr 0367)

    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for item in document.objects:
            if isinstance(item, pikepdf.Stream) and item.read_raw_bytes().endswith(b"\r"):
                item.write(item.read_bytes())
        document.save(out, compress_streams=False, deterministic_id=True)
    return out.getvalue()


@cache
def _compiler(template: Path, root: Path) -> "typst.Compiler":
    import typst  # noqa: PLC0415 - heavy, and most processes set nothing (adr 0367)

    return typst.Compiler(str(template), root=str(root), font_paths=_fonts())


@cache
def _fonts() -> "typst.Fonts":
    import typst  # noqa: PLC0415 - as above

    return typst.Fonts(include_system_fonts=False, font_paths=[str(FONTS)])


@cache
def coverage() -> frozenset[int]:
    """The code points that our fonts have a picture for; a missing one would stop the typesetter."""
    ranges = (FONTS / "coverage.txt").read_text("ascii").splitlines()[1:]
    bounds = [[int(end, 16) for end in line.split("-")] for line in ranges]
    return frozenset(code for first, last in bounds for code in range(first, last + 1))


def _showable(text: str) -> str:
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return text.translate(_letters)


def _shown(char: str) -> str:
    if char in JOINERS or char == "\n":
        return char
    if char.isspace():
        return char if char in " \u00a0\u202f" else " "
    # Cc control characters, Cf marks that turn the direction of reading
    if unicodedata.category(char) in {"Cc", "Cf"} or "\ufe00" <= char <= "\ufe0f":
        return ""
    return char if ord(char) in coverage() else MISSING


# All scripts that people here write in, many times over.
MOST_LETTERS = 5_000


class _Letters(dict):
    """Code point → what is printed for it: asked once for each letter that somebody types."""

    def __missing__(self, code: int) -> str:
        if len(self) >= MOST_LETTERS:
            self.clear()
        self[code] = shown = _shown(chr(code))
        return shown


_letters = _Letters()


def _breakable(text: str) -> str:
    return re.sub(
        rf"\S{{{LONGEST_WORD},}}",
        lambda word: "\u200b".join(re.findall(rf".{{1,{LONGEST_WORD // 2}}}", word[0])),
        text,
    )
