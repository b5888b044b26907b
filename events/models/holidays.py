"""School holidays and public holidays of the Land, as the calendar marks and offers them."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _, gettext_lazy

from bildungsregion.base.models import Imported
from events.dates import print_days


class HolidayQuerySet(models.QuerySet):
    def touching(self, first: date, last: date):
        """Those with a day in the span, both ends included; public holidays before school holidays."""
        return self.filter(first_on__lte=last, last_on__gte=first).order_by("kind", "first_on")


class Holiday(Imported):
    """Days without school; both ends belong to it. What the office edits is left alone by load_region."""

    class Kind(models.TextChoices):
        PUBLIC = "feiertag", gettext_lazy("Feiertag")
        SCHOOL = "ferien", gettext_lazy("Schulferien")

    name = models.CharField("Name", max_length=80)
    slug = models.SlugField("Adresse", max_length=60, unique=True)
    kind = models.CharField("Art", max_length=8, choices=Kind.choices, default=Kind.SCHOOL)
    first_on = models.DateField("Erster Tag")
    last_on = models.DateField("Letzter Tag")
    is_confirmed = models.BooleanField(
        "Geprüft",
        default=True,
        help_text="Ohne Haken: bitte mit der Ferienordnung des Landes vergleichen.",
    )

    objects = HolidayQuerySet.as_manager()

    class Meta:
        verbose_name = "Ferien oder Feiertag"
        verbose_name_plural = "Ferien und Feiertage"
        ordering = ["first_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")),
                name="holiday_in_order",
                violation_error_message="Der letzte Tag liegt vor dem ersten.",
            ),
        ]

    def __str__(self):
        return f"{self.name} {self.first_on.year}"

    @property
    def is_school(self) -> bool:
        return self.kind == self.Kind.SCHOOL

    @property
    def label(self) -> str:
        """ "Herbstferien, 12.–24. Oktober 2026": as a filter offers it."""
        return _("%(name)s, %(days)s") % {
            "name": self.name,
            "days": print_days(self.first_on, self.last_on),
        }
