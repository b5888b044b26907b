"""The outbox: one row for each mail that leaves the house."""

import re
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Count, Max, Min, Q
from django.utils import timezone


LEASE = timedelta(minutes=5)
# Waits of 2, 4, 8 … minutes: twelve attempts reach over a weekend (68 hours).
MAX_ATTEMPTS = 12
# A login code is worthless after ten minutes: 2 + 4 + 8 minutes of waiting are enough.
MAX_ATTEMPTS_CONFIDENTIAL = 4
# How the reason of a failure begins where no mail would have come through.
NO_LOGIN = "Der Mailserver hat die Anmeldung abgelehnt."
NO_ANSWER = "Der Mailserver hat nicht rechtzeitig geantwortet."
NO_SERVER = "Der Mailserver ist nicht erreichbar."


class OutgoingMailQuerySet(models.QuerySet):
    def waiting(self):
        """Mails that still have to be sent."""
        return self.filter(sent_at=None, given_up_at=None)

    def due(self, now):
        return self.waiting().filter(due_at__lte=now).order_by("due_at", "pk")

    def given_up(self):
        return self.filter(sent_at=None).exclude(given_up_at=None)

    def standing(self) -> dict:
        """How it stands with what was not sent, in one query.

        Numbers ``waiting``, ``failed`` (of those: tried in vain, and to be tried again), ``given_up``; ``overdue``
        (timedelta): how long nobody has taken up the mail that is due, zero when none is; ``blocked``: for how long
        the mail server has taken none at all. A second query asks for the last one that left, where one fails so.
        """
        waits, given_up = Q(given_up_at=None), Q(given_up_at__isnull=False)
        by_server = Q()
        for reason in (NO_LOGIN, NO_ANSWER, NO_SERVER):
            by_server |= Q(last_error__startswith=reason)
        row = self.filter(sent_at=None).aggregate(
            due=Min("due_at", filter=waits),
            refused=Min("created_at", filter=waits & by_server),
            waiting=Count("pk", filter=waits),
            failed=Count("pk", filter=waits & ~Q(last_error="")),
            given_up=Count("pk", filter=given_up),
        )
        now = timezone.now()
        due, refused = row.pop("due") or now, row.pop("refused")
        if refused:
            left = self.model.objects.aggregate(last=Max("sent_at"))["last"]
            refused = max(refused, left or refused)
        return row | {"overdue": max(now - due, timedelta()), "blocked": now - (refused or now)}


class OutgoingMail(models.Model):
    """A mail, written with what caused it, sent by `manage.py outbox`.

    Rows are made by `backend.OutboxBackend` and changed by `delivery` only.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Wartet auf den Versand"
        RETRYING = "retrying", "Wird erneut versucht"
        SENT = "sent", "Versendet"
        GIVEN_UP = "given_up", "Nicht zustellbar"

    to = models.JSONField("an", help_text="Alle Empfangsadressen des Umschlags.")
    subject = models.TextField("Betreff")
    body = models.TextField("Text", blank=True)
    message = models.BinaryField("Nachricht (MIME)")
    message_id = models.CharField("Message-ID", max_length=255, unique=True)
    purpose = models.CharField("Anlass", max_length=60, blank=True)
    confidential = models.BooleanField("vertraulich", default=False)
    created_at = models.DateTimeField("verfasst", default=timezone.now)
    attempts = models.PositiveSmallIntegerField("Versuche", default=0)
    due_at = models.DateTimeField("nächster Versuch", default=timezone.now)
    sent_at = models.DateTimeField("versendet", null=True, blank=True)
    given_up_at = models.DateTimeField("aufgegeben", null=True, blank=True)
    last_error = models.TextField("letzter Fehler", blank=True)

    objects = OutgoingMailQuerySet.as_manager()

    class Meta:
        verbose_name = "ausgehende E-Mail"
        verbose_name_plural = "ausgehende E-Mails"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="outgoingmail_sent_or_given_up",
                condition=Q(sent_at=None) | Q(given_up_at=None),
                violation_error_message="Eine E-Mail ist versendet oder aufgegeben, nicht beides.",
            ),
        ]
        indexes = [
            models.Index(
                "due_at",
                name="outgoingmail_due",
                condition=Q(sent_at=None, given_up_at=None),
            ),
            models.Index(fields=["created_at", "id"], name="outgoingmail_by_moment"),
            models.Index(fields=["purpose", "created_at", "id"], name="outgoingmail_of_purpose"),
        ]

    def __str__(self):
        return self.subject or "(ohne Betreff)"

    @property
    def state(self) -> "OutgoingMail.State":
        if self.sent_at:
            return self.State.SENT
        if self.given_up_at:
            return self.State.GIVEN_UP
        return self.State.RETRYING if self.attempts else self.State.WAITING

    @property
    def is_erased(self) -> bool:
        return not self.message

    @property
    def max_attempts(self) -> int:
        return MAX_ATTEMPTS_CONFIDENTIAL if self.confidential else MAX_ATTEMPTS

    @property
    def outlook(self) -> str:
        """What has happened to this mail and what happens next, as a sentence for the office."""
        if self.sent_at:
            return f"Versendet am {_moment(self.sent_at)}."
        if self.given_up_at and self.is_erased:
            return (
                f"Nach {_tries(self.attempts)} aufgegeben. Der vertrauliche Inhalt ist gelöscht; "
                "bitte lassen Sie die E-Mail neu auslösen, zum Beispiel durch eine neue Anmeldung."
            )
        if self.given_up_at:
            return (
                f"Nach {_tries(self.attempts)} aufgegeben. Bitte prüfen Sie die Adresse und den "
                "Mailserver und stoßen Sie den Versand dann mit „Erneut versuchen“ an."
            )
        if not self.attempts:
            return "Wird in den nächsten Sekunden versendet."
        if not self.last_error:
            return (
                f"Wird gerade versendet. Gelingt das nicht, folgt ab {_moment(self.due_at)} "
                "der nächste Versuch."
            )
        return (
            f"Noch nicht angekommen. Der nächste Versuch folgt von selbst am "
            f"{_moment(self.due_at)} ({self.attempts + 1}. von {self.max_attempts})."
        )

    def readable_body(self) -> str:
        """The text for the office's page; confidential mails are shown in development only."""
        if self.confidential and not settings.DEBUG:
            return "Der Inhalt ist vertraulich (zum Beispiel ein Anmeldecode) und bleibt verborgen."
        return self.body


def masked(address: str) -> str:
    """An address that the office may recognise but nobody can use: "s…@schule.example"."""
    return re.sub(r"(?<![^\s<@])([^\s<@])[^\s<@]*@", r"\1…@", address)


def _moment(value) -> str:
    return f"{timezone.localtime(value):%d.%m.%Y um %H:%M} Uhr"


def _tries(count: int) -> str:
    return "einem Versuch" if count == 1 else f"{count} Versuchen"
