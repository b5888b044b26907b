"""How accessible a place is: one row a fact, and nothing said where nobody knows."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .actors import Actor


class AccessFact(models.Model):
    """One fact of accessibility, as the institution told it; what is unknown may have no row."""

    class Feature(models.TextChoices):
        STEP_FREE = "stufenlos", _("Stufenloser Zugang")
        WIDE_DOORS = "tueren", _("Türen mindestens 90 cm breit")
        LIFT = "aufzug", _("Aufzug")
        TOILET = "wc", _("Rollstuhlgerechtes WC")
        PARKING = "parkplatz", _("Behindertenparkplatz")
        GUIDE_DOG = "assistenzhund", _("Assistenzhunde willkommen")
        TACTILE = "leitsystem", _("Leitsystem für blinde Menschen")
        BRAILLE = "braille", _("Angaben zum Tasten oder in Brailleschrift")
        INDUCTION = "induktion", _("Induktive Höranlage")
        SIGN_LANGUAGE = "gebaerdensprache", _("Gebärdensprache")
        EASY_LANGUAGE = "leichte-sprache", _("Leichte Sprache")
        QUIET_ROOM = "ruheraum", _("Ruheraum")

    class State(models.TextChoices):
        YES = "ja", _("ja")
        NO = "nein", _("nein")
        UNKNOWN = "unbekannt", _("noch nicht erfasst")

    actor = models.ForeignKey(
        Actor, on_delete=models.CASCADE, related_name="access_facts", verbose_name="Einrichtung"
    )
    feature = models.CharField("Merkmal", max_length=20, choices=Feature.choices)
    state = models.CharField(
        "Vorhanden", max_length=10, choices=State.choices, default=State.UNKNOWN
    )
    note = models.CharField("Hinweis", max_length=200, blank=True)

    class Meta:
        verbose_name = "Angabe zur Barrierefreiheit"
        verbose_name_plural = "Angaben zur Barrierefreiheit"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["actor", "feature"],
                name="access_fact_once",
                violation_error_message="Zu diesem Merkmal gibt es schon eine Angabe.",
            ),
        ]
        indexes = [models.Index(fields=["feature", "state", "actor"], name="access_fact_facets")]

    def __str__(self):
        return f"{self.get_feature_display()}: {self.get_state_display()}"
