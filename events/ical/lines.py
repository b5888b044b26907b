"""Content lines (RFC 5545, 3.1): escaped, folded, and never more lines than were meant.

Written here and not by the library that reads calendars for us: a feed of 500 events takes it
seconds, and what we write is then read back by two others (docs/adr/0171).
"""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime


# Control characters, which no calendar may carry (RFC 5545, 3.1); line breaks are escaped before.
CONTROLS = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
BREAKS = re.compile(r"\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]")
OCTETS = 75


def text(value: object) -> str:
    """A TEXT value (3.3.11)."""
    escaped = str(value).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return CONTROLS.sub("", BREAKS.sub(r"\\n", escaped))


def texts(values: Iterable[object]) -> str:
    """A list of TEXT values."""
    return ",".join(text(value) for value in values)


def uri(address: str) -> str:
    """A URI value: nothing is escaped, so nothing may be in it that ends the line."""
    return re.sub(r"[\x00-\x20\x7f\x85\u2028\u2029]", "", address)


def moment(value: datetime) -> str:
    """A moment in UTC (3.3.5, form 2)."""
    return value.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def day(value: date) -> str:
    return f"{value:%Y%m%d}"


def line(name: str, value: str, **parameters: str) -> str:
    """One content line, folded, with its end; parameters as NAME="value" (quoted, RFC 6868)."""
    for parameter, said in parameters.items():
        name += f";{parameter}={_parameter(said)}"
    return _folded(f"{name}:{value}")


def _parameter(value: str) -> str:
    value = BREAKS.sub(" ", value)
    said = CONTROLS.sub("", value.replace("^", "^^").replace('"', "^'"))
    return f'"{said}"' if re.search(r"[:;,^]", said) else said


def _folded(content: str) -> str:
    """The line in pieces of 75 octets at most, none of which breaks a character."""
    if len(content) <= OCTETS and content.isascii():
        return f"{content}\r\n"
    octets = content.encode()
    pieces, start, end = [], 0, OCTETS
    while end < len(octets):
        while octets[end] & 0xC0 == 0x80:
            end -= 1
        pieces.append(octets[start:end])
        # The space before a folded piece counts, too.
        start, end = end, end + OCTETS - 1
    pieces.append(octets[start:])
    return b"\r\n ".join(pieces).decode() + "\r\n"
