"""What an import would do, line by line; the same plan is shown, then written, then reported."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import TextChoices

from actors.models import Actor, ActorImport, SourceEntry
from bildungsregion.base.errors import DomainError

from . import reading
from .columns import missing
from .fields import ONLY_NEW, PREFETCH, Names, Value, current, label_of, same, say
from .matching import Candidate, Match, Matcher
from .plans import Change, PlannedLines, read_rows
from .values import Row, understand


class Outcome(TextChoices):
    NEW = "neu", "neu"
    CHANGED = "geaendert", "Änderungen"
    SAME = "gleich", "unverändert"
    KEPT = "behalten", "behalten"
    ASK = "frage", "ist das derselbe?"
    ERROR = "fehler", "Fehler"
    LEFT_OUT = "ausgelassen", "ausgelassen"


@dataclass(slots=True)
class Line:
    """One line of the file and what becomes of it."""

    number: int
    name: str
    outcome: str = Outcome.SAME
    actor: int | None = None
    actor_name: str = ""
    score: float = 0.0
    reasons: tuple[str, ...] = ()
    changes: list[Change] = field(default_factory=list)
    # What stays although the file says otherwise.
    kept: list[Change] = field(default_factory=list)
    sentences: list[str] = field(default_factory=list)
    candidates: tuple[Candidate, ...] = ()
    # As the office decided: "", "new", "skip" or the number of an entry; and that the file wins.
    answer: str = ""
    takes: bool = False
    key: str = ""
    values: dict = field(default_factory=dict)


@dataclass(slots=True)
class Plan(PlannedLines):
    """All lines, and the entries that the source knew and this file does not."""

    outcomes, target = Outcome, "actor"

    lines: list[Line]
    vanished: list[SourceEntry]
    names: Names
    kind: str


def plan(run: ActorImport) -> Plan:
    """Read, understand and match the whole file. Raises DomainError where it cannot be read."""
    table = reading.read(bytes(run.content), run.file_name)
    keys = [run.columns.get(str(at), "") for at in range(len(table.headers))]
    if sentence := missing(keys):
        raise DomainError(sentence)
    return _Planner(run).plan(understand(table, keys, names := Names()), names, table.kind)


class _Planner:
    def __init__(self, run: ActorImport):
        self.run, self.source = run, run.source
        self.matcher = Matcher(run.source)
        self.lines: list[Line] = []

    def plan(self, rows: Sequence[Row], names: Names, kind: str) -> Plan:
        self.names = names
        matches = {row.line: self._match(row) for row in rows}
        wanted = {match.sure.actor for match in matches.values() if match.sure}
        wanted |= {one.actor for match in matches.values() for one in match.candidates}
        wanted |= {
            int(said["as"]) for said in self.run.answers.values() if said.get("as", "").isdigit()
        }
        self.actors = read_actors(wanted)
        self.brought = {entry.key: entry for entry in self.source.entries.all()}
        self.brought_to = {entry.actor_id: entry for entry in self.brought.values()}
        taken: dict[object, int] = {}
        for row in rows:
            line = self._line(row, matches[row.line])
            self._only_once(line, row, taken)
            self.lines.append(line)
        return Plan(self.lines, self._vanished(rows), names, kind)

    def _match(self, row: Row) -> Match:
        if row.faults or (row.elsewhere and row.key not in self.matcher.known):
            return Match()
        return self.matcher.match(row)

    def _line(self, row: Row, match: Match) -> Line:
        line = Line(row.line, row.name or "(ohne Namen)", key=row.key, values=row.values)
        line.sentences = [f"{label}: {sentence}" for label, sentence in (*row.faults, *row.hints)]
        said = self.run.answers.get(str(row.line), {})
        line.answer, line.takes = said.get("as", ""), bool(said.get("take"))
        line.candidates = match.candidates
        if row.elsewhere and match.sure is None:
            # What is wrong with a school of another district is nobody's matter here.
            line.outcome = Outcome.LEFT_OUT
            line.sentences = [row.elsewhere]
        elif row.faults:
            line.outcome = Outcome.ERROR
        elif line.answer == "skip":
            line.outcome = Outcome.LEFT_OUT
            line.sentences.append("So entschieden.")
        else:
            self._decide(line, row, match)
        return line

    def _decide(self, line: Line, row: Row, match: Match) -> None:
        sure = match.sure
        if line.answer == "new":
            sure = None
        elif line.answer.isdigit() and int(line.answer) in self.actors:
            sure = Candidate(int(line.answer), 1.0, ("so entschieden",))
        elif match.candidates:
            line.outcome = Outcome.ASK
            return
        if sure is None or sure.actor not in self.actors:
            self._new(line, row)
            return
        actor = self.actors[sure.actor]
        line.actor, line.actor_name = actor.pk, actor.name
        line.score, line.reasons = sure.score, sure.reasons
        self._compare(line, row, actor)

    def _new(self, line: Line, row: Row) -> None:
        values = dict(row.values)
        values.setdefault("kind", self.source.default_kind)
        values.setdefault("source", str(self.source.name))
        if not values["kind"] and not any(said.startswith("Art:") for said in line.sentences):
            line.sentences.append("Art: Weder die Datei noch der Name sagt, was es ist.")
        if not values.get("municipality"):
            line.sentences.append(
                "Gemeinde: Aus Gemeinde, Postleitzahl und Ort geht keine eindeutig hervor."
            )
        for name, value in row.numbers.items():
            if (name, value) in self.matcher.owners:
                line.sentences.append(
                    f"{label_of(name)}: Die Kennung {value} gehört schon zu einem Eintrag."
                )
        bad = (
            not values["kind"]
            or not values.get("municipality")
            or any((name, value) in self.matcher.owners for name, value in row.numbers.items())
        )
        line.outcome = Outcome.ERROR if bad else Outcome.NEW
        line.changes = (
            [] if bad else [Change(name, "", value) for name, value in values.items() if value]
        )

    def _compare(self, line: Line, row: Row, actor: Actor) -> None:
        """Field by field: written is what is empty or still as this source brought it last."""
        entry = self.brought.get(row.key) or self.brought_to.get(actor.pk)
        brought = entry.brought if entry else {}
        for name, new in row.values.items():
            if name in ONLY_NEW or name in row.deduced:
                continue
            old = current(actor, name)
            if same(name, old, new, self.names):
                continue
            change = Change(name, old, new)
            if self._is_anothers(name, new, actor):
                line.sentences.append(
                    f"{label_of(name)}: Die Kennung {new} gehört schon zu einem anderen Eintrag."
                )
            elif line.takes or self._may_write(name, old, brought):
                line.changes.append(change)
            else:
                line.kept.append(change)
        line.outcome = (
            Outcome.CHANGED if line.changes else Outcome.KEPT if line.kept else Outcome.SAME
        )

    def _may_write(self, name: str, old: Value, brought: Mapping[str, Value]) -> bool:
        if old in ("", None) or old == []:
            # Emptied by somebody after this source had filled it: that was meant.
            return not brought.get(name)
        return name in brought and same(name, old, brought[name], self.names)

    def _is_anothers(self, name: str, value: Value, actor: Actor) -> bool:
        owner = self.matcher.owners.get((name, value)) if isinstance(value, str) else None
        return owner is not None and owner != actor.pk

    def _only_once(self, line: Line, row: Row, taken: dict[object, int]) -> None:
        """Two lines that mean one entry, or that would make the same one twice: the first counts."""
        if line.outcome in (Outcome.ERROR, Outcome.LEFT_OUT, Outcome.ASK):
            return
        typed = row.traits()
        meant = line.actor or (typed.plain, typed.way, typed.postcode or typed.city)
        if meant in taken:
            line.outcome, line.changes, line.kept = Outcome.LEFT_OUT, [], []
            line.sentences = [f"Meint dieselbe Einrichtung wie Zeile {taken[meant]}."]
        else:
            taken[meant] = line.number

    def _vanished(self, rows: Iterable[Row]) -> list[SourceEntry]:
        keys = {row.key for row in rows}
        met = {line.actor for line in self.lines} | {
            one.actor for line in self.lines for one in line.candidates
        }
        gone = [
            entry
            for key, entry in self.brought.items()
            if key not in keys and entry.actor_id not in met
        ]
        entries = SourceEntry.objects.filter(pk__in=[entry.pk for entry in gone])
        return list(entries.select_related("actor").order_by("actor__name", "pk")) if gone else []


def read_actors(pks: Iterable[int]) -> dict[int, Actor]:
    """Entries with everything an import may speak of, by pk."""
    return read_rows(Actor.objects.prefetch_related(*PREFETCH), pks)


def shown(change: Change, names: Names) -> tuple[str, str, str]:
    """Label, before, after: in words."""
    return (
        label_of(change.name),
        say(change.name, change.old, names),
        say(change.name, change.new, names),
    )
