"""How a column's value stands in the archive: the same text whichever database it came from.

A row is a JSON list. Moments are UTC with microseconds, bytes Base64, JSON columns the text the database
keeps; everything else is what JSON has for it. For comparing, JSON columns are read and written anew with
their keys in order: PostgreSQL keeps neither order nor spaces.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Any, NamedTuple


class Codec(NamedTuple):
    """``out`` takes what a cursor gave, ``back`` what stood in the archive (never None, either)."""

    out: Callable[[Any], Any]
    back: Callable[[Any, str], Any]


def _moment(value: datetime) -> str:
    """SQLite gives moments without a zone, which are UTC."""
    aware = value if value.tzinfo else value.replace(tzinfo=UTC)
    return aware.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _moment_back(value: str, vendor: str) -> datetime | str:
    moment = datetime.strptime(value, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
    return str(moment.replace(tzinfo=None)) if vendor == "sqlite" else moment


def _as_is(kind: type) -> Codec:
    return Codec(kind, lambda value, vendor: kind(value))


_TEXT, _NUMBER = _as_is(str), _as_is(int)
_BY_KIND = {
    **dict.fromkeys(("CharField", "TextField", "SlugField", "FileField", "GenericIPAddressField"), _TEXT),
    **dict.fromkeys(
        ("AutoField", "BigAutoField", "IntegerField", "BigIntegerField", "SmallIntegerField",
         "PositiveIntegerField", "PositiveBigIntegerField", "PositiveSmallIntegerField"),
        _NUMBER,
    ),
    "BooleanField": _as_is(bool),
    "FloatField": _as_is(float),
    "DateTimeField": Codec(_moment, _moment_back),
    "DateField": Codec(date.isoformat, lambda value, vendor: date.fromisoformat(value).isoformat()),
    "TimeField": Codec(time.isoformat, lambda value, vendor: str(time.fromisoformat(value))),
    "BinaryField": Codec(
        lambda value: b64encode(value).decode(), lambda value, vendor: b64decode(value, validate=True)
    ),
    "JSONField": Codec(str, lambda value, vendor: value),
}  # fmt: skip


def codec(kind: str) -> Codec:
    """Raises KeyError for a kind of field that no model had when this was written."""
    return _BY_KIND[kind]


def line(row: list) -> str:
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"))


def canonical(row: list, json_places: list[int]) -> bytes:
    """What is hashed and compared of a row of the archive."""
    if json_places:
        row = list(row)
        for place in json_places:
            if row[place] is not None:
                row[place] = json.dumps(json.loads(row[place]), ensure_ascii=False, sort_keys=True)
    return line(row).encode("utf-8", "surrogatepass")
