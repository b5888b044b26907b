"""Whoever deletes a date, by whatever way: the people who registered for it get a mail first."""

from django.db.models.signals import pre_delete

from .actions.moving_up import tell_before_delete
from .models import Occurrence


def connect() -> None:
    pre_delete.connect(_tell, sender=Occurrence, dispatch_uid="events.registrations")


def _tell(sender, instance: Occurrence, **_kwargs) -> None:
    tell_before_delete(instance)
