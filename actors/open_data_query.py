"""What the read API is asked for: filters, and a page that begins after the last row of the one before."""

import re
from dataclasses import dataclass
from datetime import datetime, time
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from .open_data import Dataset


USUAL_LIMIT, HIGHEST_LIMIT = 100, 500
PARAMETERS = ("municipality", "kind", "topic", "starts_since", "updated_since", "limit", "after")
HIGHEST_KEY = 2**63 - 1


class NotUnderstood(ValueError):
    """A parameter that the API does not know, or a value it cannot take; says so in a German sentence."""


@dataclass(frozen=True, slots=True)
class Page:
    rows: list
    after: int | None  # where the next page begins; None on the last one


def parameters_of(dataset: Dataset) -> list[str]:
    """The parameters that make sense for these rows."""
    left_out = {
        "municipality": not dataset.municipality,
        "kind": not dataset.kinds,
        "starts_since": not dataset.starts,
    }
    return [name for name in PARAMETERS if not left_out.get(name)]


def page_of(dataset: Dataset, parameters: QueryDict) -> Page:
    """The rows asked for. Raises NotUnderstood. As many queries as the dataset's rows take, whatever the page."""
    known_names = parameters_of(dataset)
    for name, values in parameters.lists():
        if name not in known_names:
            known = ", ".join(known_names)
            raise NotUnderstood(
                _("Den Parameter „%(name)s“ gibt es nicht; bekannt sind: %(known)s.")
                % {"name": name[:40], "known": known}
            )
        if len(values) > 1:
            raise NotUnderstood(_("Der Parameter „%s“ darf nur einmal vorkommen.") % name)
    asked = {name: value for name, value in parameters.items() if value}
    limit = _whole_number(asked, "limit", USUAL_LIMIT, HIGHEST_LIMIT)
    after = _whole_number(asked, "after", 0, HIGHEST_KEY, lowest=0)
    rows = _filtered(dataset, dataset.rows(), asked).filter(pk__gt=after)[: limit + 1]
    found = list(rows)
    more = len(found) > limit
    return Page(found[:limit], found[limit - 1].pk if more else None)


def _filtered(dataset: Dataset, rows: QuerySet, asked: dict[str, str]) -> QuerySet:
    if "municipality" in asked:
        slug, path = _slug(asked, "municipality"), dataset.municipality
        rows = rows.filter(Q(**{f"{path}__slug": slug}) | Q(**{f"{path}__parent__slug": slug}))
    if "kind" in asked:
        known = dataset.kinds.values
        if asked["kind"] not in known:
            raise NotUnderstood(_("Diese Art gibt es nicht; bekannt sind: %s.") % ", ".join(known))
        rows = rows.filter(kind=asked["kind"])
    if "topic" in asked:
        slug = _slug(asked, "topic")
        path = dataset.topics
        rows = rows.filter(**{f"{path}__slug": slug, f"{path}__is_published": True})
    if "starts_since" in asked:
        since = _moment(asked["starts_since"], "starts_since")
        rows = rows.filter(**{f"{dataset.starts}__gte": since})
    if "updated_since" in asked:
        since = _moment(asked["updated_since"], "updated_since")
        rows = rows.filter(reduce(or_, (Q(**{f"{path}__gte": since}) for path in dataset.updated)))
    return rows


def _slug(asked: dict[str, str], name: str) -> str:
    if not re.fullmatch(r"[-a-zA-Z0-9_]{1,80}", asked[name]):
        raise NotUnderstood(
            _("„%s“ ist ein Kürzel aus Buchstaben, Ziffern und Bindestrichen.") % name
        )
    return asked[name]


def _whole_number(
    asked: dict[str, str], name: str, usual: int, highest: int, *, lowest: int = 1
) -> int:
    if name not in asked:
        return usual
    text = asked[name]
    if not re.fullmatch(r"[0-9]{1,19}", text) or not lowest <= int(text) <= highest:
        raise NotUnderstood(
            _("„%(name)s“ ist eine ganze Zahl von %(lowest)s bis %(highest)s.")
            % {"name": name, "lowest": lowest, "highest": highest}
        )
    return int(text)


def _moment(text: str, name: str) -> datetime:
    """A moment of RFC 3339, or a day, which begins at midnight in Berlin."""
    # In an address a plus sign that nobody escaped arrives as a blank.
    text = re.sub(r" (\d\d:\d\d)$", r"+\1", text)
    try:
        day = parse_date(text)
        moment = datetime.combine(day, time()) if day else parse_datetime(text)
        if moment is None:
            raise ValueError(text)
        if timezone.is_naive(moment):
            moment = timezone.make_aware(moment)
        # Moments that fall out of the calendar when they are turned to UTC.
        return moment.astimezone(timezone.get_default_timezone())
    except (ValueError, OverflowError) as fault:
        raise NotUnderstood(
            _("„%s“ ist ein Tag wie 2026-03-01 oder ein Zeitpunkt wie 2026-03-01T08:00:00Z.") % name
        ) from fault
