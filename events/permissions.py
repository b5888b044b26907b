"""Who may do what with events: the office by its rights, people of the organiser by confirmed membership."""

from actors import permissions as of_actors

from .models import Event, Submission


def can_edit(user) -> bool:
    """Change every event and its dates."""
    return _of_office(user, "events.change_event")


def can_add(user) -> bool:
    """Enter, duplicate and copy events in the office."""
    return can_edit(user) and user.has_perm("events.add_event")


def can_moderate(user) -> bool:
    """Decide what people propose."""
    return _of_office(user, "events.change_submission")


def can_keep(user, event: Event) -> bool:
    """See and propose changes of the events of the own institution."""
    return event.organiser is not None and of_actors.can_keep(user, event.organiser)


def can_keep_at_once(user, event: Event) -> bool:
    """What these people of the organiser change goes live without the office looking first."""
    return event.organiser is not None and of_actors.can_keep_at_once(user, event.organiser)


def can_keep_dates(user, event: Event) -> bool:
    """Add dates and rules."""
    return can_edit(user) or can_keep_at_once(user, event)


def can_change_date(user, event: Event) -> bool:
    """Call one date off or move it: at once, so that nobody stands before a locked door."""
    return can_edit(user) or can_keep(user, event)


def can_attend(user, event: Event) -> bool:
    """See who registered, and keep the places: the office and the people of the organiser."""
    return _of_office(user, "events.view_registration") or can_keep(user, event)


def can_withdraw(user, submission: Submission) -> bool:
    return user.is_authenticated and user.is_active and submission.submitted_by_id == user.pk


def _of_office(user, permission: str) -> bool:
    return user.is_active and user.is_staff and user.has_perm(permission)
