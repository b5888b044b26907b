from django.db import models
from django.db.models import Q

from bildungsregion.base.money import CentsField

from .offers import Offer


class PriceTier(models.Model):
    """What a group pays from so many people on; it holds up to the next tier (actors.cost reckons).

    A group smaller than the first tier pays the first one. Whether the price is one for each person
    says the offer's price model.
    """

    offer = models.ForeignKey(
        Offer, on_delete=models.CASCADE, related_name="tiers", verbose_name="Angebot"
    )
    persons_from = models.PositiveSmallIntegerField("ab so vielen Personen")
    price_cents = CentsField("Preis", default=0)

    class Meta:
        verbose_name = "Preisstufe"
        verbose_name_plural = "Preise nach Größe der Gruppe"
        ordering = ["persons_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["offer", "persons_from"],
                name="price_tier_once",
                violation_error_message="Zu dieser Personenzahl gibt es schon einen Preis.",
            ),
            models.CheckConstraint(
                condition=Q(persons_from__gte=1),
                name="price_tier_from_one_person",
                violation_error_message="Eine Preisstufe beginnt bei einer Person oder mehr.",
            ),
        ]

    def __str__(self):
        return f"ab {self.persons_from} Personen"
