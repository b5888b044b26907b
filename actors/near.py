"""The part of the directory's filters that looks near a place: which one, how far, and in which order."""

import django_filters
from django import forms
from django.db.models import Count, F
from django.http import QueryDict
from django.utils.formats import number_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _, gettext_lazy

from bildungsregion.base.facets import Chip, FacetFilterSet

from .places import VAGUE_KM, Gazetteer, Place


USUAL_KM, EVERYWHERE = "10", "alle"
RADII = [
    ("5", gettext_lazy("5 km")),
    (USUAL_KM, gettext_lazy("10 km")),
    ("20", gettext_lazy("20 km")),
    (EVERYWHERE, gettext_lazy("beliebig weit")),
]
PLACE, POSITION, RADIUS, ORDER = "ort", "standort", "umkreis", "sortierung"
# Best match, although a place is named.
BEST, NEAREST = "treffer", "entfernung"
# What no subscription and no log may keep: where somebody stood.
PRIVATE = frozenset({POSITION})


def _stays(queryset, name, value):
    """What only says how another filter works leaves the rows as they are."""
    return queryset


class NearFilterSet(FacetFilterSet):
    """A list of what has a place: near a municipality, a postcode or the browser's position."""

    # From the listed entry to the institution that has the address.
    path = ""
    unkept = PRIVATE

    ort = django_filters.CharFilter(
        label=gettext_lazy("Ort oder PLZ"), max_length=80, method="filter_near"
    )
    standort = django_filters.CharFilter(
        label=gettext_lazy("Mein Standort"),
        max_length=40,
        method="filter_near",
        widget=forms.HiddenInput,
    )
    umkreis = django_filters.ChoiceFilter(
        label=gettext_lazy("Umkreis"), choices=RADII, empty_label=None, method=_stays
    )

    @cached_property
    def place(self) -> Place | None:
        """What counts as „here“; a typed place goes before the position."""
        typed, position = self.chosen.get(PLACE), self.chosen.get(POSITION)
        if typed:
            return self.gazetteer.find(typed)
        return self.gazetteer.at(position, _("Mein Standort")) if position else None

    @cached_property
    def gazetteer(self) -> Gazetteer:
        return Gazetteer()

    @cached_property
    def radius(self) -> str:
        return self.chosen.get(RADIUS) or USUAL_KM

    @property
    def measures(self) -> bool:
        return self.place is not None

    @property
    def lost(self) -> str:
        """A sentence on a place that we could not find; "" where there is none to find or it is found."""
        if self.place or not (self.chosen.get(PLACE) or self.chosen.get(POSITION)):
            return ""
        if not self.chosen.get(PLACE):
            return _("Ihren Standort konnten wir nicht lesen. Bitte nennen Sie einen Ort.")
        return _(
            "„%(place)s“ kennen wir nicht. Bitte nennen Sie eine Stadt, eine Gemeinde oder eine "
            "Postleitzahl im %(district)s."
        ) % {"place": self.chosen[PLACE], "district": self.request.region.district}

    @property
    def meant_place(self) -> dict[str, str]:
        """The place that was meant perhaps, and the address of its list; {} where nothing is alike."""
        name = self.gazetteer.nearest_name(self.chosen.get(PLACE, "")) if self.lost else ""
        return {"name": name, "url": self.address(**{PLACE: name})} if name else {}

    def filter_near(self, queryset, name, value):
        """Once, for the place or for the position; a place that is not known narrows nothing."""
        is_other = name == POSITION and PLACE in self.chosen
        if is_other or self.place is None or self.radius == EVERYWHERE:
            return queryset
        return queryset.filter(self.place.within(float(self.radius), self.path))

    def filter_queryset(self, queryset):
        queryset = super().filter_queryset(queryset)
        if self.place is None:
            return queryset
        queryset = queryset.annotate(square_km=self.place.square_km(self.path))
        if self.chosen.get(ORDER, NEAREST) != NEAREST:
            return queryset
        nearest = F("square_km").asc(nulls_last=True)
        return queryset.order_by(nearest, *queryset.model._meta.ordering)

    def tell_distance(self, entry, located) -> None:
        """Write on a listed entry how far it is: "3,2 km", or "etwa 3 km" where only its municipality is known."""
        square = getattr(entry, "square_km", None)
        entry.distance = ""
        if square is not None:
            exact = located.latitude is not None and located.longitude is not None
            # The addition to what is vague was for the order only.
            real = square if exact else max(0.0, square - VAGUE_KM**2)
            entry.distance = distance_label(real**0.5, exact=exact)

    @property
    def chips(self) -> list[Chip]:
        """The place comes first, with how far; taking it away takes the radius along."""
        chips = super().chips
        if not self.place:
            return chips
        text = self.place.name
        if self.radius != EVERYWHERE:
            text = _("%(place)s, %(radius)s") % {
                "place": text,
                "radius": dict(RADII)[self.radius],
            }
        url = self.address(**dict.fromkeys((PLACE, POSITION, RADIUS), ""))
        name = PLACE if PLACE in self.chosen else POSITION
        return [Chip(_("In der Nähe von"), text, url, name), *chips]

    @property
    def wider(self) -> list[dict]:
        """Where nothing is left so near: larger circles with how many entries are in them; one query."""
        if not self.place or self.radius == EVERYWHERE:
            return []
        radii = [km for km, _l in RADII if km != EVERYWHERE and int(km) > int(self.radius)]
        counts = {
            f"km_{km}": Count("pk", filter=self.place.within(float(km), self.path)) for km in radii
        }
        name = PLACE if PLACE in self.chosen else POSITION
        found = self.narrowed(name).order_by().aggregate(**counts) if counts else {}
        labels = dict(RADII)
        return [
            {"text": labels[km], "number": found[f"km_{km}"], "url": self.address(**{RADIUS: km})}
            for km in radii
            if found[f"km_{km}"]
        ]

    def address(self, **changes: str) -> str:
        """The query string of this list with some values changed, empty ones taken away; first page."""
        query = self.data.copy() if self.is_bound else QueryDict(mutable=True)
        query.pop("seite", None)
        for name, value in changes.items():
            query.pop(name, None)
            if value:
                query[name] = value
        return f"?{query.urlencode()}"

    @cached_property
    def form(self):
        form = super().form
        radius = form.fields[RADIUS].widget
        # What is usual need not stand in the address.
        usual = "" if self.chosen.get(RADIUS) != USUAL_KM else USUAL_KM
        radius.choices = [(usual if km == USUAL_KM else km, label) for km, label in RADII]
        form.fields[ORDER].widget.choices = self._orders(form.fields[ORDER])
        if self.lost and PLACE in self.chosen:
            form.add_error(PLACE, _("Diesen Ort kennen wir nicht."))
        return form

    def _orders(self, field) -> list[tuple[str, str]]:
        """The first is what happens by itself: the nearest where a place is named, else the best match."""
        others = [choice for choice in field.choices if choice[0] not in ("", BEST, NEAREST)]
        if not self.place:
            return [("", _("Beste Treffer")), *others]
        usual = NEAREST if self.chosen.get(ORDER) == NEAREST else ""
        return [(usual, _("Entfernung")), (BEST, _("Beste Treffer")), *others]


def distance_label(kilometres: float, *, exact: bool = True) -> str:
    """ "3,2 km", "unter 100 m", or "etwa 3 km" and "im selben Ort" where only the municipality is known."""
    if not exact:
        return _("etwa %s km") % round(kilometres) if kilometres >= 1 else _("im selben Ort")
    if kilometres < 0.1:
        return _("unter 100 m")
    return _("%s km") % number_format(kilometres, decimal_pos=1)
