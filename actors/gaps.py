"""Where offers are missing: how many there are by municipality, topic and age, from one query."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models.functions import Coalesce

from bildungsregion.base.tables import Sheet

from .filters import AGES
from .models import Municipality, Offer, Topic


# From so many offers on a cell has the next colour; none at all is a gap.
LEVELS = (1, 3, 6)
ALL = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """A row or a column: its value in the filters of the public list ("" for all of them), its name."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Cell:
    count: int
    query: str  # of the public list that shows these very offers

    @property
    def level(self) -> int:
        """0 where nothing is, up to 3."""
        return sum(self.count >= start for start in LEVELS)


class Gaps:
    """All counts at once; an offer without ages is for every age, a member counts with its Samtgemeinde.

    ``field`` narrows to one of the four fields of culture, "" takes all.
    """

    def __init__(self, field: str = ALL):
        self.field = field
        self.places = [
            Choice(ALL, "Im ganzen Landkreis"),
            *_choices(Municipality.objects.filter(parent=None)),
        ]
        shown = Topic.objects.published().filter(kind=Topic.Kind.TOPIC)
        self.topics = [Choice(ALL, "Alle Themen"), *_choices(shown)]
        self.ages = [Choice(ALL, "Jedes Alter"), *(Choice(age[0], str(age[1])) for age in AGES)]
        self.counts = self._counted()

    def cell(self, place: Choice, topic: Choice, age: Choice) -> Cell:
        asked = {
            "gemeinde": place.value,
            "thema": topic.value,
            "alter": age.value,
            "bereich": self.field,
        }
        query = urlencode({name: value for name, value in asked.items() if value})
        return Cell(self.counts[place.value, topic.value, age.value], query)

    def sheet(self) -> Sheet:
        """Every cell as a row, the empty ones said in words, for those who sort and filter themselves."""
        return Sheet("Angebote", ("Gemeinde", "Thema", "Alter", "Angebote", "Lücke"), self._rows())

    def _rows(self) -> Iterator[tuple]:
        for place in self.places[1:]:
            for topic in self.topics:
                for age in self.ages:
                    count = self.counts[place.value, topic.value, age.value]
                    yield place.label, topic.label, age.label, count, "" if count else "Lücke"

    def _counted(self) -> Counter:
        offers = Offer.objects.published().order_by()
        if self.field:
            offers = offers.filter(field=self.field)
        place = Coalesce("actor__municipality__parent__slug", "actor__municipality__slug")
        counts, seen = Counter(), set()
        for pk, at, topic, youngest, oldest in offers.values_list(
            "pk", place, "topics__slug", "age_from", "age_to"
        ):
            # An offer has a row for each of its topics, but counts once among all of them.
            topics = {topic} - {None} | (set() if pk in seen else {ALL})
            seen.add(pk)
            for one in topics:
                for age in _ages(youngest, oldest):
                    counts[at, one, age] += 1
                    counts[ALL, one, age] += 1
        return counts


def _ages(youngest: int | None, oldest: int | None) -> list[str]:
    fitting = [
        value
        for value, _label, first, last in AGES
        if (youngest is None or youngest <= last) and (oldest is None or oldest >= first)
    ]
    return [ALL, *fitting]


def _choices(rows) -> list[Choice]:
    return [Choice(slug, name) for slug, name in rows.values_list("slug", "name")]
