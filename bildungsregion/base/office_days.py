"""The years, months and days above a list of the office, without looking at each of its rows (docs/adr/0368).

Django asks for all different years of a column: the database cuts each moment to its year, SQLite by calling Python for
each row. Here it is asked for the first and the last, and which years between have any row: an index answers that.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.admin.templatetags import admin_list
from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models import Aggregate, Max, Min, QuerySet, Value
from django.utils import timezone

from .office_lists import OfficeList


# SQLite takes 500 questions in one.
MOST_YEARS = 200
# A span that nobody asks for; stands for the bounds while the SQL is written.
_SINCE, _UNTIL = date(1, 1, 2), date(1, 1, 3)


class _Rows:
    """Of a queryset what Django's ``date_hierarchy`` asks it for."""

    def __init__(self, queryset: QuerySet):
        self._queryset = queryset.order_by()
        self._bounds: dict[str, Any] = {}

    def aggregate(self, **asked: Aggregate) -> dict[str, Any]:
        """The first and the last, each asked for once, and alone: of two in one query SQLite looks at all rows."""
        for name, question in asked.items():
            if name not in self._bounds:
                self._bounds |= self._queryset.aggregate(**{name: question})
        return {name: self._bounds[name] for name in asked}

    def datetimes(self, name: str, kind: str) -> list[date]:
        """The first day of each year, month or day that has rows."""
        return self.dates(name, kind)

    def dates(self, name: str, kind: str) -> list[date]:
        bounds = self.aggregate(first=Min(name), last=Max(name))
        if bounds["first"] is None:
            return []
        first, last = (_begin(_day(bound), kind) for bound in (bounds["first"], bounds["last"]))
        if last.year - first.year > MOST_YEARS or last.year == date.max.year:
            # Somebody has mistyped a year, and comes here to find the row.
            return self._as_django(name, kind)
        spans = [(begin, _next(begin, kind)) for begin in _between(first, last, kind)]
        filled = _filled(self._queryset, name, spans[1:-1]) if len(spans) > 2 else []
        # The first and the last have the rows that they were found by.
        return sorted({first, *filled, last})

    def _as_django(self, name: str, kind: str) -> list[date]:
        is_moment = isinstance(self._queryset.model._meta.get_field(name), models.DateTimeField)
        return list((self._queryset.datetimes if is_moment else self._queryset.dates)(name, kind))


class _List:
    """A list of which the days are asked our way."""

    def __init__(self, changelist: OfficeList):
        self._changelist, self.queryset = changelist, _Rows(changelist.queryset)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._changelist, name)


def _day(bound: date | datetime) -> date:
    return timezone.localtime(bound).date() if isinstance(bound, datetime) else bound


def _begin(day: date, kind: str) -> date:
    return {"year": day.replace(month=1, day=1), "month": day.replace(day=1), "day": day}[kind]


def _next(begin: date, kind: str) -> date:
    # Longer than any of them, and shorter than two.
    step = {"year": 370, "month": 32, "day": 1}[kind]
    return _begin(begin + timedelta(days=step), kind)


def _between(first: date, last: date, kind: str) -> Iterator[date]:
    while first <= last:
        yield first
        first = _next(first, kind)


def _filled(queryset: QuerySet, name: str, spans: list[tuple[date, date]]) -> list[date]:
    """Where those of the spans begin that have any row, by one query."""
    field = queryset.model._meta.get_field(name)
    since, until = _bound(field, _SINCE), _bound(field, _UNTIL)
    asked = queryset.filter(**{f"{name}__gte": since, f"{name}__lt": until})
    try:
        sql, params = asked.values_list(Value(1))[:1].query.sql_with_params()
    except EmptyResultSet:
        return []
    marks = {_adapted(field, since): 0, _adapted(field, until): 1}
    asked_all, all_params = [], []
    for number, span in enumerate(spans):
        bounds = [_adapted(field, _bound(field, day)) for day in span]
        asked_all.append(f"SELECT {number} WHERE EXISTS ({sql})")
        all_params += [bounds[marks[param]] if param in marks else param for param in params]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(asked_all), all_params)
        return [spans[number][0] for (number,) in cursor.fetchall()]


def _bound(field: models.Field, day: date) -> date | datetime:
    """The day as the column knows it: a moment is that at which it begins here."""
    if not isinstance(field, models.DateTimeField):
        return day
    return datetime.combine(day, time.min, tzinfo=timezone.get_default_timezone())


def _adapted(field: models.Field, bound: date | datetime) -> Any:
    return field.get_db_prep_value(bound, connection)


_django = admin_list.date_hierarchy


def date_hierarchy(changelist: OfficeList) -> dict | None:
    if not changelist.date_hierarchy:
        return None
    # The links say what else the list is narrowed by.
    what = ("days", changelist.get_query_string())
    return changelist.kept_of_list(what, lambda: _django(_List(changelist)))
