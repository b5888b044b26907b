"""What the roof itself remembers: how the nights went, and what the search over everything reads."""

from django.db import models
from django.utils import timezone

from .duties.models import AccessGap, AccessStatement, DataRequest, DutyStep, LegalFacts, Report
from .finding.models import BestBet, SearchBody, SearchEntry, SearchWord
from .office.models import SavedFilter


__all__ = [
    "AccessGap",
    "AccessStatement",
    "BestBet",
    "DataRequest",
    "DutyStep",
    "LegalFacts",
    "Night",
    "Report",
    "SavedFilter",
    "SearchBody",
    "SearchEntry",
    "SearchWord",
]


class Night(models.Model):
    """One nightly run. ``results``: a list of slug, title, ok, report, seconds, in the order they ran."""

    began = models.DateTimeField("begonnen", default=timezone.now, db_index=True)
    finished = models.DateTimeField("beendet", null=True)
    results = models.JSONField("Ergebnisse", default=list)

    class Meta:
        verbose_name = "Nachtlauf"
        verbose_name_plural = "Nachtläufe"
        ordering = ["-began", "-pk"]

    def __str__(self):
        return f"Nachtlauf {timezone.localtime(self.began):%d.%m.%Y %H:%M}"

    @property
    def troubles(self) -> list[dict]:
        """What did not go well."""
        return [row for row in self.results if not row["ok"]]
