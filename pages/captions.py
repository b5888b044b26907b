"""Reads caption files (WebVTT, https://www.w3.org/TR/webvtt1/): enough to know that a browser will show them."""

import re

from django.core.exceptions import ValidationError


MAX_BYTES = 1024 * 1024
_MOMENT = r"(?:(\d{2,4}):)?([0-5]\d):([0-5]\d)\.(\d{3})"
_TIMES = re.compile(rf"{_MOMENT}[ \t]+-->[ \t]+{_MOMENT}(?:[ \t].*)?")
_HEADER = re.compile(r"WEBVTT(?:[ \t].*)?")
# Blocks that are no captions: remarks, looks and places.
_APART = ("NOTE", "STYLE", "REGION")


def read(content: bytes) -> str:
    """The file's text, with plain line ends. Raises ValidationError with a German sentence and the line."""
    if len(content) > MAX_BYTES:
        raise ValidationError("Die Untertitel sind zu groß. Erlaubt ist höchstens 1 MB.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValidationError(
            "Die Untertitel sind nicht als UTF-8 gespeichert. Bitte speichern Sie die Datei mit „Kodierung: UTF-8“."
        ) from error
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if not _HEADER.fullmatch(lines[0]):
        raise _fault(1, "Die Datei beginnt nicht mit „WEBVTT“.")
    if len(lines) > 1 and lines[1]:
        raise _fault(2, "Nach der Kopfzeile fehlt eine leere Zeile.")
    _check_captions(lines)
    return "\n".join(lines).strip() + "\n"


def _check_captions(lines: list[str]) -> None:
    last, captions = 0, 0
    for number, block in _blocks(lines):
        if block[0].split(" ")[0] in _APART:
            continue
        # The line of the times may have a name above it.
        place = next((at for at, line in enumerate(block[:2]) if "-->" in line), None)
        if place is None:
            raise _fault(
                number, "Hier fehlt die Zeile mit den Zeiten (00:00:01.000 --> 00:00:04.000)."
            )
        number += place
        start, end = _times(block[place], number)
        if end <= start:
            raise _fault(number, "Der Untertitel endet, bevor er beginnt.")
        if start < last:
            raise _fault(number, "Der Untertitel beginnt vor dem, der über ihm steht.")
        if not any(line.strip() for line in block[place + 1 :]):
            raise _fault(number, "Zu dieser Zeit steht kein Text.")
        last, captions = start, captions + 1
    if not captions:
        raise ValidationError("In der Datei steht kein Untertitel.")


def _blocks(lines: list[str]):
    """(number of the first line, lines) of what stands between empty lines, after the header."""
    block: list[str] = []
    for number, line in enumerate([*lines[1:], ""], start=2):
        if line.strip():
            block.append(line)
        elif block:
            yield number - len(block), block
            block = []


def _times(line: str, number: int) -> tuple[int, int]:
    """Begin and end in milliseconds."""
    found = _TIMES.fullmatch(line.strip())
    if found is None:
        raise _fault(
            number, "Die Zeiten lassen sich nicht lesen; richtig ist 00:00:01.000 --> 00:00:04.000."
        )
    parts = [int(part or 0) for part in found.groups()]
    start, end = (
        ((hours * 60 + minutes) * 60 + seconds) * 1000 + thousandths
        for hours, minutes, seconds, thousandths in (parts[:4], parts[4:])
    )
    return start, end


def _fault(line: int, sentence: str) -> ValidationError:
    return ValidationError(f"Untertitel, Zeile {line}: {sentence}")
