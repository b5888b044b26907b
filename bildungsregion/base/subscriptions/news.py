"""Lists whose mails tell what is new or has changed.

Every night each list is looked at (`look`): what an entry showed is kept as a digest, so that "changed"
means a change somebody can read, wherever it lies, and never just that a row was saved.
"""

from abc import abstractmethod
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import blake2b

from django.db import transaction
from django.db.models import F, Model, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _, ngettext

from .lists import Digest, Entry, Group, SubscribableList
from .models import Sighting


MOST_IN_A_MAIL = 30
BATCH = 500
# An entry saved so lately was probably changed then; feeds showed that moment already.
LATELY = timedelta(days=2)


class NewsList(SubscribableList):
    """A list of rows with `created_at` and `updated_at`."""

    @abstractmethod
    def watched(self) -> QuerySet:
        """The public rows, with the relations loaded ahead that `facts` reads."""

    @abstractmethod
    def facts(self, row: Model) -> Sequence:
        """All of an entry that counts as a change, as plain values in a fixed order."""

    @abstractmethod
    def lines(self, row: Model) -> tuple[str, str]:
        """What is said below the name: facts in one line, then its short text; `rows` has loaded what this reads."""

    def published(self, row: Model) -> datetime | None:
        """When the entry appeared; `latest` and `digest` say when it was first listed."""
        return getattr(row, "listed", None)

    def entry(self, row: Model) -> Entry:
        """The entry as it is printed."""
        return Entry(
            key=f"{self.slug}/{row.pk}",
            title=str(row),
            path=row.get_absolute_url(),
            lines=self.lines(row),
            published=self.published(row),
            updated=getattr(row, "changed", None),
        )

    def latest(self, rows, most):
        """New and changed entries, the last one first."""
        rows = rows.annotate(
            listed=Coalesce(self._sighted("listed"), F("created_at")),
            changed=Coalesce(self._sighted("changed"), F("updated_at")),
        )
        return [self.entry(row) for row in rows.order_by("-changed", "-pk")[:most]]

    def digest(self, rows, *, since, until, rhythm):
        noticed = Sighting.objects.filter(
            list=self.slug, noticed__gt=since, noticed__lte=until
        ).values("entry")
        found = rows.filter(pk__in=noticed).annotate(
            listed=self._sighted("listed"), changed=self._sighted("changed")
        )
        # One more than fits tells whether there are others to count.
        shown = list(found.order_by("-listed", "pk")[: MOST_IN_A_MAIL + 1])
        if not shown:
            return None
        total = len(shown) if len(shown) <= MOST_IN_A_MAIL else found.count()
        shown = shown[:MOST_IN_A_MAIL]
        new = [self.entry(row) for row in shown if row.listed > since]
        changed = [self.entry(row) for row in shown if row.listed <= since]
        groups = [Group(_("Neu"), new), Group(_("Geändert"), changed)]
        return Digest(
            subject=ngettext(
                "%(list)s: %(number)s Neuigkeit", "%(list)s: %(number)s Neuigkeiten", total
            )
            % {"list": self.title, "number": total},
            groups=[group for group in groups if group.entries],
            left_out=total - len(shown),
        )

    def look(self, *, now: datetime) -> int:
        """Note what the list shows now; how many entries are new or show something else than before.

        The very first look finds nothing new: entries keep the moments of their rows. Reading takes
        its time, so nothing is locked before the writing.
        """
        known = {row.entry: row for row in Sighting.objects.filter(list=self.slug)}
        is_first, new, changed = not known, [], []
        for row in self.watched().iterator(chunk_size=BATCH):
            digest, before = _digest(self.facts(row)), known.pop(row.pk, None)
            if before is None:
                new.append(self._first_sight(row, digest, now, is_first))
            elif before.digest != digest:
                before.digest, before.noticed = digest, now
                before.changed = max(_moment(row, now), before.changed)
                changed.append(before)
        gone = [row.pk for row in known.values()]
        with transaction.atomic():
            Sighting.objects.bulk_create(new, batch_size=BATCH)
            columns = ["digest", "changed", "noticed"]
            Sighting.objects.bulk_update(changed, columns, batch_size=BATCH)
            for start in range(0, len(gone), BATCH):
                Sighting.objects.filter(pk__in=gone[start : start + BATCH]).delete()
        return (0 if is_first else len(new)) + len(changed)

    def _first_sight(self, row: Model, digest: str, now: datetime, is_first: bool) -> Sighting:
        sighting = Sighting(list=self.slug, entry=row.pk, digest=digest)
        if is_first:
            sighting.listed = row.created_at
            sighting.changed = sighting.noticed = row.updated_at
        else:
            sighting.listed = sighting.noticed = now
            sighting.changed = _moment(row, now)
        return sighting

    def _sighted(self, moment: str) -> Subquery:
        rows = Sighting.objects.filter(list=self.slug, entry=OuterRef("pk"))
        return Subquery(rows.values(moment)[:1])


def _digest(facts: Sequence) -> str:
    return blake2b(repr(facts).encode(), digest_size=16).hexdigest()


def _moment(row: Model, now: datetime) -> datetime:
    """When a change that was found now happened, as feeds tell it."""
    return row.updated_at if now - LATELY < row.updated_at <= now else now
