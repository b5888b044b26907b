"""A calendar file as components and properties, whatever state it is in (RFC 5545, 3.1).

Read here and not by a library: files of real programs break every rule of the format, and one bad line
must not cost the rest (adr/0183). Everything is walked once, nothing calls itself, and what is too much
is left out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from bildungsregion.base.errors import DomainError


# Characters of a line, components in each other, entries of a file, properties of one entry.
LONGEST_LINE, DEEPEST, MOST_ENTRIES, MOST_PROPERTIES = 200_000, 6, 3000, 120_000
ENTRY = "VEVENT"
_NAME = re.compile(r"[A-Za-z0-9-]{1,60}(?=[:;])")
_PARAMETER = re.compile(
    r';\s*([A-Za-z0-9-]{1,60})\s*=\s*((?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*)'
)
_CARET = {"^n": "\n", "^^": "^", "^'": '"'}
_BACKSLASH = re.compile(r"\\(.)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Property:
    """One content line; parameter names in capitals, the value as it stood there."""

    name: str
    value: str
    parameters: dict[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The value as TEXT, unescaped (3.3.11)."""
        return unescaped(self.value)

    @property
    def texts(self) -> list[str]:
        """A list of TEXT values: commas that are not escaped part them."""
        pieces = re.split(r"(?<!\\),", self.value)
        return [text for piece in pieces if (text := unescaped(piece).strip())]


@dataclass(slots=True)
class Component:
    """What stands between BEGIN and END."""

    kind: str
    properties: dict[str, list[Property]] = field(default_factory=dict)
    parts: list["Component"] = field(default_factory=list)
    is_whole: bool = False

    def first(self, name: str) -> Property | None:
        return next(iter(self.properties.get(name, ())), None)

    def all(self, name: str) -> list[Property]:
        return self.properties.get(name, [])

    def text(self, name: str) -> str:
        found = self.first(name)
        return found.text.strip() if found else ""


@dataclass(slots=True)
class CalendarFile:
    """All entries of a file, its zones, and what it says of itself; ``hints`` are sentences on the whole."""

    entries: list[Component] = field(default_factory=list)
    zones: list[Component] = field(default_factory=list)
    product: str = ""
    method: str = ""
    is_whole: bool = False
    hints: list[str] = field(default_factory=list)


def unescaped(value: str) -> str:
    return _BACKSLASH.sub(lambda match: "\n" if match[1] in "nN" else match[1], value)


def decoded(content: bytes) -> str:
    """The text of a file in whatever encoding programs write: marked, UTF-8, UTF-16 or Windows-1252."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", "replace")
    for start, encoding in ((b"B\0E\0G\0", "utf-16-le"), (b"\0B\0E\0G", "utf-16-be")):
        if content.startswith(start):
            return content.decode(encoding, "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def read(content: bytes) -> CalendarFile:
    """Raises DomainError where the file is no calendar at all."""
    text = decoded(content).replace("\0", "")
    if not re.search(r"^\s*BEGIN:VCALENDAR", text[:20_000], re.IGNORECASE | re.MULTILINE):
        begins = text.lstrip()[:15].lower()
        if begins.startswith(("<!doctype", "<html", "<?xml", "<")):
            raise DomainError("Unter der Adresse steht eine Webseite, kein Kalender im Format ICS.")
        raise DomainError("Das ist kein Kalender im Format ICS.")
    return _Reader().read(content_lines(text))


def content_lines(text: str) -> Iterator[str]:
    """The lines of a file, put together where they were folded (3.1).

    Where a program broke a text without folding it, the line that is none belongs to the one before.
    """
    pieces: list[str] = []
    size = 0
    for raw in re.split(r"\r\n|\n|\r", text):
        if raw[:1] in (" ", "\t"):
            piece = raw[1:]
        elif _NAME.match(raw):
            if pieces:
                yield "".join(pieces)
            pieces, size, piece = [], 0, raw
        else:
            piece = f"\\n{raw.strip()}" if raw.strip() and pieces else ""
        if size < LONGEST_LINE:
            pieces.append(piece[: LONGEST_LINE - size])
            size += len(piece)
    if pieces:
        yield "".join(pieces)


def parsed(line: str) -> Property | None:
    """One content line; None for what is none."""
    match = _NAME.match(line)
    if match is None:
        return None
    at, parameters = match.end(), {}
    while found := _PARAMETER.match(line, at):
        parameters[found[1].upper()] = _plain(found[2])
        at = found.end()
    colon = line.find(":", at)
    if colon < 0:
        return None
    return Property(match[0].upper(), line[colon + 1 :], parameters)


def _plain(value: str) -> str:
    return re.sub(r"\^[n^']", lambda match: _CARET[match[0]], value.replace('"', "")).strip()


class _Reader:
    def __init__(self):
        self.file = CalendarFile()
        self.open: list[Component] = []
        self.too_deep = 0
        self.left_out = 0

    def read(self, lines: Iterator[str]) -> CalendarFile:
        for line in lines:
            found = parsed(line)
            if found is None:
                continue
            if found.name == "BEGIN":
                self._begin(found.value.strip().upper()[:40])
            elif found.name == "END":
                self._end(found.value.strip().upper()[:40])
            elif not self.too_deep:
                self._keep(found)
        if self.left_out:
            self.file.hints.append(
                f"Der Kalender hat mehr als {MOST_ENTRIES} Einträge; {self.left_out} wurden nicht gelesen."
            )
        return self.file

    def _begin(self, kind: str) -> None:
        if kind == ENTRY and any(one.kind == ENTRY for one in self.open):
            # The one before was never closed; it ends here.
            while (closed := self.open.pop()).kind != ENTRY:
                pass
            closed.is_whole = True
            self.too_deep = 0
        if len(self.open) >= DEEPEST or self.too_deep:
            self.too_deep += 1
            return
        component = Component(kind)
        if kind == ENTRY:
            self._add_entry(component)
        elif kind == "VTIMEZONE":
            if len(self.file.zones) < 200:
                self.file.zones.append(component)
        elif self.open and len(self.open[-1].parts) < 500:
            self.open[-1].parts.append(component)
        self.open.append(component)

    def _add_entry(self, component: Component) -> None:
        if len(self.file.entries) >= MOST_ENTRIES:
            self.left_out += 1
            return
        self.file.entries.append(component)

    def _end(self, kind: str) -> None:
        if self.too_deep:
            self.too_deep -= 1
        elif any(one.kind == kind for one in self.open):
            while (closed := self.open.pop()).kind != kind:
                pass
            closed.is_whole = True
            self.file.is_whole = kind == "VCALENDAR"

    def _keep(self, found: Property) -> None:
        if not self.open:
            return
        owner = self.open[-1]
        if owner.kind == "VCALENDAR":
            if found.name == "PRODID":
                self.file.product = found.text.strip()
            elif found.name == "METHOD":
                self.file.method = found.text.strip().upper()
            return
        kept = owner.properties.setdefault(found.name, [])
        if len(kept) < MOST_PROPERTIES:
            kept.append(found)
