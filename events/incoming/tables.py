"""Rows of a table as items: understood cell by cell, or a sentence for what cannot be understood."""

import re
from collections.abc import Sequence
from datetime import date, datetime

from actors.imports.reading import Fault, Table, is_empty
from actors.likeness import plain_name
from events import recurrence
from events.models import Event, Feed

from . import days, texts
from .columns import BY_KEY
from .items import Item, Words
from .spans import moment_of


MOST_DATES = 100
_OFF = ("abgesagt", "fallt aus", "entfallt", "ja", "x")


def items_of(
    table: Table, keys: Sequence[str], feed: Feed, words: Words, today: date
) -> list[Item]:
    """Every row; rows of one number or one title and place are one event with several dates."""
    reader = _Reader(feed, words, today)
    found: dict[str, Item] = {}
    for number, cells in table.rows:
        row = {
            key: cells[at]
            for at, key in enumerate(keys)
            if key and at < len(cells) and not is_empty(cells[at])
        }
        item = reader.item(number, row)
        first = found.get(item.uid)
        if first is None:
            found[item.uid] = item
        elif item.faults:
            found[f"{item.uid}:{number}"] = item
        else:
            _join(first, item)
    return list(found.values())


def _join(first: Item, other: Item) -> None:
    if first.faults or first.beside or other.beside:
        if first.beside and not other.beside:
            first.values, first.beside, first.first, first.last = (
                other.values,
                "",
                other.first,
                other.last,
            )
        return
    there = {row[0] for row in first.values["dates"]["single"]}
    rows = [row for row in other.values["dates"]["single"] if row[0] not in there]
    dates = sorted([*first.values["dates"]["single"], *rows], key=str)
    first.values["dates"] = {"rules": [], "single": dates, "changed": []}
    first.first, first.last = moment_of(dates[0][0]), moment_of(dates[-1][0])
    if not rows:
        first.hints.append(f"Zeile {other.number} sagt dasselbe noch einmal.")


class _Reader:
    def __init__(self, feed: Feed, words: Words, today: date):
        self.feed, self.words, self.today = feed, words, today

    def item(self, number: int, row: dict) -> Item:
        faults = [
            f"{BY_KEY[key].label}: {cell.sentence}"
            for key, cell in row.items()
            if isinstance(cell, Fault)
        ]
        said = {key: "" if isinstance(cell, Fault) else cell for key, cell in row.items()}
        title = texts.title(str(said.get("title", "")))
        item = Item(number, "", title or "(ohne Titel)", faults=faults)
        if not title:
            item.faults.append("Titel: Er fehlt.")
        dates = self._dates(item, said)
        values = {"title": texts.without_mark(title), "status": self._status(said, title)}
        values |= self._texts(said, item) | self._where(said) | self._who(said, item)
        values |= self.words.sorted_in(re.split(r"[,;|/]", str(said.get("topics", ""))))
        item.values, item.uid = values | {"dates": dates}, _key(said, values)
        if dates["single"]:
            item.first, item.last = (moment_of(dates["single"][at][0]) for at in (0, -1))
            if (self.today - item.last.date()).days > self.feed.days_back:
                item.beside = "Liegt zu lange zurück."
        return item

    def _dates(self, item: Item, said: dict) -> dict:
        """Several dates stand in one cell with a semicolon between them."""
        day, rows = said.get("day", ""), []
        parts = re.split(r"[;\n]", day)[:MOST_DATES] if isinstance(day, str) else [day]
        for part in parts:
            if isinstance(part, str) and not (part := part.strip()):
                continue
            try:
                one = days.typed(
                    part, said.get("day_until", ""), said.get("begins", ""), said.get("ends", "")
                )
                rows.append(_plain(one))
            except days.NotADay as error:
                item.faults.append(f"Datum: {error}")
        if not rows and not item.faults:
            item.faults.append("Datum: Es fehlt.")
        return {"rules": [], "single": sorted(rows, key=str), "changed": []}

    @staticmethod
    def _status(said: dict, title: str) -> str:
        is_off = texts.is_marked_off(title) or plain_name(str(said.get("status", ""))) in _OFF
        return str(Event.Status.CANCELLED if is_off else Event.Status.PLANNED)

    @staticmethod
    def _texts(said: dict, item: Item) -> dict:
        values = {}
        for key, most in (("summary", 400), ("price", 120)):
            if key in said:
                values[key] = texts.plain(str(said[key]), most)
        if "description" in said:
            values["description"] = texts.body(str(said["description"]))
        if "access_url" in said:
            typed = str(said["access_url"]).strip()
            values["access_url"] = texts.web_address(
                typed if "://" in typed else f"https://{typed}"
            )
            if not values["access_url"]:
                item.hints.append("Anmeldung unter: keine Adresse im Web; ausgelassen.")
                del values["access_url"]
        return values

    def _where(self, said: dict) -> dict:
        typed = [str(said[key]).strip() for key in ("place", "street") if key in said]
        town = " ".join(
            str(said[key]).removesuffix(".0") for key in ("postcode", "city") if key in said
        )
        directory = self.words.directory
        if typed or town:
            place = directory.find(", ".join(filter(None, [*typed, town])))
        elif self.feed.place_actor_id:
            place = directory.of_actor(self.feed.place_actor_id)
        else:
            return {"municipality": self.feed.municipality_id}
        return {
            "place": place.value,
            "municipality": place.municipality or self.feed.municipality_id,
        }

    def _who(self, said: dict, item: Item) -> dict:
        if "organiser" not in said:
            return {}
        typed = texts.plain(str(said["organiser"]), 200)
        actor = self.words.directory.find(typed).actor
        return {"organiser": actor} if actor else {"organiser_name": typed}


def _plain(one: days.Typed) -> list:
    start, end = one.moments()
    if one.begins is None:
        return [start.date().isoformat(), end.date().isoformat(), True, False, ""]
    return [_moment(start), end and _moment(end), False, False, ""]


def _moment(naive: datetime) -> str:
    return recurrence.localise(naive).astimezone(recurrence.UTC).isoformat()


def _key(said: dict, values: dict) -> str:
    """By what the source knows the row next time: a number, else title, place and first month."""
    number = str(said.get("number", "")).removesuffix(".0").strip()
    if number:
        return f"nr:{number}"[:255]
    actor, name, *_ = values.get("place", [None, ""])
    return f"{plain_name(values['title'])}|{actor or plain_name(name)}"[:255]
