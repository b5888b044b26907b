"""What a source can say of an event: read from the event, compared, shown, written.

Every value has one plain form that fits into JSON, so that what a source brought last can be kept: texts,
sorted codes, [actor, name, street, postcode, city] of a place, and dates as spans.Dates.value tells them.
"""

from datetime import UTC, date, datetime

from django.db.models import Prefetch
from django.utils import timezone

from actors.models import Actor, Municipality
from events import recurrence
from events.dates import print_occurrence
from events.models import DateRule, Event, Occurrence

from .items import Words
from .spans import moment_of


Value = object
TEXTS = (
    "title", "summary", "description", "status", "attendance", "online_url", "access", "access_url", "price",
    "organiser_name",
)  # fmt: skip
MANY = ("topics", "target_groups")
NO_PLACE = [None, "", "", "", ""]
EMPTY_DATES = {"rules": [], "single": [], "changed": []}
PREFETCH = (
    *MANY,
    "date_rules",
    Prefetch("occurrences", Occurrence.objects.order_by("starts_at", "pk"), to_attr="all_dates"),
)
LABELS = {"place": "Ort", "dates": "Termine", "municipality": "Gemeinde"}
# Of an event that is known nothing is taken away by these.
EMPTY = ("", None, [], {}, NO_PLACE, EMPTY_DATES)


def label_of(name: str) -> str:
    return LABELS.get(name) or str(Event._meta.get_field(name).verbose_name)


def current(event: Event, name: str) -> Value:
    """What the event says now. Wants PREFETCH."""
    if name == "municipality":
        return event.municipality_id
    if name == "organiser":
        return event.organiser_id
    if name == "place":
        return [event.place_actor_id, event.place_name, event.street, event.postcode, event.city]
    if name in MANY:
        return sorted(row.slug for row in getattr(event, name).all())
    if name == "dates":
        return _dates(event)
    return getattr(event, name)


def is_empty(name: str, value: Value) -> bool:
    """Whether the event says nothing there; a state is always something."""
    return name not in ("status", "attendance") and value in EMPTY


def _dates(event: Event) -> dict:
    rules = sorted(event.date_rules.all(), key=_sorting)
    at = {rule.pk: place for place, rule in enumerate(rules)}
    single, changed = [], []
    for row in event.all_dates:
        if row.rule_id is None:
            single.append([*_plain(row), row.is_cancelled, row.note])
        elif row.is_changed or row.note:
            rule = rules[at[row.rule_id]]
            if row.planned_start >= recurrence.localise(rule.first):
                planned = row.planned_start.astimezone(UTC).isoformat()
                changed.append([at[row.rule_id], planned, *_plain(row), row.is_cancelled, row.note])
    return {
        "rules": [
            {
                "first": rule.first_on.isoformat() if rule.all_day else rule.first.isoformat(timespec="minutes"),
                "rrule": rule.rrule,
                "minutes": None if rule.all_day else rule.minutes,
                "days": rule.days,
                "left_out": list(rule.left_out),
            }
            for rule in rules
        ],
        "single": sorted(single, key=str),
        "changed": sorted(changed, key=str),
    }  # fmt: skip


def _sorting(rule: DateRule) -> tuple:
    first = rule.first_on.isoformat() if rule.all_day else rule.first.isoformat(timespec="minutes")
    return first, rule.rrule, str(None if rule.all_day else rule.minutes), rule.days, rule.pk


def _plain(row: Occurrence) -> list:
    if row.all_day:
        days = [timezone.localdate(moment).isoformat() for moment in (row.starts_at, row.ends_at)]
        return [*days, True]
    ends = row.ends_at and row.ends_at.astimezone(UTC).isoformat()
    return [row.starts_at.astimezone(UTC).isoformat(), ends, False]


def same(name: str, one: Value, other: Value) -> bool:
    """Whether two values say the same, whatever their spelling."""
    if one == other or (one in EMPTY and other in EMPTY):
        return True
    if name in TEXTS and isinstance(one, str) and isinstance(other, str):
        return " ".join(one.split()) == " ".join(other.split())
    return False


def set_column(event: Event, name: str, value: Value) -> bool:
    """Put a value into the event's own columns; False for one that is kept in other rows."""
    if name == "municipality":
        event.municipality_id = value
    elif name == "organiser":
        event.organiser_id = value
    elif name == "place":
        event.place_actor_id, event.place_name, event.street, event.postcode, event.city = value
    elif name in TEXTS:
        setattr(event, name, value)
    else:
        return False
    return True


def say(name: str, value: Value, words: Words) -> str:
    """The value in words, "–" for none."""
    if value in EMPTY:
        return "–"
    if name == "dates":
        return say_dates(value)
    if name == "place":
        actor, *rest = value
        known = words.directory.names.get(actor) if actor else ""
        return ", ".join(part for part in (known, *rest) if part) or "–"
    if name == "municipality":
        return _named(Municipality, value)
    if name == "organiser":
        return _named(Actor, value)
    if name in MANY:
        return ", ".join(words.labels[name].get(slug, slug) for slug in value)
    if name in ("status", "attendance", "access"):
        return str(dict(Event._meta.get_field(name).choices).get(value, value))
    return str(value)


def _named(model, pk: int) -> str:
    return model.objects.filter(pk=pk).values_list("name", flat=True).first() or "–"


def say_dates(value: dict) -> str:
    """ "Di, 3. März 2026, 16–18 Uhr; jeden Dienstag, ab 3. März 2026"; the first few."""
    said = []
    for rule in value["rules"]:
        first = datetime.fromisoformat(rule["first"])
        without = f", außer {len(rule['left_out'])}" if rule["left_out"] else ""
        hour = "" if len(rule["first"]) == 10 else f" um {first:%H:%M} Uhr"
        rhythm = recurrence.describe(recurrence.parse(rule["rrule"]), first)
        said.append(f"{rhythm} ab {first:%d.%m.%Y}{hour}{without}")
    said += [_say_row(row) for row in value["single"][:4]]
    if len(value["single"]) > 4:
        said.append(f"und {len(value['single']) - 4} weitere")
    if value["changed"]:
        said.append("abweichend: " + ", ".join(_say_row(row[2:]) for row in value["changed"][:3]))
    return "; ".join(said)


def _say_row(row: list) -> str:
    starts, ends, all_day, is_cancelled, _note = row
    date_row = Occurrence(
        starts_at=moment_of(starts), ends_at=moment_of(ends) if ends else None, all_day=all_day
    )
    said = print_occurrence(date_row, "minute")
    return f"{said} (fällt aus)" if is_cancelled else said


def local_day(text: str) -> date:
    """The day of the region on which a plain beginning lies."""
    return timezone.localdate(moment_of(text))
