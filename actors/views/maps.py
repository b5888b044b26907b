"""The map of the institutions, and the list beside it."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from actors import map_picture
from actors.filters import ActorFilter
from actors.map import Window
from actors.map_picture import MUNICIPALITY, PLACE, WINDOW, Ways
from actors.models import Actor
from bildungsregion.base import edition
from bildungsregion.base.kept_pages import KeptPage

from .lists import rest_of


# How many the list beside the map names; then it leads on.
SHOWN = 60
# How far a button goes: parts of the window's width and height, and levels.
STEP = 0.4


@dataclass(frozen=True, slots=True)
class Button:
    """A way to move the map; without an address it leads nowhere now."""

    name: str
    sign: str
    label: str
    url: str = ""


class ActorMap(KeptPage, TemplateView):
    """Outlines, marks and a list under the same filters; the address says what is seen.

    ``ausschnitt`` is the window, ``stelle`` a place whose institutions are listed, ``gemeinde`` a
    filter of the list that the map goes to.
    """

    template_name = "actors/actor_map.html"
    unkept = ActorFilter.unkept

    def get_context_data(self, **kwargs):
        key = self.filter.key and (self.filter.key, self.request.GET.urlencode())
        told = edition.kept(self.request, ("map", key), self.told) if key else self.told()
        return super().get_context_data(filter=self.filter, key=key, page_key=key, **told, **kwargs)

    def told(self) -> dict:
        """All that the address says, and the edition: drawn once."""
        query = self.request.GET
        units = self.filter.options[MUNICIPALITY]
        counts = {option.value: option.count for option in units}
        picture = self.picture(counts)
        unit = next((option for option in units if option.is_chosen), None)
        total = unit.count if unit else sum(counts.values())
        return dict(
            field_query=rest_of(query, "bereich", "art"),
            list_query=rest_of(query, WINDOW, PLACE),
            picture=picture,
            buttons=self.buttons(),
            units=[(option, self.ways.to(**{MUNICIPALITY: option.value})) for option in units],
            unit=unit,
            missing=total - picture.number if picture and self.shows_all else 0,
            place=self.place,
            window_asked=bool(query.get(WINDOW)),
            unit_url=unit and reverse("actors:municipality_detail", args=[unit.value]),
            whole_url=self.ways.to(**{MUNICIPALITY: ""}),
            **{"total": total} | self.entries(total),
        )

    @cached_property
    def filter(self) -> ActorFilter:
        actors = Actor.objects.published()
        return ActorFilter(
            self.request.GET or None, queryset=actors, request=self.request, kept_as="actors"
        )

    @cached_property
    def ways(self) -> Ways:
        return Ways(self.request.GET)

    @cached_property
    def drawn(self):
        return map_picture.drawing(self.request)

    @cached_property
    def window(self) -> Window | None:
        """What the address says; else the chosen municipality, else the whole."""
        if self.drawn is None:
            return None
        frame = self.drawn.frame
        asked = Window.read(frame, self.request.GET.get(WINDOW, ""))
        chosen = self.drawn.window_of(self.request.GET.get(MUNICIPALITY, ""))
        return asked or chosen or Window(frame)

    @cached_property
    def place(self):
        return map_picture.read_place(self.request.GET.get(PLACE, ""))

    @property
    def shows_all(self) -> bool:
        """Whether everything the filters leave is in the window, as far as it has a point."""
        return not self.place and not self.request.GET.get(WINDOW)

    def picture(self, counts):
        if self.window is None:
            return None
        cells = map_picture.located(self.filter.qs, self.window)
        return map_picture.picture(self.drawn, self.window, cells, counts, self.request.GET)

    def entries(self, total: int) -> dict:
        """The institutions to be named beside the map; none while the whole district is seen."""
        actors = self.filter.qs.only("name", "slug", "kind", "city")
        if self.place:
            actors = map_picture.within(actors, self.place)
        elif self.window and not self.window.is_whole and self.request.GET.get(WINDOW):
            actors = map_picture.within(actors, self.window.box)
        elif MUNICIPALITY not in self.filter.chosen:
            return {"entries": None, "more": 0}
        else:
            entries = list(actors[:SHOWN])
            return {"entries": entries, "more": total - len(entries)}
        entries = list(actors[:SHOWN])
        more = actors.count() - SHOWN if len(entries) == SHOWN else 0
        return {"entries": entries, "more": more, "total": len(entries) + more}

    def buttons(self) -> list[Button]:
        if self.window is None:
            return []
        here = str(self.window)
        found = []
        for name, sign, label, step in (
            ("in", "+", _("Näher heran"), (0, 0, 1)),
            ("out", "−", _("Weiter weg"), (0, 0, -1)),
            ("west", "←", _("Nach Westen"), (-STEP, 0, 0)),
            ("north", "↑", _("Nach Norden"), (0, -STEP, 0)),
            ("south", "↓", _("Nach Süden"), (0, STEP, 0)),
            ("east", "→", _("Nach Osten"), (STEP, 0, 0)),
        ):
            there = self.window.moved(*step)
            leads = str(there) != here
            # With a municipality chosen the whole must be asked for, else the map goes to the municipality.
            is_plain = there.is_whole and MUNICIPALITY not in self.filter.chosen
            url = self.ways.to(**{WINDOW: "" if is_plain else str(there)})
            found.append(Button(name, sign, label, url if leads else ""))
        return found
