"""People of an institution with its events: call one off, enter it once more."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bildungsregion.base.errors import DomainError
from events import emails, permissions
from events.models import Event, Submission

from .copying import duplicate
from .submitting import publish_entered


@transaction.atomic
def call_off(*, event: Event, by) -> Event:
    """The whole event does not take place: said at once, also by people whom the office does not know yet.

    The office reads so by mail then. Raises DomainError where it is called off already.
    """
    event = Event.objects.select_for_update(of=("self",), no_key=True).get(pk=event.pk)
    if not permissions.can_change_date(by, event):
        raise DomainError(_("Für diese Veranstaltung sind Sie nicht bestätigt."))
    if event.is_cancelled:
        raise DomainError(_("Die Veranstaltung ist schon abgesagt."))
    event.status = Event.Status.CANCELLED
    event.sequence += 1
    event.save()
    if not permissions.can_edit(by) and not permissions.can_keep_at_once(by, event):
        emails.called_off(event, by=by)
    return event


@transaction.atomic
def enter_again(*, event: Event, days: int, by) -> Submission:
    """An event of the institution once more, so many days later: at once for trusted people, else it waits."""
    if not permissions.can_keep(by, event):
        raise DomainError(_("Für diese Veranstaltung sind Sie nicht bestätigt."))
    copy = duplicate(event=event, days=days, by=by)
    if not any(not row.is_past for row in copy.occurrences.all()):
        raise DomainError(_("Alle Termine der Kopie wären schon vorbei."))
    row = Submission(
        event=copy, submitted_by=by, email=by.email, state=Submission.State.OPEN,
        confirmed_on=timezone.localdate(),
    )  # fmt: skip
    if permissions.can_keep_at_once(by, copy):
        publish_entered(row, by)
    row.save()
    return row
