"""A repetition as people say it, and one date of it; for the office and for organisers."""

from datetime import datetime, time, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy

from bildungsregion.base.dates import date_format
from bildungsregion.base.forms import DateInput, SiteForm, TimeInput
from events import recurrence
from events.dates import last_day
from events.models import DateRule, Occurrence, local_midnight
from events.recurrence import MOST_DATES, WEEKDAYS
from events.repeating import Repetition, Rhythm, rule_of, said_of


FIRST_YEAR, LAST_YEAR = 1900, 2199
DAY_MINUTES = 24 * 60
# An end before the beginning is meant past midnight until then; later in the day it is a slip of the pen.
NIGHT_ENDS = time(6)
BEFORE_START = gettext_lazy(
    "Das Ende liegt vor dem Beginn. Dauert es bis in den nächsten Tag, geben Sie das bitte auch an."
)
RHYTHMS = (
    (Rhythm.WEEKLY, gettext_lazy("wöchentlich")),
    (Rhythm.MONTHLY_WEEKDAY, gettext_lazy("monatlich an einem Wochentag, wie „letzter Sonntag“")),
    (Rhythm.MONTHLY_DAY, gettext_lazy("monatlich am selben Tag, wie „am 15.“")),
    (Rhythm.YEARLY, gettext_lazy("jährlich am selben Tag")),
    (Rhythm.DAILY, gettext_lazy("täglich")),
    (Rhythm.RULE, gettext_lazy("anders: als RRULE eingeben")),
)
NTH = (
    ("", gettext_lazy("wie beim ersten Termin")),
    (1, gettext_lazy("der erste")),
    (2, gettext_lazy("der zweite")),
    (3, gettext_lazy("der dritte")),
    (4, gettext_lazy("der vierte")),
    (-1, gettext_lazy("der letzte")),
)


def within_calendars(day):
    """The day or moment, unless its year is a slip of the finger that no calendar can reckon with."""
    if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValidationError(
            _("Bitte ein Jahr von %(first)s bis %(last)s angeben.")
            % {"first": FIRST_YEAR, "last": LAST_YEAR}
        )
    return day


class RuleForm(SiteForm):
    """Everything about a repeated date; the rule itself comes out of it."""

    fieldsets = (
        (gettext_lazy("Der erste Termin"),
         gettext_lazy("Ohne Uhrzeit ist er ganztägig; ohne Ende ist das Ende offen."),
         ("first_on", "starts", "ends", "days")),
        (gettext_lazy("Wie er sich wiederholt"), "", ("rhythm", "every", "weekdays", "nth")),
        (gettext_lazy("Wie lange"),
         gettext_lazy("Beides leer: ohne Ende. Es stehen immer die nächsten zwei Jahre im Kalender."),
         ("until", "count")),
        (gettext_lazy("Für Seltenes"), "", ("rrule",)),
    )  # fmt: skip

    first_on = forms.DateField(label=gettext_lazy("Erster Tag"), widget=DateInput)
    starts = forms.TimeField(label=gettext_lazy("Beginn"), required=False, widget=TimeInput)
    ends = forms.TimeField(label=gettext_lazy("Ende"), required=False, widget=TimeInput)
    days = forms.IntegerField(
        label=gettext_lazy("Dauer in Tagen"), min_value=1, max_value=366, initial=1, required=False,
        help_text=gettext_lazy("3 heißt: von Freitag bis Sonntag."),
    )  # fmt: skip
    rhythm = forms.ChoiceField(
        label=gettext_lazy("Wiederholt sich"), choices=RHYTHMS, initial=Rhythm.WEEKLY,
        widget=forms.RadioSelect,
    )  # fmt: skip
    every = forms.IntegerField(
        label=gettext_lazy("Alle wie viele"), min_value=1, max_value=52, initial=1, required=False,
        help_text=gettext_lazy("1 heißt jede Woche, jeden Monat, jedes Jahr; 2 jede zweite Woche."),
    )  # fmt: skip
    weekdays = forms.MultipleChoiceField(
        label=gettext_lazy("An diesen Wochentagen"), choices=list(WEEKDAYS.items()), required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Nichts angekreuzt: am Wochentag des ersten Termins."),
    )  # fmt: skip
    nth = forms.TypedChoiceField(
        label=gettext_lazy("Der wievielte im Monat"), choices=NTH, coerce=int, empty_value=0,
        required=False,
        help_text=gettext_lazy("Nur für „monatlich an einem Wochentag“."),
    )  # fmt: skip
    until = forms.DateField(
        label=gettext_lazy("Bis einschließlich"), required=False, widget=DateInput
    )
    count = forms.IntegerField(
        label=gettext_lazy("Oder so viele Termine"), min_value=1, max_value=MOST_DATES, required=False
    )  # fmt: skip
    rrule = forms.CharField(
        label=gettext_lazy("Regel (RRULE)"), required=False, max_length=250,
        help_text=gettext_lazy("Zum Beispiel FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=1. Nur für „anders“."),
    )  # fmt: skip

    def __init__(self, *args, instance: DateRule, **kwargs):
        self.instance = instance
        initial = _said_by(instance) if instance.pk else {}
        super().__init__(*args, initial=initial | kwargs.pop("initial", {}), **kwargs)

    def clean_first_on(self):
        return within_calendars(self.cleaned_data["first_on"])

    def clean_until(self):
        return within_calendars(self.cleaned_data["until"])

    def clean(self):
        data = super().clean()
        first = data.get("first_on")
        if data.get("ends") and not data.get("starts"):
            self.add_error("starts", _("Bitte auch den Beginn angeben."))
        elif (data.get("days") or 1) == 1 and is_slip(data.get("starts"), data.get("ends")):
            self.add_error("ends", BEFORE_START)
        if data.get("until") and data.get("count"):
            self.add_error(
                "count", _("Bitte nur eines von beiden: ein letzter Tag oder eine Anzahl.")
            )
        if (data.get("days") or 1) > 31 and data.get("starts"):
            self.add_error("days", _("Mit Uhrzeit dauert ein Termin höchstens einen Monat."))
        if first and data.get("until") and data["until"] < first:
            self.add_error("until", _("Das liegt vor dem ersten Tag."))
        if data.get("rhythm") == Rhythm.MONTHLY_WEEKDAY and len(data.get("weekdays", ())) > 1:
            self.add_error(
                "weekdays", _("Bitte nur einen Wochentag; für weitere eine zweite Regel.")
            )
        if first and not self.errors:
            self._clean_rule(data, first)
        return data

    def _clean_rule(self, data, first) -> None:
        said = Repetition(
            Rhythm(data["rhythm"]), data["every"] or 1, tuple(data["weekdays"]), data["nth"] or 0,
            data["until"], data["count"], data["rrule"],
        )  # fmt: skip
        at = "rrule" if said.rhythm == Rhythm.RULE else "first_on"
        try:
            rule = rule_of(said, first)
        except ValidationError as error:
            self.add_error(at, error)
            return
        moment = datetime.combine(first, datetime.min.time())
        if not recurrence.names_its_first(rule, moment):
            self.add_error("first_on", _unlike_rule(rule, moment))
            return
        self.instance.rrule = str(rule)

    def into_rule(self) -> DateRule:
        """The rule of a valid form, not saved yet."""
        data, rule = self.cleaned_data, self.instance
        rule.first_on, rule.starts_time = data["first_on"], data["starts"]
        rule.days = 1 if data["starts"] else data["days"] or 1
        rule.minutes = minutes_between(data["starts"], data["ends"], data["days"] or 1)
        return rule


def is_slip(starts: time | None, ends: time | None) -> bool:
    """Whether these times of one day cannot be meant: an end that is not later, and no night either."""
    return bool(starts and ends) and ends <= starts and (ends == starts or ends > NIGHT_ENDS)


def minutes_between(starts, ends, days: int = 1) -> int | None:
    """How long from one time of day to another, on the last of so many days; None for an open end.

    On a single day an end that is not later is meant past midnight.
    """
    if starts is None or ends is None:
        return None
    length = (ends.hour - starts.hour) * 60 + ends.minute - starts.minute
    if days > 1:
        return length + (days - 1) * DAY_MINUTES
    return length if length > 0 else length + DAY_MINUTES


def _unlike_rule(rule: recurrence.Rule, moment: datetime) -> str:
    """The first date has to follow from the rule; which day would."""
    days = recurrence.expand(rule, moment, moment.date() + timedelta(days=800))
    fitting = next((day for day in days if day > moment), None)
    text = _("Der erste Tag passt nicht zur Wiederholung.")
    if fitting is None:
        return text
    return f"{text} " + _("Der nächste passende wäre %s.") % date_format(fitting, "D, j. F Y")


def _said_by(rule: DateRule) -> dict:
    said = said_of(rule.rule)
    ends, days = None, rule.days
    if rule.starts_time and rule.minutes:
        end = rule.first + timedelta(minutes=rule.minutes)
        ends, days = end.time(), (end.date() - rule.first_on).days + 1
        if days == 2 and end.time() <= NIGHT_ENDS and end.time() < rule.starts_time:
            days = 1
    return {
        "first_on": rule.first_on, "starts": rule.starts_time, "ends": ends, "days": days,
        "rhythm": said.rhythm, "every": said.every, "weekdays": said.weekdays,
        "nth": said.nth or "", "until": said.until, "count": said.count, "rrule": said.text,
    }  # fmt: skip


class SpanForm(SiteForm):
    """From when to when something goes; without times it is of whole days."""

    first_on = forms.DateField(label=gettext_lazy("Tag"), widget=DateInput)
    starts = forms.TimeField(
        label=gettext_lazy("Beginn"), required=False, widget=TimeInput,
        help_text=gettext_lazy("Leer: ganztägig."),
    )  # fmt: skip
    ends = forms.TimeField(
        label=gettext_lazy("Ende"), required=False, widget=TimeInput,
        help_text=gettext_lazy("Leer: offenes Ende."),
    )  # fmt: skip
    last_on = forms.DateField(
        label=gettext_lazy("Letzter Tag"), required=False, widget=DateInput,
        help_text=gettext_lazy("Nur wenn es über mehrere Tage geht."),
    )  # fmt: skip

    def clean_first_on(self):
        return within_calendars(self.cleaned_data["first_on"])

    def clean_last_on(self):
        return within_calendars(self.cleaned_data["last_on"])


class DateForm(SpanForm):
    """One date: moved, called off, with a word about it."""

    field_order = ("first_on", "starts", "last_on", "ends")

    is_cancelled = forms.BooleanField(label=gettext_lazy("Dieser Termin fällt aus"), required=False)
    note = forms.CharField(
        label=gettext_lazy("Hinweis zum Termin"), required=False, max_length=200,
        help_text=gettext_lazy("Zum Beispiel „diesmal in der Aula“."),
    )  # fmt: skip

    def __init__(self, *args, date: Occurrence | None = None, **kwargs):
        super().__init__(*args, initial=_typed_of(date) if date else {}, **kwargs)
        if date is None:
            del self.fields["is_cancelled"]
        self.fields["last_on"].help_text = _("Nur wenn er über mehrere Tage geht.")

    def clean(self):
        data = super().clean()
        if not self.errors:
            data["span"] = span_of(self, data)
        return data

    @property
    def changes(self) -> dict:
        """What `actions.change_date` asks for; of a new date what `add_date` does."""
        starts_at, ends_at, all_day = self.cleaned_data["span"]
        found = {"starts_at": starts_at, "ends_at": ends_at, "all_day": all_day}
        found["note"] = self.cleaned_data["note"]
        if "is_cancelled" in self.fields:
            found["is_cancelled"] = self.cleaned_data["is_cancelled"]
        return found


def span_of(form: forms.Form, data: dict) -> tuple[datetime, datetime | None, bool] | None:
    """Beginning, end and whether of whole days, out of first_on, starts, last_on, ends; None after an error."""
    first, last = data["first_on"], data.get("last_on") or data["first_on"]
    starts, ends = data["starts"], data["ends"]
    if last < first:
        form.add_error("last_on", _("Das liegt vor dem ersten Tag."))
        return None
    if starts is None and ends is not None:
        form.add_error("starts", _("Bitte auch den Beginn angeben."))
        return None
    if starts is None:
        return local_midnight(first), local_midnight(last + timedelta(days=1)), True
    start = recurrence.localise(datetime.combine(first, starts))
    if ends is None:
        if last > first:
            form.add_error("ends", _("Bitte auch das Ende am letzten Tag angeben."))
        return start, None, False
    if last == first and is_slip(starts, ends):
        form.add_error("ends", BEFORE_START)
        return None
    if last == first and ends <= starts:
        last += timedelta(days=1)
    return start, recurrence.localise(datetime.combine(last, ends)), False


def _typed_of(date: Occurrence) -> dict:
    start = timezone.localtime(date.starts_at)
    end = timezone.localtime(date.ends_at) if date.ends_at else None
    typed = {"first_on": start.date(), "is_cancelled": date.is_cancelled, "note": date.note}
    if date.all_day:
        last = last_day(end)
        return typed | {"last_on": last if last > start.date() else None}
    typed |= {"starts": start.time(), "ends": end and end.time()}
    # A night that ends before its beginning's time of day needs no second day.
    if end and end.date() > start.date():
        is_night = (
            end - start < timedelta(days=1)
            and end.time() < start.time()
            and end.time() <= NIGHT_ENDS
        )
        typed["last_on"] = None if is_night else end.date()
    return typed
