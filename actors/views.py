from django.db.models import Avg, Case, Count, F, FloatField, IntegerField, Min, Q, Value, When
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext as _
from django.views.generic import DetailView, TemplateView

from bildungsregion.base.facets import FacetList
from bildungsregion.base.money import euro

from . import map as district_map
from .cost import GroupCost, group_cost
from .filters import FUND, ActorFilter, OfferFilter
from .forms import GroupForm
from .kinds import FIELD_KINDS
from .models import Actor, Language, LifePhase, Municipality, Offer, TargetGroup, Topic
from .structured import group_offer, organisation


# How many of each the page of an institution shows.
OFFERS_SHOWN, DATES_SHOWN, PROJECTS_SHOWN, RELATED_SHOWN, NEIGHBOURS_SHOWN = 12, 5, 6, 30, 4


class ActorList(FacetList):
    queryset = (
        Actor.objects.published()
        .select_related("municipality")
        .defer("description", "search_title", "search_text", "municipality__geometry")
    )
    filterset_class = ActorFilter

    def get_context_data(self, **kwargs):
        context = super().get_context_data(
            field_query=rest_of(self.request.GET, "bereich", "art"), **kwargs
        )
        for actor in context["object_list"]:
            actor.marks = marks_of(actor, self.request.region)
        return context


def rest_of(query, *names: str) -> str:
    """The query string without these filters, and on its first page."""
    rest = query.copy()
    for name in (*names, "seite"):
        rest.pop(name, None)
    return rest.urlencode()


def marks_of(actor: Actor, region) -> list[str]:
    """The short words on an institution's card."""
    marks = []
    if region.has(FUND) and actor.is_funding_eligible:
        marks.append(_("förderberechtigt"))
    if actor.seeks_cooperation:
        marks.append(_("sucht Kooperation"))
    return marks


class ActorMap(TemplateView):
    """The municipalities with their numbers under the filters, and pins; the list beside says the same."""

    template_name = "actors/actor_map.html"

    def get_context_data(self, **kwargs):
        query = self.request.GET
        actors = ActorFilter(
            query or None, queryset=Actor.objects.published(), request=self.request
        )
        counts = {option.value: option.count for option in actors.options["gemeinde"]}
        municipalities = list(
            Municipality.objects.select_related("parent").defer("parent__geometry")
        )
        frame = district_map.frame_of(place.geometry for place in municipalities)
        shapes, pins = [], []
        if frame:
            shapes = district_map.shapes_of(municipalities, frame)
            district_map.shade(shapes, counts)
            pins = district_map.pins_of(located(actors.qs), frame)
            district_map.clear_labels(shapes, pins)
        return super().get_context_data(
            filter=actors,
            field_query=rest_of(query, "bereich", "art"),
            frame=frame,
            width=district_map.WIDTH,
            shapes=shapes,
            pins=pins,
            units=actors.options["gemeinde"],
            total=sum(counts.values()),
            rest=rest_of(query, "gemeinde"),
            **kwargs,
        )


def located(actors):
    """Where the institutions are, by cells of a hundredth of a degree: how many, and the first of them.

    A cell is smaller than a pin, and a district has far fewer cells than it may have institutions.
    """
    return list(
        actors.filter(latitude__isnull=False, longitude__isnull=False)
        .order_by()
        .annotate(
            unit=Coalesce("municipality__parent__slug", "municipality__slug"),
            row=Cast(F("latitude") * 100, IntegerField()),
            column=Cast(F("longitude") * 100, IntegerField()),
        )
        .values("unit", "row", "column")
        .annotate(
            number=Count("pk"),
            y=Avg("latitude"),
            x=Avg("longitude"),
            label=Min("name"),
            address=Min("slug"),
            place=Min("municipality__name"),
        )
        .order_by("label")
    )


class ActorDetail(DetailView):
    queryset = Actor.objects.published().select_related(
        "municipality", "municipality__parent", "part_of"
    )

    def get_context_data(self, **kwargs):
        actor = self.object
        related = list(related_actors(actor))
        return super().get_context_data(
            labels=labels_of(actor),
            marks=marks_of(actor, self.request.region),
            offers=actor.offers.published()[:OFFERS_SHOWN],
            dates=coming_dates(actor)[:DATES_SHOWN],
            projects=projects_of(actor)[:PROJECTS_SHOWN],
            parts=[other for other in related if other.relation == PART],
            partners=[other for other in related if other.relation == PARTNER],
            neighbours=[other for other in related if other.relation == NEIGHBOUR][
                :NEIGHBOURS_SHOWN
            ],
            place=place_on_map(actor),
            structured=organisation(actor, self.request),
            **kwargs,
        )


def labels_of(entry: Actor | Offer) -> dict[str, list[dict]]:
    """What an entry is found by, all from one query: topics, groups, languages; phases of an institution."""
    owner = "offers" if isinstance(entry, Offer) else "actors"
    parts = [
        ("topics", Topic, {"is_published": True}, F("kind")),
        ("groups", TargetGroup, {}, Value("")),
        ("languages", Language, {}, Value("")),
    ]
    if owner == "actors":
        parts.append(("phases", LifePhase, {}, Value("")))
    rows = [
        model.objects.filter(**{owner: entry, **shown})
        .order_by()
        .values_list(Value(name), "slug", "name", "order", kind)
        for name, model, shown, kind in parts
    ]
    labels = {name: [] for name, _model, _shown, _kind in parts}
    for name, slug, text, order, kind in rows[0].union(*rows[1:], all=True):
        labels[name].append({"slug": slug, "name": text, "order": order, "kind": kind})
    return {name: sorted(found, key=lambda label: label["order"]) for name, found in labels.items()}


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


def place_on_map(actor: Actor) -> dict | None:
    """The district's outlines with the institution's point, small; None where either is unknown."""
    if actor.latitude is None or actor.longitude is None:
        return None
    geometries = list(
        Municipality.objects.exclude(geometry=None).values_list("geometry", flat=True)
    )
    frame = district_map.frame_of(geometries, district_map.SMALL_WIDTH)
    if frame is None:
        return None
    x, y = frame.place(actor.longitude, actor.latitude)
    paths = [district_map.path_of(geometry, frame) for geometry in geometries]
    return {"frame": frame, "paths": "".join(paths), "x": x, "y": y}


class OfferList(FacetList):
    queryset = (
        Offer.objects.published()
        .select_related("actor", "actor__municipality")
        .defer("description", "search_text", "actor__description", "actor__municipality__geometry")
    )
    filterset_class = OfferFilter

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        for offer in context["object_list"]:
            offer.marks = [offer.get_field_display(), offer.get_kind_display()]
        return context


class OfferDetail(DetailView):
    queryset = Offer.objects.published().select_related("actor", "actor__municipality")

    def get_context_data(self, **kwargs):
        offer = self.object
        group = GroupForm.of_query(self.request.GET)
        cost = group_cost(offer, *group.group)
        return super().get_context_data(
            group=group,
            cost=cost,
            cost_headers=[_("Wofür"), _("Betrag")],
            cost_rows=cost_rows(offer, cost),
            cost_sum=[_("Zusammen"), euro(cost.total_cents)],
            labels=labels_of(offer),
            others=offer.actor.offers.published().exclude(pk=offer.pk)[:NEIGHBOURS_SHOWN],
            structured=group_offer(offer, self.request),
            **kwargs,
        )


def cost_rows(offer: Offer, cost: GroupCost) -> list[tuple[str, str]]:
    """What the group pays for what, as the lines of a table."""
    entry = _("Eintritt")
    if offer.price_cents:
        entry += f" ({euro(offer.price_cents)} {offer.get_price_model_display()})"
    rows = [
        (entry, cost.entry_cents),
        (_("Honorar"), cost.fee_cents),
        (_("Material"), cost.material_cents),
    ]
    return [
        (name, euro(cents) if cents else _("frei"))
        for number, (name, cents) in enumerate(rows)
        if cents or number == 0
    ]
