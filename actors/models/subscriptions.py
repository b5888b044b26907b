from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .freshness import new_key


class SubscriptionQuerySet(models.QuerySet):
    def confirmed(self):
        """Those whose owner clicked the link in the first mail (double opt-in)."""
        return self.exclude(confirmed_on=None)


class Subscription(models.Model):
    """A filtered list that somebody wants to hear of by mail; leaving deletes the row."""

    class List(models.TextChoices):
        ACTORS = "actors", _("Akteure")
        OFFERS = "offers", _("Lernorte")
        EVENTS = "events", _("Veranstaltungen")

    class Rhythm(models.TextChoices):
        DAILY = "daily", _("einmal am Tag, wenn es Neues gibt")
        WEEKLY = "weekly", _("einmal in der Woche, wenn es Neues gibt")

    email = models.EmailField("E-Mail")
    list = models.CharField("Liste", max_length=8, choices=List.choices)
    # The filters as they stand in the list's address, in sorted order and without the page.
    query = models.CharField("Filter", max_length=500, blank=True)
    title = models.CharField("Filter in Worten", max_length=300, blank=True)
    rhythm = models.CharField(
        "Wie oft", max_length=8, choices=Rhythm.choices, default=Rhythm.WEEKLY
    )
    key = models.CharField(max_length=43, unique=True, default=new_key, editable=False)
    asked_on = models.DateField("bestellt am")
    confirmed_on = models.DateField("bestätigt am", null=True, blank=True)
    told_until = models.DateTimeField("benachrichtigt bis", null=True, blank=True)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = "Abonnement"
        verbose_name_plural = "Abonnements"
        ordering = ["-asked_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["email", "list", "query"],
                name="subscription_once",
                violation_error_message="Diese Liste ist mit dieser Adresse schon abonniert.",
            ),
            models.CheckConstraint(
                condition=Q(told_until__isnull=True) | Q(confirmed_on__isnull=False),
                name="subscription_told_once_confirmed",
                violation_error_message="Vor der Bestätigung geht keine Nachricht hinaus.",
            ),
        ]

    def __str__(self):
        return f"{self.get_list_display()}: {self.title or self.query or _('alle')}"
