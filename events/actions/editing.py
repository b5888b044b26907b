"""Many events changed at once by the office."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import F

from bildungsregion.base.errors import DomainError
from events import permissions
from events.models import Event
from events.together import HIDE, SHOW, Together, is_waiting, plan


@transaction.atomic
def edit_together(*, events: Sequence[int], wanted: Together, by) -> int:
    """Do to the events of these keys what `together.plan` says; gives how many changed."""
    if not permissions.can_edit(by):
        raise DomainError("Dazu fehlt Ihnen das Recht.")
    locked = (
        Event.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk__in=events)
        .order_by("pk")
    )
    rows = locked.select_related("organiser", "submission")
    effects = plan(rows.prefetch_related("topics", "target_groups"), wanted)
    changed = [effect.event for effect in effects if effect.lines]
    for event in changed:
        _change(event, wanted)
    return len(changed)


def _change(event: Event, wanted: Together) -> None:
    event.topics.add(*wanted.add_topics)
    event.topics.remove(*wanted.drop_topics)
    event.target_groups.add(*wanted.add_groups)
    event.target_groups.remove(*wanted.drop_groups)
    if wanted.organiser:
        event.organiser = wanted.organiser
        event.organiser_name = ""
    event.access = wanted.access or event.access
    if wanted.visibility == SHOW and not is_waiting(event):
        event.is_published = True
    if wanted.visibility == HIDE:
        event.is_published = False
    if wanted.cancels:
        event.status = Event.Status.CANCELLED
    # What stands in subscribed calendars has changed (RFC 5545 3.8.7.4).
    event.sequence = F("sequence") + 1
    event.save()
