"""How the directory stays true: who was asked whether an entry still holds, and which links are dead."""

import secrets

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .actors import Actor


def new_key() -> str:
    """A key for links in mails that nobody guesses: 256 bits."""
    return secrets.token_urlsafe(32)


class FreshnessAskQuerySet(models.QuerySet):
    def open(self):
        return self.filter(answered_on=None)


class FreshnessAsk(models.Model):
    """A mail that asked an institution „Stimmt noch alles?“, and what came back."""

    class Answer(models.TextChoices):
        CONFIRMED = "confirmed", _("alles stimmt")
        CHANGED = "changed", _("Änderung geschickt")

    actor = models.ForeignKey(
        Actor, on_delete=models.CASCADE, related_name="freshness_asks", verbose_name="Einrichtung"
    )
    email = models.EmailField("gefragt an")
    key = models.CharField(max_length=43, unique=True, default=new_key, editable=False)
    sent_on = models.DateField("gefragt am")
    answered_on = models.DateField("beantwortet am", null=True, blank=True)
    answer = models.CharField("Antwort", max_length=10, choices=Answer.choices, blank=True)

    objects = FreshnessAskQuerySet.as_manager()

    class Meta:
        verbose_name = "Nachfrage"
        verbose_name_plural = "Nachfragen, ob Einträge stimmen"
        ordering = ["-sent_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["actor", "sent_on"],
                name="freshness_ask_once_a_day",
                violation_error_message="Die Einrichtung wurde an diesem Tag schon gefragt.",
            ),
            models.CheckConstraint(
                condition=Q(answered_on__isnull=True, answer="")
                | Q(~Q(answer=""), answered_on__isnull=False),
                name="freshness_ask_answer_pair",
                violation_error_message="Zur Antwort gehört der Tag.",
            ),
            models.CheckConstraint(
                condition=Q(answered_on__isnull=True) | Q(answered_on__gte=F("sent_on")),
                name="freshness_ask_in_order",
                violation_error_message="Eine Antwort kommt nicht vor der Frage.",
            ),
        ]

    def __str__(self):
        return f"{self.actor}, {self.sent_on:%d.%m.%Y}"


class DeadLinkQuerySet(models.QuerySet):
    def dead(self):
        """Links that do not lead anywhere as far as we know today."""
        return self.filter(mended_on=None)


class DeadLink(models.Model):
    """An address in an entry that did not answer when it was last tried."""

    actor = models.ForeignKey(
        Actor, on_delete=models.CASCADE, related_name="dead_links", verbose_name="Einrichtung"
    )
    url = models.URLField("Adresse", max_length=300)
    status = models.PositiveSmallIntegerField(
        "Antwort des Servers", null=True, blank=True, help_text="Leer: keine Antwort."
    )
    fault = models.CharField("Was geschah", max_length=200, blank=True)
    found_on = models.DateField("zuerst bemerkt am")
    tried_on = models.DateField("zuletzt versucht am")
    failures = models.PositiveSmallIntegerField("Versuche", default=1)
    mended_on = models.DateField("wieder erreichbar seit", null=True, blank=True)

    objects = DeadLinkQuerySet.as_manager()

    class Meta:
        verbose_name = "toter Link"
        verbose_name_plural = "tote Links"
        ordering = ["-found_on", "url"]
        constraints = [
            models.UniqueConstraint(
                fields=["actor", "url"],
                name="dead_link_once",
                violation_error_message="Dieser Link ist schon vermerkt.",
            ),
            models.CheckConstraint(
                condition=Q(tried_on__gte=F("found_on")),
                name="dead_link_in_order",
                violation_error_message="Zuletzt versucht wurde nicht vor dem ersten Mal.",
            ),
        ]

    def __str__(self):
        return self.url
