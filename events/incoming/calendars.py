"""A fetched calendar as items: one for each UID, with all its dates (RFC 5545, RFC 7986)."""

import hashlib
import re
from collections import defaultdict
from datetime import date

from events.ical.calendars import PRODUCT
from events.models import Event, Feed

from . import spans, texts
from .items import Item, Words
from .lines import CalendarFile, Component
from .moments import Unreadable
from .spans import Budget, Dates, Span
from .zones import Zones


# Dates of one series that differ from it.
MOST_CHANGED = 500
# Every calendar of this software gives the dates of one event identities of this form (ical/calendars.py).
_OF_OURS = re.compile(r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:-r?\d+)?")
_MEETING_PLACES = ("microsoft teams", "zoom", "google meet", "webex", "bigbluebutton", "jitsi")


def items_of(file: CalendarFile, feed: Feed, words: Words, today: date) -> list[Item]:
    """Every entry of the file; what cannot be read has faults, and the others stay whole."""
    reader = _Reader(file, feed, words, today)
    groups: dict[str, list[Component]] = defaultdict(list)
    for number, entry in enumerate(file.entries):
        groups[reader.uid_of(entry, number)].append(entry)
    return [reader.item(number, uid, rows) for number, (uid, rows) in enumerate(groups.items(), 1)]


class _Reader:
    def __init__(self, file: CalendarFile, feed: Feed, words: Words, today: date):
        self.file, self.feed, self.words, self.today = file, feed, words, today
        self.zones, self.budget = Zones(file.zones), Budget()
        self.is_from_us = file.product == PRODUCT

    def uid_of(self, entry: Component, number: int) -> str:
        """What the entry is called at home; without a UID by title and beginning."""
        uid = entry.text("UID")
        if not uid:
            start = entry.first("DTSTART")
            said = f"{entry.text('SUMMARY')}|{start.value if start else number}"
            return f"ohne-uid:{hashlib.sha256(said.encode()).hexdigest()[:40]}"
        if self.is_from_us and (match := _OF_OURS.fullmatch(uid)):
            return match[1]
        if len(uid) > 255:
            return f"sha256:{hashlib.sha256(uid.encode()).hexdigest()}"
        return uid

    def item(self, number: int, uid: str, rows: list[Component]) -> Item:
        """All entries of one UID together. Never raises for what stands in them."""
        masters = [row for row in rows if row.first("RECURRENCE-ID") is None]
        changed = [row for row in rows if row.first("RECURRENCE-ID") is not None]
        main = max(masters or changed, key=_revision)
        item = Item(number, uid, texts.title(main.text("SUMMARY")), revision=_revision(main))
        item.revision = max([item.revision, *(_revision(row) for row in changed)])
        if not self.is_from_us and len(masters) > 1:
            item.hints.append(
                f"Die Kennung steht {len(masters)}-mal im Kalender; es gilt der neueste Eintrag."
            )
            masters = [main]
        if uid.startswith("ohne-uid:"):
            item.hints.append("Ohne Kennung (UID): Wird der Termin verschoben, gilt er als neu.")
        if main.text("CLASS").upper() in ("PRIVATE", "CONFIDENTIAL"):
            item.title, item.beside = "(privater Eintrag)", "Ist als privat gekennzeichnet."
            return item
        try:
            self._fill(item, main, masters, changed)
        except Unreadable as unreadable:
            item.faults.append(str(unreadable))
        item.title = item.title or "(ohne Titel)"
        item.hints = list(dict.fromkeys(item.hints))[:8]
        return item

    def _fill(
        self, item: Item, main: Component, masters: list[Component], changed: list[Component]
    ) -> None:
        if not item.title:
            raise Unreadable("Der Titel fehlt.")
        if not all(row.is_whole for row in (*masters, *changed)):
            raise Unreadable("Der Eintrag bricht mitten drin ab.")
        is_off = self.file.method == "CANCEL" or all(_is_off(row) for row in masters or changed)
        dates = self._dates(item, masters, changed, is_off)
        value = dates.value
        if not (value["rules"] or value["single"]):
            raise Unreadable("Es bleibt kein einziger Termin übrig.")
        item.first, item.last = dates.first, dates.last
        if (ends := dates.ends) is not None and (
            self.today - ends.date()
        ).days > self.feed.days_back:
            item.beside = "Liegt zu lange zurück."
            return
        is_off = is_off or texts.is_marked_off(item.title)
        if is_off:
            item.title = texts.without_mark(item.title)
        item.values = {
            "title": item.title,
            "status": str(Event.Status.CANCELLED if is_off else Event.Status.PLANNED),
            "description": self._description(main),
            **self._where(main),
            **self.words.sorted_in([word for one in main.all("CATEGORIES") for word in one.texts]),
            "dates": value,
        }

    def _dates(self, item: Item, masters, changed, is_off: bool) -> Dates:
        dates, span = Dates(), None
        for row in masters:
            before = set(dates.single)
            span = spans.add_entry(dates, row, self.zones, item.hints, self.budget, self.today)
            if _is_off(row) and not is_off:
                for key in dates.single.keys() - before:
                    dates.single[key][3] = True
        if len(changed) > MOST_CHANGED:
            raise Unreadable(f"Mehr als {MOST_CHANGED} einzelne Änderungen in einer Reihe.")
        newest: dict[str, Component] = {}
        for row in sorted(changed, key=_revision):
            newest[row.first("RECURRENCE-ID").value] = row
        main = masters[0] if masters else None
        for row in newest.values():
            self._replace(dates, row, main, span, item, is_off)
        return dates

    def _replace(
        self, dates: Dates, row: Component, main: Component | None, span: Span | None, item: Item, is_off: bool,
    ) -> None:  # fmt: skip
        try:
            spans.replace_date(
                dates, row, span, self.zones, item.hints,
                note=_note(row, main), is_cancelled=_is_off(row) and not is_off,
            )  # fmt: skip
        except Unreadable as unreadable:
            item.hints.append(
                f"Ein geänderter Termin ({row.first('RECURRENCE-ID').value[:20]}): {unreadable}"
            )

    def _description(self, main: Component) -> str:
        kinds = [(one.parameters.get("FMTTYPE", "").lower(), one) for one in main.all("X-ALT-DESC")]
        html = next((one.text for kind, one in kinds if "html" in kind), "")
        text = texts.body(main.text("DESCRIPTION"), "" if main.text("DESCRIPTION") else html)
        url = texts.web_address(main.first("URL").value if main.first("URL") else "")
        if url and url not in text:
            text = f"{text}\n\nMehr: <{url}>".strip()
        return text

    def _where(self, main: Component) -> dict:
        place, online = texts.body(main.text("LOCATION"))[:500], _conference(main)
        is_meeting = any(name in place.lower() for name in _MEETING_PLACES) and len(place) < 60
        if (address := texts.web_address(place)) or is_meeting:
            online, place = online or address, ""
            attendance = Event.Attendance.ONLINE
        elif online:
            attendance = Event.Attendance.HYBRID if place else Event.Attendance.ONLINE
        else:
            attendance = Event.Attendance.ON_SITE
        values = {"attendance": str(attendance), "online_url": online}
        if attendance == Event.Attendance.ONLINE:
            return values
        directory = self.words.directory
        if place:
            found = directory.find(place)
        elif self.feed.place_actor_id:
            found = directory.of_actor(self.feed.place_actor_id)
        else:
            return values | {"municipality": self.feed.municipality_id}
        municipality = found.municipality or self.feed.municipality_id
        return values | {"place": found.value, "municipality": municipality}


def _is_off(entry: Component) -> bool:
    return entry.text("STATUS").upper() == "CANCELLED"


def _revision(entry: Component) -> tuple[int, str]:
    """SEQUENCE and LAST-MODIFIED (else DTSTAMP says when it was written out, which is no change)."""
    sequence, changed = entry.text("SEQUENCE"), entry.text("LAST-MODIFIED")
    number = int(sequence) if re.fullmatch(r"[0-9]{1,9}", sequence) else 0
    return number, changed[:16] if re.match(r"[0-9]{8}", changed) else ""


def _conference(entry: Component) -> str:
    for name in ("CONFERENCE", "X-GOOGLE-CONFERENCE", "X-MICROSOFT-SKYPETEAMSMEETINGURL"):
        for one in entry.all(name):
            if address := texts.web_address(one.value):
                return address
    return ""


def _note(row: Component, main: Component | None) -> str:
    """What is said of this date alone: a note before the common text, another title or place."""
    if main is None:
        return ""
    ours, theirs = main.text("DESCRIPTION"), row.text("DESCRIPTION")
    if ours and theirs != ours and theirs.endswith(f"\n\n{ours}"):
        return texts.plain(theirs.removesuffix(ours), 200)
    said = []
    titles = [texts.without_mark(texts.title(one.text("SUMMARY"))) for one in (row, main)]
    if titles[0] and titles[0] != titles[1]:
        said.append(titles[0])
    places = [texts.plain(one.text("LOCATION"), 150) for one in (row, main)]
    if places[0] and places[0] != places[1]:
        said.append(f"Ort: {places[0]}")
    return "; ".join(said)[:200]
