"""Who hears of which list, and what the lists showed when they were looked at last."""

import secrets

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from .rhythm import Rhythm


def new_key() -> str:
    """A key for links in mails that nobody guesses: 256 bits."""
    return secrets.token_urlsafe(32)


class SubscriptionQuerySet(models.QuerySet):
    def confirmed(self):
        """Those whose owner pressed the button behind the link in the first mail (double opt-in)."""
        return self.exclude(confirmed_on=None)

    def unconfirmed(self):
        return self.filter(confirmed_on=None)


class Subscription(models.Model):
    """A filtered list that somebody hears of by mail; leaving deletes the row."""

    email = models.EmailField("E-Mail")
    # The slug under which an app has handed in the list (lists.py).
    list = models.CharField("Liste", max_length=20)
    # The filters as they stand in the list's address, in sorted order and without page and sorting.
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
                condition=Q(told_until__isnull=True, confirmed_on__isnull=True)
                | Q(told_until__isnull=False, confirmed_on__isnull=False),
                name="subscription_told_once_confirmed",
                violation_error_message="Vor der Bestätigung geht keine Nachricht hinaus.",
            ),
        ]
        indexes = [
            models.Index(fields=["rhythm", "told_until"], name="subscription_due"),
            models.Index(fields=["asked_on", "id"], name="subscription_by_day"),
        ]

    def __str__(self):
        return f"{self.list}: {self.title}"

    @property
    def confirm_path(self) -> str:
        return reverse("subscriptions:confirm", args=[self.key])

    @property
    def leave_path(self) -> str:
        return reverse("subscriptions:leave", args=[self.key])


class Sighting(models.Model):
    """What a list showed of one entry when it was last looked at (news.py).

    Apart from the entry itself, because a change may lie in other rows (a price, an hour) and because
    not every saving changes what the public reads. `listed`: seen first; `changed`: the moment feeds
    tell; `noticed`: the look that found the last change, which mails go by.
    """

    list = models.CharField("Liste", max_length=20)
    entry = models.PositiveBigIntegerField("Nummer des Eintrags")
    digest = models.CharField("Prüfsumme", max_length=32)
    listed = models.DateTimeField("zuerst gesehen")
    changed = models.DateTimeField("geändert")
    noticed = models.DateTimeField("bemerkt")

    class Meta:
        verbose_name = "Stand eines Eintrags"
        verbose_name_plural = "Stände von Einträgen"
        constraints = [
            models.UniqueConstraint(
                fields=["list", "entry"],
                name="sighting_once",
                violation_error_message="Dieser Eintrag hat in dieser Liste schon einen Stand.",
            ),
            models.CheckConstraint(
                condition=Q(noticed__gte=F("listed")),
                name="sighting_in_order",
                violation_error_message="Bemerkt wird ein Eintrag nicht vor dem ersten Mal.",
            ),
        ]
        indexes = [models.Index(fields=["list", "noticed"], name="sighting_noticed")]

    def __str__(self):
        return f"{self.list} {self.entry}"
