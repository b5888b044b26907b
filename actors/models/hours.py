"""When an institution is open: weekly slots in Berlin time; what they say today is in actors.hours."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .actors import Actor


class OpeningSlot(models.Model):
    """From when to when an institution is open on one day of the week; a day may have several."""

    class Weekday(models.IntegerChoices):
        """As Python counts: Monday is 0."""

        MONDAY = 0, _("Montag")
        TUESDAY = 1, _("Dienstag")
        WEDNESDAY = 2, _("Mittwoch")
        THURSDAY = 3, _("Donnerstag")
        FRIDAY = 4, _("Freitag")
        SATURDAY = 5, _("Samstag")
        SUNDAY = 6, _("Sonntag")

    actor = models.ForeignKey(
        Actor, on_delete=models.CASCADE, related_name="slots", verbose_name="Einrichtung"
    )
    weekday = models.PositiveSmallIntegerField("Wochentag", choices=Weekday.choices)
    opens = models.TimeField("öffnet um")
    closes = models.TimeField("schließt um", help_text="0:00 heißt Mitternacht.")
    note = models.CharField("Hinweis", max_length=120, blank=True)

    class Meta:
        verbose_name = "Öffnungszeit"
        verbose_name_plural = "Öffnungszeiten"
        ordering = ["weekday", "opens"]
        constraints = [
            models.UniqueConstraint(
                fields=["actor", "weekday", "opens"],
                name="opening_slot_once",
                violation_error_message="Für diesen Tag gibt es schon eine Zeit mit demselben Beginn.",
            ),
            models.CheckConstraint(
                condition=Q(closes__gt=F("opens")) | Q(closes="00:00"),
                name="opening_slot_in_order",
                violation_error_message="Die Schließzeit liegt vor der Öffnungszeit.",
            ),
            models.CheckConstraint(
                condition=Q(weekday__gte=0, weekday__lte=6),
                name="opening_slot_on_a_weekday",
                violation_error_message="Diesen Wochentag gibt es nicht.",
            ),
        ]

    def __str__(self):
        return f"{self.get_weekday_display()}, {self.opens:%H:%M}–{self.closes:%H:%M}"
