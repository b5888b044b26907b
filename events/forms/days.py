"""When an event takes place, for people in a hurry: one date, a few more days, or week by week."""

import re
from datetime import date, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy

from bildungsregion.base.forms import DateInput
from events.models import DateRule
from events.repeating import Repetition, Rhythm, rule_of
from events.shifts import Span, moved_span

from .rules import SpanForm, minutes_between, span_of


ONCE, DAYS, FORTNIGHT = "einmal", "tage", "zweiwoechentlich"
MOST_DAYS = 40
FARTHEST = timedelta(days=731)
_DAY = re.compile(r"(\d{1,2})\.\s*(\d{1,2})\.\s*(\d{4})?|(\d{4})-(\d{2})-(\d{2})")


class DaysForm(SpanForm):
    """Fields and rules of the dates; the form that is sent is built upon it."""

    DATES = ("first_on", "starts", "ends", "last_on", "again", "more_days", "until")

    again = forms.ChoiceField(
        label=gettext_lazy("Findet statt"), initial=ONCE, widget=forms.RadioSelect,
        choices=[
            (ONCE, gettext_lazy("nur dieses eine Mal")),
            (DAYS, gettext_lazy("noch an anderen Tagen")),
            (Rhythm.WEEKLY, gettext_lazy("jede Woche am selben Wochentag")),
            (FORTNIGHT, gettext_lazy("alle zwei Wochen")),
            (Rhythm.MONTHLY_WEEKDAY, gettext_lazy("jeden Monat, wie „erster Dienstag“")),
        ],
    )  # fmt: skip
    more_days = forms.CharField(
        label=gettext_lazy("Die anderen Tage"), required=False, max_length=600,
        help_text=gettext_lazy("Zur selben Uhrzeit, mit Komma getrennt, zum Beispiel 10.3.2027, 17.3.2027."),
    )  # fmt: skip
    until = forms.DateField(
        label=gettext_lazy("Wiederholt sich bis"), required=False, widget=DateInput
    )

    def clean(self):
        data = super().clean()
        if not self.errors.keys() & set(self.DATES):
            self._clean_span(data)
        if not self.errors.keys() & set(self.DATES):
            self._clean_others(data)
        return data

    def _clean_span(self, data) -> None:
        last, today = data["last_on"] or data["first_on"], timezone.localdate()
        if last < today:
            self.add_error("first_on", _("Dieser Tag ist schon vorbei."))
        elif data["first_on"] > today + FARTHEST:
            self.add_error("first_on", _("Das ist mehr als zwei Jahre hin. Stimmt das Jahr?"))
        else:
            data["span"] = span_of(self, data)

    def _clean_others(self, data) -> None:
        data["others"] = []
        if data["again"] == DAYS:
            try:
                data["others"] = days_of(data["more_days"], data["first_on"])
            except ValidationError as error:
                self.add_error("more_days", error)
        elif data["again"] != ONCE:
            self._clean_until(data)

    def _clean_until(self, data) -> None:
        until, first = data["until"], data["first_on"]
        if until is None:
            self.add_error("until", _("Bitte nennen Sie den letzten Tag der Wiederholung."))
        elif not first < until <= first + FARTHEST:
            self.add_error(
                "until", _("Bitte ein Tag nach dem ersten, höchstens zwei Jahre später.")
            )

    @property
    def spans(self) -> list[Span]:
        """The single dates of a valid form; none where they come from a rule."""
        data = self.cleaned_data
        if data["again"] not in (ONCE, DAYS):
            return []
        others = [moved_span(data["span"], (day - data["first_on"]).days) for day in data["others"]]
        return [data["span"], *others]

    @property
    def rule(self) -> DateRule | None:
        """The repetition of a valid form, without its event."""
        data = self.cleaned_data
        if data["again"] in (ONCE, DAYS):
            return None
        weekly = {Rhythm.WEEKLY: 1, FORTNIGHT: 2}
        rhythm = Rhythm.WEEKLY if data["again"] in weekly else Rhythm.MONTHLY_WEEKDAY
        said = Repetition(rhythm, weekly.get(data["again"], 1), until=data["until"])
        days = ((data["last_on"] or data["first_on"]) - data["first_on"]).days + 1
        return DateRule(
            first_on=data["first_on"], starts_time=data["starts"],
            minutes=minutes_between(data["starts"], data["ends"], days),
            days=1 if data["starts"] else days, rrule=str(rule_of(said, data["first_on"])),
        )  # fmt: skip


def days_of(text: str, first: date) -> list[date]:
    """The days in a text, "10.3., 17.3.2027"; without a year the next such day from the first.

    Raises ValidationError with a sentence that names what is no day.
    """
    found = []
    for piece in filter(None, (piece.strip() for piece in re.split(r"[,;\n]|\bund\b", text))):
        day = _day(piece, first)
        if day is None or not first < day <= first + FARTHEST:
            raise ValidationError(
                _("„%s“ ist kein Tag nach dem ersten. Bitte schreiben Sie ihn wie 10.3.2027.")
                % piece[:30]
            )
        found.append(day)
    if not found:
        raise ValidationError(_("Bitte nennen Sie die anderen Tage."))
    if len(found) > MOST_DAYS:
        raise ValidationError(_("Höchstens %s Tage auf einmal.") % MOST_DAYS)
    return sorted(set(found))


def _day(text: str, first: date) -> date | None:
    match = _DAY.fullmatch(text)
    if match is None:
        return None
    day, month, year, *iso = match.groups()
    try:
        if iso[0]:
            return date(*map(int, iso))
        if year:
            return date(int(year), int(month), int(day))
        this = date(first.year, int(month), int(day))
        return this if this > first else date(first.year + 1, int(month), int(day))
    except ValueError:
        return None
