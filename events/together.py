"""Many events changed at once: what would happen to each, in words. Nothing is written."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from actors.models import Actor, TargetGroup, Topic

from .models import Event, Submission


SHOW, HIDE = "zeigen", "verbergen"


@dataclass(frozen=True, slots=True)
class Together:
    """What is to be done; what is empty stays as it is."""

    add_topics: Sequence[Topic] = ()
    drop_topics: Sequence[Topic] = ()
    add_groups: Sequence[TargetGroup] = ()
    drop_groups: Sequence[TargetGroup] = ()
    organiser: Actor | None = None
    access: str = ""
    visibility: str = ""
    cancels: bool = False


@dataclass(frozen=True, slots=True)
class Effect:
    """What happens to one event; ``lines`` in words, ``hindrance`` what cannot be done and why."""

    event: Event
    lines: list[str]
    hindrance: str = ""


def plan(events: Iterable[Event], wanted: Together) -> list[Effect]:
    """The effect on each, in the order given; the events need topics, target groups and submission."""
    return [_effect(event, wanted) for event in events]


def is_waiting(event: Event) -> bool:
    """Whether it was sent in and nobody has decided on it: then publishing is the decision's matter."""
    row = getattr(event, "submission", None)
    states = (Submission.State.UNCONFIRMED, Submission.State.OPEN)
    return row is not None and row.state in states


def _effect(event: Event, wanted: Together) -> Effect:
    lines = [
        *_labels("Thema", event.topics.all(), wanted.add_topics, wanted.drop_topics),
        *_labels("Zielgruppe", event.target_groups.all(), wanted.add_groups, wanted.drop_groups),
    ]
    if wanted.organiser and wanted.organiser.pk != event.organiser_id:
        before = event.organiser.name if event.organiser else "keiner im Verzeichnis"
        lines.append(f"Veranstalter: {wanted.organiser.name} (bisher: {before})")
    if wanted.access and wanted.access != event.access:
        after = Event.Access(wanted.access).label
        lines.append(f"Zugang: {after} (bisher: {event.get_access_display()})")
    if wanted.cancels and not event.is_cancelled:
        lines.append("wird abgesagt; in abonnierten Kalendern steht es beim nächsten Abgleich")
    hindrance = ""
    if wanted.visibility == SHOW and not event.is_published:
        if is_waiting(event):
            hindrance = "nicht veröffentlicht: Über die Einreichung ist noch nicht entschieden."
        else:
            lines.append("wird veröffentlicht")
    if wanted.visibility == HIDE and event.is_published:
        lines.append("verschwindet aus dem Kalender")
    return Effect(event, lines, hindrance)


def _labels(name: str, now, add, drop) -> list[str]:
    there = {row.pk for row in now}
    new = [str(row) for row in add if row.pk not in there]
    gone = [str(row) for row in drop if row.pk in there]
    return [f"{name} dazu: {text}" for text in new] + [f"{name} weg: {text}" for text in gone]
