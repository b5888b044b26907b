"""What an event costs a class or a group, so that the fund can reckon with it as with an offer."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _

from actors.models import Offer
from bildungsregion.base.money import CentsField


class GroupTerms(models.Model):
    """The terms on which classes and groups may come; an event without them is not meant for groups.

    Speaks the language of ``actors.cost.Priced``, with one price for every size of group.
    """

    event = models.OneToOneField(
        "events.Event",
        on_delete=models.CASCADE,
        related_name="group_terms",
        verbose_name="Veranstaltung",
    )
    field = models.CharField("Bereich", max_length=16, choices=Offer.Field.choices)
    is_per_head = models.BooleanField(
        "Eintritt je Person", default=True, help_text="Sonst gilt der Preis für die ganze Gruppe."
    )
    price_cents = CentsField("Eintritt", default=0)
    fee_cents = CentsField("Honorar je Gruppe", default=0)
    material_cents = CentsField("Material je Gruppe", default=0)
    free_places = models.PositiveSmallIntegerField(
        "Freiplätze je Gruppe", default=0, help_text="So viele zahlen nichts, Erwachsene zuerst."
    )
    group_size_min = models.PositiveSmallIntegerField("Gruppe ab", null=True, blank=True)
    group_size_max = models.PositiveSmallIntegerField("Gruppe bis", null=True, blank=True)
    grades = models.CharField("Klassen", max_length=60, blank=True)

    is_tiered = False
    price_tiers = ()
    # A class goes there: the way is a cost of its own, as with an offer elsewhere.
    at_school = False

    class Meta:
        verbose_name = "Bedingungen für Gruppen"
        verbose_name_plural = "Bedingungen für Gruppen"
        constraints = [
            models.CheckConstraint(
                condition=Q(group_size_min__isnull=True)
                | Q(group_size_max__isnull=True)
                | Q(group_size_max__gte=F("group_size_min")),
                name="group_terms_sizes_in_order",
                violation_error_message="„Gruppe bis“ ist kleiner als „Gruppe ab“.",
            ),
        ]

    def __str__(self):
        return f"{self.event}: Gruppen"

    @property
    def title(self) -> str:
        return self.event.title

    @property
    def price_unit(self) -> str:
        return _("je Person") if self.is_per_head else _("je Gruppe")

    @property
    def audience(self) -> str:
        """For whom and how many, in one line: "Klassen 3 bis 6, 10 bis 30 Personen"; "" if nothing is said."""
        low, high = self.group_size_min, self.group_size_max
        sizes = ""
        if low and high:
            sizes = _("%(low)s bis %(high)s Personen") % {"low": low, "high": high}
        elif low or high:
            sizes = _("ab %s Personen") % low if low else _("bis %s Personen") % high
        grades = _("Klassen %s") % self.grades if self.grades else ""
        return ", ".join(filter(None, (grades, sizes)))
