"""Browsers that somebody has signed in with before: only a new one is worth a mail."""

from django.conf import settings
from django.db import models


class KnownBrowser(models.Model):
    """A kind of browser in a part of the network, as a keyed hash; says who else came, names nothing."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="known_browsers",
        verbose_name="Konto",
    )
    fingerprint = models.CharField("Kennzeichen", max_length=64)
    seen_on = models.DateField("zuletzt gesehen am")

    class Meta:
        verbose_name = "Bekannter Browser"
        verbose_name_plural = "Bekannte Browser"
        constraints = [
            models.UniqueConstraint(fields=["user", "fingerprint"], name="known_browser_once")
        ]

    def __str__(self):
        return f"{self.user}, {self.seen_on:%d.%m.%Y}"
