"""The dates on which an event happens, and the rules by which they repeat.

Lists, feeds and the archive read occurrences only; rules are expanded into them, so that no page
has to know a rule.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Max, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bildungsregion.base.models import Timestamped
from events import recurrence
from events.dates import print_occurrence


class OccurrenceQuerySet(models.QuerySet):
    def published(self):
        return self.filter(event__is_published=True)

    def with_event(self):
        """The event, its organiser and its place along, without their long texts."""
        actors = ("event__organiser", "event__place_actor")
        texts = ("description", "search_title", "search_text")
        return self.select_related(*actors).defer(
            *(f"{row}__{text}" for row in ("event", *actors) for text in texts)
        )

    def coming(self):
        """Dates ahead or running, the next one first."""
        return self.filter(current_until__gt=timezone.now()).order_by("starts_at", "pk")

    def past(self):
        """Dates that are over, the last one first."""
        return self.filter(current_until__lte=timezone.now()).order_by("-starts_at", "-pk")


class Occurrence(Timestamped):
    """One date of an event.

    `starts_at` and `ends_at` are moments; an all-day date runs from local midnight to the local
    midnight after its last day (exclusive, as RFC 5545 3.6.1 has it). Without `ends_at` the end
    is open.
    """

    event = models.ForeignKey(
        "events.Event",
        verbose_name="Veranstaltung",
        on_delete=models.CASCADE,
        related_name="occurrences",
    )
    number = models.PositiveIntegerField("Nummer", editable=False)
    starts_at = models.DateTimeField("Beginn")
    ends_at = models.DateTimeField("Ende", null=True, blank=True)
    all_day = models.BooleanField("Ganztägig", default=False)
    is_cancelled = models.BooleanField("Termin fällt aus", default=False)
    note = models.CharField("Hinweis zum Termin", max_length=200, blank=True)
    # Kept by the registrations (registration/actions.py), so that lists need not count.
    is_full = models.BooleanField("Ausgebucht", default=False, editable=False)
    current_until = models.DateTimeField("Aktuell bis", editable=False)
    # A date that a rule has made keeps the moment the rule gave it (RECURRENCE-ID), also when it is moved.
    rule = models.ForeignKey(
        "events.DateRule",
        verbose_name="Terminregel",
        on_delete=models.SET_NULL,
        related_name="occurrences",
        null=True,
        editable=False,
    )
    planned_start = models.DateTimeField("Nach der Regel am", null=True, editable=False)
    is_changed = models.BooleanField("Weicht von der Regel ab", default=False, editable=False)

    objects = OccurrenceQuerySet.as_manager()

    class Meta:
        verbose_name = "Termin"
        verbose_name_plural = "Termine"
        ordering = ["starts_at", "pk"]
        indexes = [
            models.Index(fields=["current_until", "starts_at"], name="occurrence_current_starts"),
            models.Index(fields=["starts_at"], name="occurrence_starts"),
            models.Index(fields=["event", "starts_at"], name="occurrence_of_event"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "number"], name="occurrence_number_once_per_event"
            ),
            models.UniqueConstraint(
                fields=["rule", "planned_start"], name="occurrence_once_per_rule"
            ),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gte=F("starts_at")),
                name="occurrence_in_order",
                violation_error_message="Das Ende liegt vor dem Beginn.",
            ),
        ]

    def __str__(self):
        return f"{self.event}, {timezone.localtime(self.starts_at):%d.%m.%Y}"

    def save(self, *args, **kwargs):
        if self.number is None:
            last = Occurrence.objects.filter(event=self.event_id).aggregate(last=Max("number"))
            self.number = (last["last"] or 0) + 1
        if self.all_day:
            self.starts_at, self.ends_at = whole_days(self.starts_at, self.ends_at)
        self.current_until = self.ends_at or next_midnight(self.starts_at)
        super().save(*args, **kwargs)

    @property
    def uid(self) -> str:
        """Calendar identity, RFC 5545 3.8.4.7: the event's own, so it outlives a new date."""
        return self.event.uid if self.number == 1 else f"{self.event.uid}-{self.number}"

    @property
    def marks(self) -> list[str]:
        if self.is_cancelled and not self.event.is_cancelled:
            return [_("fällt aus"), *self.event.marks]
        if self.is_full and self.event.status == "geplant":
            return [_("ausgebucht"), *self.event.marks]
        return self.event.marks

    @property
    def leaf(self) -> date | None:
        """The day for a calendar leaf; None where only the month is known."""
        if self.event.date_precision == "month":
            return None
        return timezone.localdate(self.starts_at)

    @property
    def when(self) -> str:
        """The date as people write it; needs the event."""
        return print_occurrence(self, self.event.date_precision)

    @property
    def does_not_take_place(self) -> bool:
        return self.is_cancelled or self.event.is_cancelled

    @property
    def is_past(self) -> bool:
        return self.current_until <= timezone.now()


def local_midnight(day) -> datetime:
    """The moment at which a day begins in the region."""
    return datetime.combine(day, time.min, tzinfo=timezone.get_default_timezone())


def next_midnight(moment: datetime) -> datetime:
    local_day = moment.astimezone(timezone.get_default_timezone()).date()
    return local_midnight(local_day + timedelta(days=1)).astimezone(UTC)


def whole_days(starts_at: datetime, ends_at: datetime | None) -> tuple[datetime, datetime]:
    """Widen a span to whole local days; an end at midnight is exclusive and stays."""
    zone = timezone.get_default_timezone()
    start = local_midnight(starts_at.astimezone(zone).date())
    if ends_at is None or ends_at <= starts_at:
        return start, next_midnight(start)
    local_end = ends_at.astimezone(zone)
    if local_end.time() == time.min:
        return start, ends_at
    return start, next_midnight(ends_at)


class DateRule(Timestamped):
    """A rule by which dates of an event repeat, counted from its first date (RFC 5545 3.8.5.3).

    Days and times are those of the region's clocks. Without ``starts_time`` the dates are of whole
    days, ``days`` each; else ``minutes`` is their length, None leaves the end open.
    """

    event = models.ForeignKey(
        "events.Event",
        verbose_name="Veranstaltung",
        on_delete=models.CASCADE,
        related_name="date_rules",
    )
    first_on = models.DateField("Erster Termin")
    starts_time = models.TimeField("Uhrzeit", null=True, blank=True)
    minutes = models.PositiveIntegerField("Dauer in Minuten", null=True, blank=True)
    days = models.PositiveSmallIntegerField("Tage", default=1)
    rrule = models.CharField("Wiederholung", max_length=250)
    # Local times as ISO text ("2026-10-27T16:00", of whole days "2026-10-27"): EXDATE.
    left_out = models.JSONField("Fällt weg am", default=list, blank=True)
    written_until = models.DateField("Termine geschrieben bis", null=True, editable=False)

    class Meta:
        verbose_name = "Terminregel"
        verbose_name_plural = "Terminregeln"
        ordering = ["first_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(first_on__year__gte=1900, first_on__year__lte=2199),
                name="date_rule_within_calendars",
                violation_error_message="Bitte ein Jahr von 1900 bis 2199 angeben.",
            ),
            models.CheckConstraint(
                condition=Q(days__gte=1, days__lte=366),
                name="date_rule_days_in_a_year",
                violation_error_message="Ein Termin dauert höchstens ein Jahr.",
            ),
            models.CheckConstraint(
                condition=Q(minutes__isnull=True) | Q(minutes__gte=1, minutes__lte=44640),
                name="date_rule_minutes_in_a_month",
                violation_error_message="Ein Termin mit Uhrzeit dauert höchstens einen Monat.",
            ),
        ]

    def __str__(self):
        return recurrence.describe(self.rule, self.first)

    def clean(self):
        try:
            self.rrule = str(recurrence.parse(self.rrule))
        except ValidationError as error:
            raise ValidationError({"rrule": error.messages}) from error

    @property
    def rule(self) -> recurrence.Rule:
        return recurrence.parse(self.rrule)

    @property
    def first(self) -> datetime:
        """The first date as naive local time."""
        return datetime.combine(self.first_on, self.starts_time or time.min)

    @property
    def all_day(self) -> bool:
        return self.starts_time is None

    def moments(self, until: date) -> Iterator[datetime]:
        """The naive local times of its dates, up to and with that day, without those left out."""
        without = {datetime.fromisoformat(text) for text in self.left_out}
        return recurrence.expand(self.rule, self.first, until, without)

    def span(self, moment: datetime) -> tuple[datetime, datetime | None]:
        """Beginning and end of the date that is planned at this naive local time, as moments.

        The length is counted on the clock, as people do: two hours from 16:00 end at 18:00.
        """
        if self.all_day:
            return local_midnight(moment.date()), local_midnight(
                moment.date() + timedelta(days=self.days)
            )
        start = recurrence.localise(moment)
        if self.minutes is None:
            return start, None
        end = recurrence.localise(moment + timedelta(minutes=self.minutes))
        # In the night of the change the clock can make an end that is not after its beginning.
        if end.astimezone(UTC) <= start.astimezone(UTC):
            end = start.astimezone(UTC) + timedelta(minutes=self.minutes)
        return start, end
