"""What has to do with an institution: others, its dates, its projects, its point on the map."""

from django.db.models import Case, F, FloatField, Q, Value, When
from django.db.models.functions import Coalesce
from django.http import HttpRequest

from actors.kinds import FIELD_KINDS
from actors.map_picture import drawing
from actors.models import Actor


RELATED_SHOWN = 30
PART, PARTNER, NEIGHBOUR = "part", "partner", "neighbour"


def related_actors(actor: Actor):
    """Parts, partners and similar institutions of the same place, told apart by ``relation``; nearest first."""
    if actor.latitude is None or actor.longitude is None:
        distance = Value(0.0, output_field=FloatField())
    else:
        # Squared degrees, a degree of longitude here being 0.6 of one of latitude: enough for an order.
        north, east = F("latitude") - actor.latitude, (F("longitude") - actor.longitude) * 0.6
        distance = Coalesce(north * north + east * east, 9.0, output_field=FloatField())
    others = Actor.objects.published().exclude(pk=actor.pk).annotate(distance=distance)
    parts = Q(pk__in=actor.parts.values("pk"))
    partners = Q(pk__in=actor.cooperates_with.values("pk"))
    similar = others.filter(kind__in=FIELD_KINDS[actor.field], municipality=actor.municipality_id)
    nearest = similar.order_by("distance", "name").values("pk")[:RELATED_SHOWN]
    return (
        others.filter(parts | partners | Q(pk__in=nearest))
        .annotate(
            relation=Case(
                When(parts, then=Value(PART)),
                When(partners, then=Value(PARTNER)),
                default=Value(NEIGHBOUR),
            ),
            rank=Case(When(relation=NEIGHBOUR, then=1), default=0),
        )
        .order_by("rank", "distance", "name")
        .only("name", "slug", "kind", "city")[:RELATED_SHOWN]
    )


def _to_the_right(related_name: str):
    """A model of an app further right, which this one knows by its related name only."""
    return Actor._meta.get_field(related_name).related_model


def coming_dates(actor: Actor):
    """The next dates that the institution organises, helps to, or has at its place."""
    event = _to_the_right("events")
    events = event.objects.published().filter(
        Q(organiser=actor) | Q(place_actor=actor) | Q(pk__in=actor.co_organised_events.values("pk"))
    )
    occurrence = event._meta.get_field("occurrences").related_model
    return (
        occurrence.objects.coming()
        .filter(event__in=events)
        .select_related("event__organiser", "event__place_actor")
    )


def projects_of(actor: Actor):
    projects = _to_the_right("led_projects").objects.published()
    mine = Q(lead=actor) | Q(pk__in=actor.projects.values("pk"))
    return projects.filter(mine).running_first()


def place_on_map(actor: Actor, request: HttpRequest | None = None) -> dict | None:
    """The district's outlines with the institution's point, small; None where either is unknown."""
    if actor.latitude is None or actor.longitude is None:
        return None
    drawn = drawing(request)
    if drawn is None:
        return None
    x, y = drawn.small_frame.place(actor.longitude, actor.latitude)
    return {"frame": drawn.small_frame, "paths": drawn.small_path, "x": x, "y": y}
