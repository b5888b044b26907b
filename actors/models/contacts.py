from django.db import models
from django.db.models import Q

from .actors import Actor, phone_uri


class Contact(models.Model):
    """Whom to turn to at an institution for what: a function, never a person's name."""

    actor = models.ForeignKey(
        Actor, on_delete=models.CASCADE, related_name="contacts", verbose_name="Einrichtung"
    )
    area = models.CharField(
        "Aufgabenfeld", max_length=100, help_text="Zum Beispiel „Buchung von Führungen“."
    )
    phone = models.CharField("Telefon", max_length=60, blank=True)
    email = models.EmailField("E-Mail", blank=True)
    note = models.CharField(
        "Hinweis", max_length=200, blank=True, help_text="Raum, Sprechzeit oder was sonst hilft."
    )
    position = models.PositiveSmallIntegerField("Reihenfolge", default=10)

    class Meta:
        verbose_name = "Kontakt"
        verbose_name_plural = "Kontakte nach Aufgabenfeld"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["actor", "area"],
                name="contact_area_once",
                violation_error_message="Zu diesem Aufgabenfeld gibt es schon einen Kontakt.",
            ),
            models.CheckConstraint(
                condition=~Q(phone="", email="", note=""),
                name="contact_says_how",
                violation_error_message="Bitte nennen Sie Telefon, E-Mail oder einen Hinweis.",
            ),
        ]

    def __str__(self):
        return self.area

    @property
    def phone_uri(self) -> str:
        return phone_uri(self.phone)
