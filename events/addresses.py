"""Addresses of events: readable, and never one that is a page of the calendar."""

from actors.addresses import free_slug as free_of

from .models import Event, OldEventAddress


# Addresses below /veranstaltungen/ that are pages of their own.
TAKEN_SLUGS = {
    "anmeldung", "archiv", "einbetten", "einreichen", "feed", "ferien", "heute", "kalender", "karte", "monat",
    "reihen", "tag", "woche", "wochenende",
}  # fmt: skip


def free_slug(title: str) -> str:
    """ "lesenacht", or "lesenacht-2" where that address is or was another event's."""
    former = OldEventAddress.objects.values_list("slug", flat=True)
    return free_of(Event, title, reserved=TAKEN_SLUGS | set(former))
