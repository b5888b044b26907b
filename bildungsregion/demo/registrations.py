"""Registrations of a demonstration: the coming events with registration take them, the first is nearly full."""

from django.db import transaction
from django.db.models import Min

from accounts.models import User
from events.actions import registering
from events.actions.registering import Asked
from events.models import Event, Occurrence, Question, RegistrationTerms

from .events import SOURCE


PLACES = 24
WHO = (
    ("Elternvertretung", 2), ("Kita-Leitung", 3), ("Familienzentrum", 8), ("Lesepatin", 1),
    ("Schulsozialarbeit", 6), ("Sprachmittlung", 4), ("Förderverein", 3),
)  # fmt: skip


@transaction.atomic
def play() -> int:
    """Give terms to the events that have none, and people to the first of their dates; the number of events."""
    events = Event.objects.filter(source=SOURCE, access=Event.Access.REGISTRATION)
    ahead = events.annotate(first=Min("occurrences__starts_at")).filter(first__isnull=False)
    new = list(ahead.filter(registration_terms__isnull=True).order_by("first"))
    for event in new:
        terms = RegistrationTerms.objects.create(
            event=event, capacity=PLACES, allows_groups=True, closes_hours_before=24
        )
        Question.objects.create(
            terms=terms, text="Brauchen Sie Kinderbetreuung?", kind=Question.Kind.YES_NO
        )
    by = User.objects.filter(is_staff=True).order_by("pk").first()
    if new and by:
        date = Occurrence.objects.filter(event=new[0]).order_by("starts_at").first()
        for name, persons in WHO:
            asked = Asked(name=name, email="", persons=persons, needs_interpreter=persons == 4)
            registering.register(occurrence=date, asked=asked, by=by)
    return len(new)
