"""What comes from elsewhere: the sources, each reading of them, and what a source said of an event last."""

from datetime import timedelta

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from actors.models import Actor, Municipality, TargetGroup, Topic
from bildungsregion.base.models import Timestamped


# After so many failures in a row a calendar rests until somebody has looked.
MOST_FAILURES = 7


class FeedQuerySet(models.QuerySet):
    def due(self):
        """Calendars that are to be fetched now, the one that has waited longest first."""
        waiting = Q(next_due=None) | Q(next_due__lte=timezone.now())
        rows = self.filter(waiting, kind=Feed.Kind.CALENDAR, is_active=True)
        return rows.filter(failures__lt=MOST_FAILURES).order_by(
            F("next_due").asc(nulls_first=True), "pk"
        )


class Feed(Timestamped):
    """A calendar of an organiser on the web, or the tables that somebody sends: where events come from."""

    class Kind(models.TextChoices):
        CALENDAR = "kalender", "Kalender im Netz (ICS)"
        TABLE = "tabelle", "Tabelle (CSV, XLSX)"

    class Moderation(models.TextChoices):
        AT_ONCE = "gleich", "neue Veranstaltungen gleich veröffentlichen"
        OFFICE = "pruefen", "neue Veranstaltungen prüft zuerst das Büro"

    class Interval(models.IntegerChoices):
        HOURS_6 = 6, "alle sechs Stunden"
        DAILY = 24, "täglich"
        WEEKLY = 168, "wöchentlich"

    kind = models.CharField("Art", max_length=8, choices=Kind.choices, default=Kind.CALENDAR)
    name = models.CharField(
        "Name", max_length=120, unique=True, help_text="Zum Beispiel „Programm der Stadtbücherei“."
    )
    address = models.CharField("Adresse des Kalenders", max_length=500, blank=True)
    organiser = models.ForeignKey(
        Actor, verbose_name="Veranstalter", on_delete=models.SET_NULL, related_name="event_feeds",
        null=True, blank=True,
    )  # fmt: skip
    topics = models.ManyToManyField(
        Topic, verbose_name="Themen von allem", related_name="+", blank=True
    )
    target_groups = models.ManyToManyField(
        TargetGroup, verbose_name="Zielgruppen von allem", related_name="+", blank=True
    )
    place_actor = models.ForeignKey(
        Actor, verbose_name="Ort, wo keiner genannt ist", on_delete=models.SET_NULL, related_name="feed_places",
        null=True, blank=True,
    )  # fmt: skip
    municipality = models.ForeignKey(
        Municipality, verbose_name="Gemeinde, wo keine hervorgeht", on_delete=models.SET_NULL, related_name="+",
        null=True, blank=True,
    )  # fmt: skip
    moderation = models.CharField(
        "Prüfung", max_length=8, choices=Moderation.choices, default=Moderation.OFFICE
    )
    is_active = models.BooleanField("wird abgerufen", default=True)
    interval = models.PositiveSmallIntegerField(
        "Wie oft", choices=Interval.choices, default=Interval.DAILY
    )
    days_back = models.PositiveSmallIntegerField(
        "Tage zurück", default=30, validators=[MaxValueValidator(400)],
        help_text="Was länger vorbei ist, wird nicht übernommen.",
    )  # fmt: skip
    # Folded heading → key of a column (events/incoming/columns.py), as chosen for the last table.
    columns = models.JSONField("Spalten", default=dict, blank=True, editable=False)

    next_due = models.DateTimeField("nächster Abruf", null=True, blank=True, editable=False)
    last_try = models.DateTimeField("zuletzt versucht", null=True, editable=False)
    last_read = models.DateTimeField("zuletzt ganz gelesen", null=True, editable=False)
    failures = models.PositiveSmallIntegerField(
        "Fehlschläge nacheinander", default=0, editable=False
    )
    problem = models.CharField("woran es lag", max_length=300, blank=True, editable=False)
    etag = models.CharField(max_length=200, blank=True, editable=False)
    last_modified = models.CharField(max_length=80, blank=True, editable=False)

    objects = FeedQuerySet.as_manager()

    class Meta:
        verbose_name = "Quelle von Veranstaltungen"
        verbose_name_plural = "Quellen von Veranstaltungen"
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="kalender") | ~Q(address=""),
                name="feed_calendar_has_address",
                violation_error_message="Ein Kalender im Netz braucht seine Adresse.",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def rests(self) -> bool:
        return self.failures >= MOST_FAILURES

    def plan_next(self) -> None:
        """When it is to be fetched again: later and later while nothing comes, a week at most."""
        hours = min(self.interval * 2 ** min(self.failures, 6), 168)
        self.next_due = timezone.now() + timedelta(hours=max(hours, self.interval))


class FeedCategory(models.Model):
    """A word by which a source sorts its events, and our topic for it."""

    feed = models.ForeignKey(
        Feed, on_delete=models.CASCADE, related_name="categories", verbose_name="Quelle"
    )
    word = models.CharField("Wort der Quelle", max_length=100)
    topic = models.ForeignKey(
        Topic, on_delete=models.CASCADE, related_name="+", verbose_name="unser Thema", null=True, blank=True,
    )  # fmt: skip

    class Meta:
        verbose_name = "Kategorie"
        verbose_name_plural = "Kategorien der Quelle"
        ordering = ["word"]
        constraints = [
            models.UniqueConstraint(
                fields=["feed", "word"],
                name="feed_category_once",
                violation_error_message="Dieses Wort steht schon da.",
            ),
        ]

    def __str__(self):
        return self.word


class FeedRun(Timestamped):
    """One reading: a calendar fetched, or a table uploaded, looked at and at most once taken over."""

    class State(models.TextChoices):
        OPEN = "offen", "noch nicht übernommen"
        DONE = "fertig", "übernommen"
        UNCHANGED = "gleich", "unverändert"
        FAILED = "fehler", "fehlgeschlagen"

    feed = models.ForeignKey(
        Feed, on_delete=models.CASCADE, related_name="runs", verbose_name="Quelle"
    )
    state = models.CharField("Stand", max_length=8, choices=State.choices, default=State.OPEN)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="angestoßen durch",
    )  # fmt: skip
    sentence = models.CharField("Ergebnis", max_length=300, blank=True)
    # Outcome → number of items, and the items themselves as the report shows them.
    counts = models.JSONField("Zahlen", default=dict, blank=True)
    lines = models.JSONField("Einträge", default=list, blank=True)
    file_name = models.CharField("Datei", max_length=120, blank=True)
    # Emptied once it is taken over, or after some days.
    content = models.BinaryField("Inhalt", default=bytes)
    # Position → key of a column; empty until somebody looked at the columns.
    columns = models.JSONField("Spalten", default=dict, blank=True)

    class Meta:
        verbose_name = "Abruf"
        verbose_name_plural = "Abrufe und Importe"
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["feed", "-created_at"], name="feed_run_latest")]

    def __str__(self):
        return f"{self.feed}: {self.file_name or self.get_state_display()}"


class FeedItem(models.Model):
    """That an entry of a source is this event, and what the source said of it last, field by field.

    A field of the event that no longer is as the source said was edited by somebody and stays. Without an
    event somebody has deleted it, and it does not come back.
    """

    class Waits(models.TextChoices):
        NEW = "neu", "neu: veröffentlichen oder nicht?"
        GONE = "weg", "fehlt in der Quelle: findet es noch statt?"

    feed = models.ForeignKey(
        Feed, on_delete=models.CASCADE, related_name="items", verbose_name="Quelle"
    )
    uid = models.CharField("Kennung in der Quelle", max_length=255)
    title = models.CharField("Titel in der Quelle", max_length=200, blank=True)
    event = models.ForeignKey(
        "events.Event", on_delete=models.SET_NULL, related_name="feed_items", null=True, blank=True,
        verbose_name="Veranstaltung",
    )  # fmt: skip
    # Field → [what the source said, what was stored of it].
    brought = models.JSONField("zuletzt gebracht", default=dict, blank=True)
    # [SEQUENCE, LAST-MODIFIED] of what was brought last: an older state never wins.
    revision = models.JSONField("Stand in der Quelle", default=list, blank=True)
    seen_last = models.DateTimeField("zuletzt gesehen")
    waits_for = models.CharField(
        "Zu tun", max_length=3, choices=Waits.choices, blank=True, default=""
    )
    gone_since = models.DateTimeField("nicht mehr da seit", null=True, blank=True)
    # Whether its vanishing took the event from the site, so that its return puts it back.
    was_hidden = models.BooleanField("deshalb von der Seite genommen", default=False)

    class Meta:
        verbose_name = "Eintrag einer Quelle"
        verbose_name_plural = "Einträge von Quellen"
        ordering = ["feed", "title", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["feed", "uid"],
                name="feed_item_once",
                violation_error_message="Dieser Eintrag der Quelle ist schon bekannt.",
            ),
        ]

    def __str__(self):
        return f"{self.feed}: {self.title or self.uid}"
