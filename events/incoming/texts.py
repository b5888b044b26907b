"""Words of a calendar as our pages show them: HTML as Markdown, links only to the web, never too long."""

import re
from html.parser import HTMLParser
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator


LONGEST = 20_000
_TAG = re.compile(
    r"</?(p|br|div|span|a|ul|ol|li|b|strong|i|em|html|body|h[1-6]|table)\b[^>]{0,300}>",
    re.IGNORECASE,
)
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b\ufeff]")
# What calendars put before the title of something that does not take place.
_CALLED_OFF = re.compile(
    r"^\W*(abgesagt|entfällt|fällt aus|cancell?ed)\b\s*[!:–-]+\s*", re.IGNORECASE
)
# The part of an online meeting that mail programs write below every text.
_MEETING = re.compile(r"\n[^\S\n]*(?:(?:_{10,}|-{10,}|~{10,})[^\S\n]*\n|-::~).*", re.DOTALL)
_check_url = URLValidator(schemes=["http", "https"])


def plain(text: str, most: int = LONGEST) -> str:
    """One line without control characters."""
    return " ".join(_CONTROLS.sub(" ", text).split())[:most].strip()


def title(text: str) -> str:
    return plain(text, 200)


def without_mark(text: str) -> str:
    """The title without "Abgesagt: ", which the status says."""
    return _CALLED_OFF.sub("", text).strip() or text


def is_marked_off(text: str) -> bool:
    return _CALLED_OFF.match(text) is not None


def body(text: str, html: str = "") -> str:
    """A description as Markdown; where there is HTML, from that."""
    source = html or text
    if html or _TAG.search(source[:LONGEST]):
        source = from_html(source[: LONGEST * 4])
    source = _CONTROLS.sub("", source.replace("\r\n", "\n").replace("\r", "\n"))
    source = _MEETING.sub("", f"{source}\n")
    lines = [line.rstrip() for line in source.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()[:LONGEST].strip()


def web_address(text: str) -> str:
    """The address if it is one of the web, else ""."""
    text = text.strip().strip("<>")
    try:
        _check_url(text)
        urlsplit(text)
    except (ValidationError, ValueError):
        return ""
    return text if len(text) <= 500 else ""


def from_html(source: str) -> str:
    """Paragraphs, lists, bold words and links; everything else is left out."""
    reader = _Html()
    try:
        reader.feed(source)
        reader.close()
    except (AssertionError, ValueError):
        # What no browser would show either.
        return re.sub(r"<[^<>]*>", " ", source)
    return "".join(reader.pieces)


class _Html(HTMLParser):
    BREAKS = {"p": "\n\n", "div": "\n", "br": "\n", "ul": "\n", "ol": "\n", "tr": "\n", "h1": "\n\n", "h2": "\n\n",
              "h3": "\n\n", "h4": "\n\n", "table": "\n\n"}  # fmt: skip

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.hidden = 0
        self.link = ""
        self.linked_at = 0

    def handle_starttag(self, tag, attrs):
        if tag in ("script", "style", "head", "title"):
            self.hidden += 1
        elif tag == "li":
            self.pieces.append("\n- ")
        elif tag in ("b", "strong"):
            self.pieces.append("**")
        elif tag == "a":
            self.link, self.linked_at = web_address(dict(attrs).get("href") or ""), len(self.pieces)
        elif tag in self.BREAKS:
            self.pieces.append(self.BREAKS[tag])

    def handle_endtag(self, tag):
        if tag in ("script", "style", "head", "title"):
            self.hidden = max(0, self.hidden - 1)
        elif tag in ("b", "strong"):
            self.pieces.append("**")
        elif tag == "a" and self.link:
            label = "".join(self.pieces[self.linked_at :]).strip()
            same = not label or label.rstrip("/") in self.link
            self.pieces[self.linked_at :] = [self.link if same else f"[{label}]({self.link})"]
            self.link = ""
        elif tag in ("p", "h1", "h2", "h3", "h4"):
            self.pieces.append("\n\n")

    def handle_data(self, data):
        if not self.hidden:
            self.pieces.append(re.sub(r"\s+", " ", data))
