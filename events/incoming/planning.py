"""What a reading would do, entry by entry; the same plan is shown, then written, then reported."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import TextChoices
from django.utils import timezone

from actors.imports.plans import Change, PlannedLines, read_rows
from bildungsregion.base.search import fold
from events.models import Event, Feed, FeedItem, Occurrence, Registration

from .fields import PREFETCH, current, is_empty, label_of, same, say
from .items import Item, Words
from .spans import moment_of


class Outcome(TextChoices):
    NEW = "neu", "neu"
    CHANGED = "geaendert", "Änderungen"
    SAME = "gleich", "unverändert"
    KEPT = "behalten", "behalten"
    GONE = "weg", "nicht mehr da"
    ERROR = "fehler", "Fehler"
    LEFT_OUT = "ausgelassen", "ausgelassen"


# So many vanish at once only where something is wrong with the source: more than these and more than half.
FEW = 3


@dataclass(slots=True)
class Line:
    """One entry and what becomes of it."""

    number: int
    uid: str
    title: str
    outcome: str = Outcome.SAME
    event: int | None = None
    known: FeedItem | None = None
    changes: list[Change] = field(default_factory=list)
    # What stays although the source says otherwise.
    kept: list[Change] = field(default_factory=list)
    sentences: list[str] = field(default_factory=list)
    values: dict = field(default_factory=dict)
    revision: tuple = ()
    hides: bool = False
    # From before what is known: nothing of it is remembered.
    is_stale: bool = False


@dataclass(slots=True)
class Plan(PlannedLines):
    outcomes, target = Outcome, "event"

    lines: list[Line]
    words: Words
    # Items that are no longer there and whose dates are over: nobody need know.
    faded: list[FeedItem] = field(default_factory=list)
    hints: list[str] = field(default_factory=list)


def plan(
    feed: Feed,
    items: list[Item],
    words: Words,
    *,
    is_whole: bool = True,
    is_cancelling: bool = False,
) -> Plan:
    """``is_whole``: the source said all it has, so that what is missing is gone."""
    return _Planner(feed, items, words).plan(is_whole=is_whole, is_cancelling=is_cancelling)


class _Planner:
    def __init__(self, feed: Feed, items: list[Item], words: Words):
        self.feed, self.items, self.words = feed, items, words
        self.known = {item.uid: item for item in feed.items.all()}
        self.twins = _Twins(items, {item.event_id for item in self.known.values()})
        wanted = {item.event_id for item in self.known.values()} | self.twins.events
        self.events = read_events(wanted - {None})
        self.own = _own_uids(item.uid for item in items)

    def plan(self, *, is_whole: bool, is_cancelling: bool) -> Plan:
        lines = [self._line(item, is_cancelling) for item in self.items]
        made = Plan(lines, self.words)
        if is_whole:
            self._add_gone(made)
        return made

    def _line(self, item: Item, is_cancelling: bool) -> Line:
        line = Line(item.number, item.uid, item.title, values=item.values, revision=item.revision)
        line.known = known = self.known.get(item.uid)
        line.event = known.event_id if known else None
        line.sentences = [*item.faults, *item.hints]
        if item.faults:
            line.outcome = Outcome.ERROR
        elif item.beside:
            self._leave(line, item.beside)
        elif item.uid in self.own:
            self._leave(line, "Steht schon hier: Der Eintrag kommt aus diesem Kalender.")
        elif known is None:
            self._meet(line, item, is_cancelling)
        elif known.event_id is None or known.event_id not in self.events:
            self._leave(line, "Wurde im Büro gelöscht und kommt deshalb nicht wieder.")
        elif _is_older(item.revision, known.revision):
            line.is_stale = True
            line.sentences.append("Ein älterer Stand als der bekannte; nichts geändert.")
        else:
            self._compare(line, self.events[known.event_id], known.brought)
        return line

    @staticmethod
    def _leave(line: Line, sentence: str) -> None:
        line.outcome, line.sentences = Outcome.LEFT_OUT, [sentence]

    def _meet(self, line: Line, item: Item, is_cancelling: bool) -> None:
        """An entry that is not known: the same as an event that is there, or a new one."""
        twin = self.events.get(self.twins.of(item, self.feed) or 0)
        if twin is not None:
            line.event = twin.pk
            line.sentences.append("Steht schon im Kalender; ergänzt wird nur, was dort fehlt.")
            self._compare(line, twin, {})
        elif is_cancelling:
            self._leave(line, "Abgesagt, und hier nicht bekannt.")
        else:
            line.outcome = Outcome.NEW
            line.changes = [
                Change(name, "", value) for name, value in item.values.items() if not is_empty(name, value)
            ]  # fmt: skip

    def _compare(self, line: Line, event: Event, brought: dict) -> None:
        """Field by field: written is what the source says anew and nobody else has changed meanwhile."""
        for name, new in line.values.items():
            old = current(event, name)
            said, stored = brought.get(name, (None, None))
            if same(name, old, new) or (name in brought and same(name, new, said)):
                continue
            may_write = same(name, old, stored) if name in brought else is_empty(name, old)
            (line.changes if may_write else line.kept).append(Change(name, old, new))
        if line.known is not None and line.known.gone_since is not None:
            line.sentences.append("Ist wieder da.")
        line.outcome = (
            Outcome.CHANGED if line.changes else Outcome.KEPT if line.kept else Outcome.SAME
        )

    def _add_gone(self, made: Plan) -> None:
        """What the source had and has no more: what is over fades, what is to come is looked after."""
        listed = {item.uid for item in self.items}
        missing = [
            one for one in self.known.values() if one.uid not in listed and one.gone_since is None
        ]
        ahead = self._ahead({one.event_id for one in self.known.values()} - {None})
        coming = [one for one in missing if one.event_id in ahead]
        made.faded = [one for one in missing if one.event_id not in ahead]
        still = sum(one.event_id in ahead and one.gone_since is None for one in self.known.values())
        is_odd = len(coming) > FEW and len(coming) * 2 > still
        until = max((item.last for item in self.items if item.last), default=None)
        if not self.items or is_odd:
            if coming:
                made.hints.append(
                    f"Auf einmal fehlen {len(coming)} künftige Veranstaltungen; deshalb bleiben alle auf der Seite."
                )
            return
        for number, one in enumerate(coming, len(self.items) + 1):
            made.lines.append(self._gone(number, one, ahead[one.event_id], until))

    def _ahead(self, events: set[int]) -> dict[int, datetime]:
        """The beginning of the next date of those that have one."""
        now, found = timezone.now(), {}
        rows = Occurrence.objects.filter(event__in=events, current_until__gt=now)
        for event, starts_at in rows.order_by("-starts_at").values_list("event_id", "starts_at"):
            found[event] = starts_at
        return found

    def _gone(
        self, number: int, one: FeedItem, starts_at: datetime, until: datetime | None
    ) -> Line:
        event = self.events[one.event_id]
        line = Line(number, one.uid, one.title or event.title, Outcome.GONE, event.pk, one)
        if self.feed.kind == Feed.Kind.TABLE:
            line.sentences.append("Steht nicht mehr in der Datei; bleibt, wie es ist.")
        elif until is None or starts_at > until:
            line.sentences.append(
                "Steht nicht mehr im Kalender, der aber nicht bis zu diesem Termin reicht; bleibt auf der Seite."
            )
        elif Registration.objects.filter(occurrence__event=event).exists():
            line.sentences.append(
                "Steht nicht mehr im Kalender; es sind Menschen angemeldet, deshalb bleibt es."
            )
        elif not event.is_published:
            line.sentences.append("Steht nicht mehr im Kalender.")
        else:
            line.hides = True
            line.sentences.append("Steht nicht mehr im Kalender und wird von der Seite genommen.")
        return line


def _is_older(revision: Iterable, known: Iterable) -> bool:
    """Whether this state is from before the known one (RFC 5546, 2.1.5)."""
    (number, changed), (known_number, known_changed) = (
        tuple(revision) or (0, ""),
        tuple(known) or (0, ""),
    )
    if number != known_number:
        return number < known_number and not (changed and changed > known_changed)
    return bool(changed and known_changed and changed < known_changed)


def _own_uids(uids: Iterable[str]) -> set[str]:
    found, every = set(), list(uids)
    for start in range(0, len(every), 500):
        rows = Event.objects.filter(uid__in=every[start : start + 500])
        found.update(rows.values_list("uid", flat=True))
    return found


class _Twins:
    """Events that are there already, by title and beginning of a date."""

    def __init__(self, items: list[Item], taken: set):
        self.taken = set(taken)
        moments = {begins for item in items if (begins := _beginning(item)) is not None}
        self._rows: dict[tuple, list[tuple]] = defaultdict(list)
        self.events: set[int] = set()
        ordered = sorted(moments)
        for start in range(0, len(ordered), 500):
            rows = Occurrence.objects.filter(starts_at__in=ordered[start : start + 500])
            for event, title, at, place, name, organiser in rows.values_list(
                "event_id", "event__title", "starts_at", "event__place_actor_id", "event__place_name",
                "event__organiser_id",
            ):  # fmt: skip
                self._rows[_called(title), at].append((event, place, name, organiser))
                self.events.add(event)

    def of(self, item: Item, feed: Feed) -> int | None:
        """The one event of this title at this moment and place, that no entry of the source is yet."""
        rows = self._rows.get((_called(item.title), _beginning(item)), [])
        actor, name, *_ = item.values.get("place", [None, ""])
        organiser = item.values.get("organiser", feed.organiser_id)
        fitting = {
            event
            for event, place, place_name, theirs in rows
            if event not in self.taken
            and (
                (organiser is not None and theirs == organiser)
                or (actor is not None and place == actor)
                or (name and _called(place_name) == _called(name))
                or not (place or place_name)
            )
        }
        if len(fitting) != 1:
            return None
        [event] = fitting
        self.taken.add(event)
        return event


def _beginning(item: Item) -> datetime | None:
    single = item.values.get("dates", {}).get("single", [])
    return moment_of(single[0][0]) if single else item.first


def _called(title: str) -> str:
    return " ".join(fold(title).split())


def read_events(pks: Iterable[int]) -> dict[int, Event]:
    """Events with everything a source may speak of, by pk."""
    return read_rows(Event.objects.prefetch_related(*PREFETCH), pks)


def shown(change: Change, words: Words) -> tuple[str, str, str]:
    """Label, before, after: in words."""
    return (
        label_of(change.name),
        say(change.name, change.old, words),
        say(change.name, change.new, words),
    )
