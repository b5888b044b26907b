"""Months, weeks, days and years in addresses; what is in no calendar matches nothing and is a 404."""

from django.urls import register_converter

from . import periods


class _Converter:
    kind: str

    def to_python(self, key: str) -> periods.Period:
        return periods.parse(self.kind, key)

    def to_url(self, period: periods.Period) -> str:
        return period.key


class DayConverter(_Converter):
    kind, regex = periods.DAY, r"[0-9]{4}-[0-9]{2}-[0-9]{2}"


class WeekConverter(_Converter):
    kind, regex = periods.WEEK, r"[0-9]{4}-W[0-9]{2}"


class MonthConverter(_Converter):
    kind, regex = periods.MONTH, r"[0-9]{4}-[0-9]{2}"


class YearConverter(_Converter):
    kind, regex = periods.YEAR, r"[0-9]{4}"


def register() -> None:
    for converter in (DayConverter, WeekConverter, MonthConverter, YearConverter):
        register_converter(converter, f"calendar_{converter.kind}")
