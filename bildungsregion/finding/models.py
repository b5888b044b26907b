"""What the search over everything reads: one table of titles, one of texts, one of words; and recommendations.

The first two are written by the database (index.py), so that no way of changing a row passes them by.
"""

from datetime import date
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import Resolver404, resolve

from bildungsregion.base import folding
from bildungsregion.base.models import Timestamped


class SearchEntry(models.Model):
    """One published row of any kind with its folded title: short rows, quickly read from end to end."""

    kind = models.CharField(max_length=20)
    object_id = models.BigIntegerField()
    head = models.TextField()

    class Meta:
        verbose_name = "Eintrag der Suche"
        verbose_name_plural = "Einträge der Suche"
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_id"], name="search_entry_once")
        ]

    def __str__(self):
        return f"{self.kind}/{self.object_id}"


class SearchBody(models.Model):
    """All folded words of the same row, its title first: long, and read only until enough is found."""

    kind = models.CharField(max_length=20)
    object_id = models.BigIntegerField()
    body = models.TextField()

    class Meta:
        verbose_name = "Text der Suche"
        verbose_name_plural = "Texte der Suche"
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_id"], name="search_body_once")
        ]

    def __str__(self):
        return f"{self.kind}/{self.object_id}"


class SearchWord(models.Model):
    """A word that stands somewhere, as people write it: what „Meinten Sie“ may answer."""

    LONGEST = 30

    word = models.CharField(max_length=LONGEST, unique=True)
    spelling = models.CharField(max_length=LONGEST)
    number = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "Wort der Suche"
        verbose_name_plural = "Wörter der Suche"

    def __str__(self):
        return self.spelling


class BestBet(Timestamped):
    """What the office puts on top when somebody searches for certain words."""

    MOST_PHRASES = 20

    words = models.CharField(
        "Wer danach sucht",
        max_length=300,
        help_text="Ein oder mehrere Suchwörter, mit Komma getrennt. Mehrere Wörter zwischen zwei Kommas müssen alle "
        "gesucht sein, in beliebiger Reihenfolge.",
    )
    title = models.CharField("Überschrift", max_length=120)
    sentence = models.CharField("Ein Satz dazu", max_length=250, blank=True)
    address = models.CharField(
        "Führt zu",
        max_length=500,
        help_text="Eine Seite dieses Portals („/foerderung/“) oder eine Adresse im Netz („https://…“).",
    )
    position = models.PositiveSmallIntegerField(
        "Reihenfolge", default=100, help_text="Kleinere Zahlen stehen weiter oben."
    )
    valid_from = models.DateField("gilt ab", null=True, blank=True)
    valid_until = models.DateField("gilt bis", null=True, blank=True)

    class Meta:
        verbose_name = "Empfehlung der Suche"
        verbose_name_plural = "Empfehlungen der Suche"
        ordering = ["position", "title", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_from=None)
                | Q(valid_until=None)
                | Q(valid_until__gte=F("valid_from")),
                name="best_bet_validity_in_order",
                violation_error_message="„Gilt bis“ liegt vor „gilt ab“.",
            ),
        ]

    def __str__(self):
        return self.title

    def clean(self):
        self.words = ", ".join(
            " ".join(part.split()) for part in self.words.split(",") if part.strip()
        )
        if not all(self.phrases) or not self.phrases:
            raise ValidationError({"words": "Bitte nennen Sie Wörter mit Buchstaben oder Ziffern."})
        if len(self.phrases) > self.MOST_PHRASES:
            raise ValidationError(
                {
                    "words": f"Höchstens {self.MOST_PHRASES} Suchwörter; für mehr ist eine zweite Empfehlung da."
                }
            )
        if fault := _fault_of(self.address):
            raise ValidationError({"address": fault})

    @property
    def phrases(self) -> list[frozenset[str]]:
        """The stems of each phrase."""
        parts = [folding.words(part) for part in self.words.split(",")]
        return [frozenset(map(folding.stem, part)) for part in parts]

    def is_valid_on(self, day: date) -> bool:
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_until is None or self.valid_until >= day)


def _fault_of(address: str) -> str:
    """A sentence on an address that leads nowhere, or an empty one."""
    wrong = "Bitte beginnen Sie mit „/“ (eine Seite dieses Portals) oder mit „https://“."
    try:
        parts = urlsplit(address)
    except ValueError:
        return wrong
    if any(char.isspace() or ord(char) < 32 or char == "\\" for char in address):
        return "In einer Adresse stehen keine Leerzeichen."
    if parts.scheme in ("http", "https"):
        return "" if parts.hostname else wrong
    if parts.scheme or parts.netloc or not parts.path.startswith("/") or address.startswith("//"):
        return wrong
    try:
        resolve(parts.path)
    except Resolver404:
        return "Diese Seite gibt es im Portal nicht. Bitte sehen Sie in der Adresszeile des Browsers nach."
    return ""
