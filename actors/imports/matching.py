"""Which entry a row of a file is: by what the source said last year, by number, by name and place."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from actors.duplicates import all_traits, shared_traits
from actors.likeness import LIKELY, SURE, Traits, likeness
from actors.models import ExternalId, ImportSource

from .columns import IDENTIFIER
from .values import Row


# So many entries that share a trait are looked at, so many are shown where the office is asked.
MOST_LOOKED_AT, MOST_SHOWN = 100, 3
# Two that are this close to each other: the better one is not sure.
GAP = 0.03


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry that a row may be; ``score`` from 0 to 1."""

    actor: int
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """``sure`` is the entry itself, ``candidates`` those the office is asked about; nothing: a new one."""

    sure: Candidate | None = None
    candidates: tuple[Candidate, ...] = field(default=())


class Matcher:
    """All entries, read once for a whole file."""

    def __init__(self, source: ImportSource):
        self.traits: dict[int, Traits] = {one.pk: one for one in all_traits()}
        self.known: Mapping[str, int] = dict(source.entries.values_list("key", "actor_id"))
        self.owners: dict[tuple[str, str], int] = {}
        self.numbers: dict[int, dict[str, str]] = defaultdict(dict)
        for scheme, value, actor in ExternalId.objects.values_list("scheme", "value", "actor_id"):
            self.owners[f"{IDENTIFIER}{scheme}", value] = actor
            self.numbers[actor][f"{IDENTIFIER}{scheme}"] = value
        self._blocks: dict[tuple, list[int]] = defaultdict(list)
        for one in self.traits.values():
            for trait in shared_traits(one):
                self._blocks[trait].append(one.pk)

    def match(self, row: Row) -> Match:
        typed = row.traits()
        if (actor := self.known.get(row.key)) is not None:
            return Match(Candidate(actor, 1.0, ("aus dieser Quelle bekannt",)))
        for name, value in row.numbers.items():
            actor = self.owners.get((name, value))
            if actor is not None:
                return self._by_number(actor, name, typed)
        return self._by_likeness(row, typed)

    def _by_number(self, actor: int, name: str, typed: Traits) -> Match:
        """The same number is the same institution, unless nothing else agrees: numbers are given anew."""
        score, reasons = likeness(typed, self.traits[actor])
        called = ExternalId.Scheme(name.removeprefix(IDENTIFIER)).label
        if score < 0.3 and not {"gleiche Anschrift", "gleicher Ort"}.intersection(reasons):
            found = Candidate(actor, LIKELY, (f"gleiche {called}, aber anderer Name und Ort",))
            return Match(candidates=(found,))
        return Match(Candidate(actor, 1.0, (f"gleiche {called}", *reasons)))

    def _by_likeness(self, row: Row, typed: Traits) -> Match:
        """First among those of the same name or street, which is nearly always enough; then among all near."""
        traits = list(shared_traits(typed))
        telling = [trait for trait in traits if trait[0] in ("name", "street")]
        found = self._judged(row, typed, telling)
        if len([one for one in found if one.score >= SURE]) != 1:
            found = self._judged(row, typed, traits)
        sure = [one for one in found if one.score >= SURE]
        exact = [one for one in sure if self.traits[one.actor].plain == typed.plain]
        if len(exact) == 1:
            return Match(exact[0])
        if sure and (len(found) == 1 or found[1].score < sure[0].score - GAP):
            return Match(sure[0])
        return Match(candidates=tuple(found[:MOST_SHOWN]))

    def _judged(self, row: Row, typed: Traits, traits: list[tuple]) -> list[Candidate]:
        """The likely ones among the entries that share one of these, best first."""
        near = dict.fromkeys(
            pk for trait in traits for pk in self._blocks.get(trait, ())[:MOST_LOOKED_AT]
        )
        found = []
        for pk in near:
            score, reasons = likeness(typed, self.traits[pk])
            others = self.numbers.get(pk, {})
            for name, value in row.numbers.items():
                if score >= LIKELY and others.get(name, value) != value:
                    score = min(score, 0.7)
                    reasons.append(
                        f"andere {ExternalId.Scheme(name.removeprefix(IDENTIFIER)).label}"
                    )
            if score >= LIKELY:
                found.append(Candidate(pk, round(score, 2), tuple(reasons)))
        return sorted(found, key=lambda one: (-one.score, one.actor))
