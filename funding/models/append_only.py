"""Rows that are written once: journals, snapshots, letters.

Budget law wants a record that cannot be changed so that the original is lost (§ 37 KomHKVO);
corrections are entries of their own. The databases refuse by triggers as well
(migration 0002, bildungsregion/base/journal/triggers.py).
"""

from django.db import connections, models

from bildungsregion.base.journal.acting import forgetting


class RowIsFinal(RuntimeError):
    """A program tried to change or delete what is written once: a fault, never shown as a sentence."""


class AppendOnlyQuerySet(models.QuerySet):
    def forget(self) -> int:
        """The one exception: empty what speaks of people, in cases that are anonymised (docs/adr/0096).

        Hash, number, kind, day and person of the office stay. Migration 0003 lets exactly this pass.
        """
        forgotten = self.filter(application__anonymised_on__isnull=False)
        with forgetting(connections[self.db]):
            return super(AppendOnlyQuerySet, forgotten).update(**self.model.FORGETTABLE)

    def update(self, **fields):
        raise RowIsFinal(f"{self.model.__name__}: rows are never changed")

    def bulk_update(self, objs, fields, batch_size=None):
        raise RowIsFinal(f"{self.model.__name__}: rows are never changed")

    def delete(self):
        raise RowIsFinal(f"{self.model.__name__}: rows are never deleted")


class AppendOnly(models.Model):
    # Columns that speak of people, and what they hold when they are forgotten.
    FORGETTABLE: dict = {}

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise RowIsFinal(f"{self!r} is never changed")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise RowIsFinal(f"{self!r} is never deleted")
