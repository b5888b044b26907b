"""How the directory stays true: who was asked whether an entry still holds, and which links lead nowhere."""

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
        STOPPED = "stopped", _("bitte nicht mehr fragen")
        OFFICE = "office", _("vom Büro geprüft")

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
        indexes = [models.Index(fields=["sent_on", "id"], name="freshness_ask_by_day")]
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


# A website may be away for a day or two; so many days in a row, and it is dead.
DEAD_AFTER = 3


class DeadLinkQuerySet(models.QuerySet):
    def dead(self):
        """Links that did not answer on several days in a row, as far as we know today."""
        return self.filter(failures__gte=DEAD_AFTER)

    def moved(self):
        """Links that answer, but say that they have moved for good."""
        return self.filter(failures=0, keeps_address=False).exclude(moved_to="")


class DeadLink(models.Model):
    """An address in an entry with which something is wrong, or was: no answer, or one from elsewhere."""

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
    failures = models.PositiveSmallIntegerField("Tage ohne Antwort", default=1)
    mended_on = models.DateField("wieder erreichbar seit", null=True, blank=True)
    moved_to = models.URLField("dauerhaft umgezogen nach", max_length=300, blank=True)
    keeps_address = models.BooleanField("Umzug nicht übernehmen", default=False)

    objects = DeadLinkQuerySet.as_manager()

    class Meta:
        verbose_name = "auffälliger Link"
        verbose_name_plural = "auffällige Links"
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
            models.CheckConstraint(
                condition=Q(failures=0) | Q(mended_on__isnull=True, moved_to=""),
                name="dead_link_fails_or_answers",
                violation_error_message="Ein Link, der nicht antwortet, ist weder umgezogen noch erreichbar.",
            ),
        ]

    def __str__(self):
        return self.url

    @property
    def is_dead(self) -> bool:
        return self.failures >= DEAD_AFTER

    @property
    def state(self) -> str:
        """What is known of the link, as a sentence for the office."""
        if self.is_dead:
            return f"Antwortet seit dem {self.found_on:%d.%m.%Y} nicht: {self.fault}"
        if self.failures:
            return f"Antwortete zuletzt nicht ({self.fault}) Wird noch beobachtet."
        if self.moved_to and not self.keeps_address:
            return f"Dauerhaft umgezogen nach {self.moved_to}"
        return "Erreichbar"
