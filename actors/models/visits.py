"""What a visit begins and ends with: an enquiry to the provider, and two sentences afterwards."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from .actors import Actor
from .offers import Offer


class Enquiry(models.Model):
    """That a group asked for an offer. Who asked, and what, stands in the mail to the provider only."""

    offer = models.ForeignKey(
        Offer, on_delete=models.CASCADE, related_name="enquiries", verbose_name="Angebot"
    )
    children = models.PositiveSmallIntegerField("Kinder", null=True, blank=True)
    adults = models.PositiveSmallIntegerField("Erwachsene", null=True, blank=True)
    # Keyed hash of the sender's address: tells a second enquiry of the same day, not who it was. Emptied soon.
    sender = models.CharField(max_length=64, blank=True, editable=False)
    created_at = models.DateTimeField("gestellt am", auto_now_add=True)

    class Meta:
        verbose_name = "Anfrage"
        verbose_name_plural = "Anfragen"
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["sender", "created_at"], name="enquiry_by_sender")]

    def __str__(self):
        return f"{self.offer}, {self.created_at:%d.%m.%Y}"


class VisitFeedback(models.Model):
    """How a funded visit was, in two sentences for the provider and the office; never public."""

    LONGEST = 500

    actor = models.ForeignKey(
        Actor, on_delete=models.CASCADE, related_name="feedback", verbose_name="Lernort"
    )
    offer = models.ForeignKey(
        Offer, on_delete=models.SET_NULL, null=True, blank=True, related_name="feedback",
        verbose_name="Angebot",
    )  # fmt: skip
    # The case it belongs to, as text: the fund's app knows this one, not the other way round.
    reference = models.CharField("Aktenzeichen", max_length=20, unique=True)
    text = models.TextField("Wie es war", max_length=LONGEST)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name="geschrieben von",
    )  # fmt: skip
    created_at = models.DateTimeField("geschrieben am", auto_now_add=True)

    class Meta:
        verbose_name = "Rückmeldung"
        verbose_name_plural = "Rückmeldungen nach Besuchen"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""),
                name="visit_feedback_says_something",
                violation_error_message="Bitte schreiben Sie ein, zwei Sätze.",
            ),
        ]

    def __str__(self):
        return f"{self.reference}: {self.actor}"
