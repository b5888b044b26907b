"""What happened to accounts: who, when, what. Codes, tokens and typed addresses never stand here."""

from django.conf import settings
from django.db import connections, models
from django.utils import timezone

from bildungsregion.base.journal.acting import forgetting


class RowIsFinal(Exception):
    """The program itself tried to change the log."""


class AccountEventQuerySet(models.QuerySet):
    def update(self, **fields):
        raise RowIsFinal("the log of accounts is never changed")

    def delete(self):
        raise RowIsFinal("the log of accounts is never changed")

    def forget(self, before) -> int:
        """The one way out: whole rows from before that moment, when their term is over."""
        with forgetting(connections[self.db]):
            return super(AccountEventQuerySet, self.filter(taken_at__lt=before)).delete()[0]


class AccountEvent(models.Model):
    """One line of the log of an account; written once."""

    class Kind(models.TextChoices):
        SIGNED_IN = "signed_in", "angemeldet"
        SIGNED_OUT = "signed_out", "abgemeldet"
        TIMED_OUT = "timed_out", "abgemeldet nach Ablauf der Zeit"
        REFUSED = "refused", "Anmeldung misslungen"
        PASSWORD = "password", "Passwort geändert"
        FACTOR_ADDED = "factor_added", "zweiter Faktor eingerichtet"
        FACTOR_REMOVED = "factor_removed", "zweiter Faktor entfernt"
        FACTOR_RESET = "factor_reset", "Wiederherstellungs-Codes erneuert"
        FACTOR_REFUSED = "factor_refused", "zweiter Faktor falsch"
        ADDRESS = "address", "E-Mail-Adresse geändert"
        SESSION_ENDED = "session_ended", "Sitzung beendet"
        INVITED = "invited", "eingeladen"
        INVITED_AGAIN = "invited_again", "erneut eingeladen"
        WITHDRAWN = "withdrawn", "Einladung zurückgezogen"
        JOINED = "joined", "Einladung angenommen"
        ROLES = "roles", "Rollen geändert"
        DEPUTY_NAMED = "deputy_named", "Vertretung benannt"
        DEPUTY_ENDED = "deputy_ended", "Vertretung beendet"
        LEFT = "left", "ausgeschieden"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="account_events",
        null=True,
        verbose_name="Konto",
    )
    kind = models.CharField("Was", max_length=16, choices=Kind.choices)
    detail = models.CharField("Näheres", max_length=300, blank=True)
    taken_at = models.DateTimeField("am", default=timezone.now)
    # None: nobody was signed in, or a clock did it.
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        verbose_name="durch",
    )

    objects = AccountEventQuerySet.as_manager()

    class Meta:
        verbose_name = "Ereignis eines Kontos"
        verbose_name_plural = "Ereignisse der Konten"
        ordering = ["-taken_at", "-pk"]
        indexes = [models.Index(fields=["taken_at", "id"], name="account_event_by_moment")]

    def __str__(self):
        return f"{self.user or 'ohne Konto'}: {self.get_kind_display()}"

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise RowIsFinal(f"{self!r} is never changed")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise RowIsFinal(f"{self!r} is never deleted")
