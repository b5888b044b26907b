"""Stored files go when nothing leads to them any more: a picture that may not be shown is not kept either."""

from functools import partial

from django.db import models, transaction
from django.db.models.fields.files import FieldFile


def delete_at_commit(*files: FieldFile) -> None:
    """Delete the files from their storage once the transaction is certain; empty ones are passed over."""
    for file in files:
        if file:
            transaction.on_commit(partial(file.storage.delete, file.name))


class HoldsFiles(models.Model):
    """A row whose files go with it, or when others take their place. ``FILES`` names their columns."""

    FILES: tuple[str, ...] = ()

    class Meta:
        abstract = True

    @transaction.atomic
    def save(self, *args, **kwargs):
        before = type(self)._base_manager.filter(pk=self.pk).first() if self.pk else None
        super().save(*args, **kwargs)
        if before is not None:
            replaced = [getattr(before, name) for name in self.FILES]
            kept = {getattr(self, name).name for name in self.FILES}
            delete_at_commit(*(file for file in replaced if file.name not in kept))

    @transaction.atomic
    def delete(self, *args, **kwargs):
        files = [getattr(self, name) for name in self.FILES]
        deleted = super().delete(*args, **kwargs)
        delete_at_commit(*files)
        return deleted
