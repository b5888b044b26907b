"""An institution as a vCard, for address books.

Version 3.0 (RFC 2426) and not 4.0, because Outlook reads no other. Both share the content lines of
iCalendar, with its escapes and folding, so they are written by the library that writes our calendars.
"""

from datetime import UTC

from icalendar import vText
from icalendar.parser import Contentline, Contentlines

from .models import Actor


def card(actor: Actor, url: str) -> bytes:
    """The card in UTF-8; what is not known is left out. ``url`` is the page of the institution."""
    lines = Contentlines([_line("BEGIN", "VCARD"), _line("VERSION", "3.0")])
    # A name of a person is demanded even where there is none; address books show FN and ORG.
    lines += [_line("N", ";;;;"), _text("FN", actor.name), _text("ORG", actor.name)]
    if actor.phone:
        lines.append(_text("TEL", actor.phone, TYPE="WORK,VOICE"))
    if actor.email:
        lines.append(_text("EMAIL", actor.email, TYPE="INTERNET"))
    if actor.street or actor.postcode or actor.city:
        lines.append(_line("ADR", _address(actor), TYPE="WORK"))
    if actor.latitude is not None and actor.longitude is not None:
        lines.append(_line("GEO", f"{actor.latitude:.6f};{actor.longitude:.6f}"))
    lines.append(_line("URL", actor.website or url))
    if actor.summary:
        lines.append(_text("NOTE", actor.summary))
    changed = actor.updated_at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    lines += [_line("SOURCE", url), _line("REV", changed), _line("END", "VCARD"), ""]
    return lines.to_ical()


def _address(actor: Actor) -> str:
    """Post office box; extension; street; place; state; postcode; country (RFC 2426, 3.2.1)."""
    parts = ["", "", actor.street, actor.city, "", actor.postcode, "Deutschland"]
    return ";".join(_escaped(part) for part in parts)


def _escaped(text: str) -> str:
    return vText(text).to_ical().decode()


def _text(name: str, value: str, **parameters: str) -> Contentline:
    return _line(name, _escaped(value), **parameters)


def _line(name: str, value: str, **parameters: str) -> Contentline:
    written = "".join(f";{key}={text}" for key, text in parameters.items())
    return Contentline(f"{name}{written}:{value}")
