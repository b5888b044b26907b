from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .facets import Municipality
from .offers import Offer


class TravelHint(models.Model):
    """How a group gets to an offer from one municipality; what it costs there, the school enters itself."""

    class Means(models.TextChoices):
        PUBLIC = "opnv", _("Bus und Bahn")
        COACH = "bus", _("Mietbus")
        WALK = "fuss", _("zu Fuß oder mit dem Rad")

    offer = models.ForeignKey(
        Offer, on_delete=models.CASCADE, related_name="travel_hints", verbose_name="Angebot"
    )
    municipality = models.ForeignKey(
        Municipality, on_delete=models.CASCADE, related_name="travel_hints", verbose_name="von"
    )
    means = models.CharField("womit", max_length=4, choices=Means.choices, default=Means.PUBLIC)
    minutes = models.PositiveSmallIntegerField("Minuten", null=True, blank=True)
    text = models.CharField("Hinweis", max_length=300)

    class Meta:
        verbose_name = "Anfahrt aus einer Gemeinde"
        verbose_name_plural = "Anfahrt aus den Gemeinden"
        ordering = ["municipality__name", "means"]
        constraints = [
            models.UniqueConstraint(
                fields=["offer", "municipality", "means"],
                name="travel_hint_once",
                violation_error_message="Dazu gibt es schon einen Hinweis.",
            ),
            models.CheckConstraint(
                condition=~Q(text=""),
                name="travel_hint_says_something",
                violation_error_message="Bitte schreiben Sie, wie man hinkommt.",
            ),
        ]

    def __str__(self):
        return f"{self.municipality}, {self.get_means_display()}"
