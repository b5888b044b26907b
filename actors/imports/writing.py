"""An import is uploaded, its columns are chosen, and exactly what was shown is written; each a verb."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from actors.addresses import free_slug
from actors.models import Actor, ActorImport, ImportSource, SourceEntry
from bildungsregion.base.errors import DomainError
from bildungsregion.base.journal.acting import acting

from . import reading
from .columns import missing
from .fields import set_column, write_rows
from .headings import folded
from .planning import Line, Outcome, Plan, plan, read_actors, shown


# An upload that nobody takes over is forgotten after so many days.
KEPT = timedelta(days=14)
# So many lines are written at once; more would hold up everybody else.
MOST_WRITTEN = 3000


@transaction.atomic
def upload(*, source: ImportSource, name: str, content: bytes, by) -> ActorImport:
    """Keep a file for looking at. Raises DomainError where it is no table."""
    name = PurePath(name).name[-120:]
    reading.read(content, name)
    forget_old_uploads()
    return ActorImport.objects.create(
        source=source, file_name=name, content=content, sha256=hashlib.sha256(content).hexdigest(), uploaded_by=by,
    )  # fmt: skip


@dataclass(frozen=True)
class NewEntries:
    """What becomes of rows without an entry: their kind where nothing tells it, and whether all see them."""

    default_kind: str
    publish: bool


@transaction.atomic
def choose_columns(
    *, run: ActorImport, keys: list[str], headers: list[str], new: NewEntries | None = None
) -> ActorImport:
    """Say what each column means and what new entries are; the source remembers it. Raises DomainError."""
    if sentence := missing(keys):
        raise DomainError(sentence)
    run = open_import(run)
    if run.columns != (columns := {str(at): key for at, key in enumerate(keys) if key}):
        run.columns, run.answers = columns, {}
    run.save(update_fields=["columns", "answers"])
    source = ImportSource.objects.select_for_update(no_key=True).get(pk=run.source_id)
    chosen = {folded(header): key for header, key in zip(headers, keys, strict=True) if header}
    source.columns = source.columns | chosen
    if new:
        source.default_kind, source.publish_new = new.default_kind, new.publish
    source.save(update_fields=["columns", "default_kind", "publish_new", "updated_at"])
    return run


@transaction.atomic
def answer(*, run: ActorImport, answers: Mapping[str, dict]) -> ActorImport:
    """Remember what the office decided for these lines; {} for a line takes its decision back."""
    run = open_import(run)
    merged = run.answers | {
        line: said if _is_answer(said.get("as", "")) else {}
        for line, said in answers.items()
        if line.isascii() and line.isdecimal() and len(line) < 9
    }
    run.answers = {line: said for line, said in merged.items() if said}
    run.save(update_fields=["answers"])
    return run


def _is_answer(meant: str) -> bool:
    """Open, a new entry, to be left out, or the number of an entry."""
    return meant in ("", "new", "skip") or (
        meant.isascii() and meant.isdecimal() and len(meant) < 18
    )


def open_import(run: ActorImport) -> ActorImport:
    """The import as it is now, locked. Raises DomainError where somebody has taken it over already."""
    run = (
        ActorImport.objects.select_for_update(of=("self",), no_key=True)
        .select_related("source")
        .get(pk=run.pk)
    )
    if run.applied_at is not None:
        raise DomainError("Diese Datei ist schon übernommen.")
    if not run.content:
        raise DomainError("Diese Datei ist nicht mehr da. Bitte laden Sie sie noch einmal hoch.")
    return run


@transaction.atomic
def apply(*, run: ActorImport, digest: str, by) -> ActorImport:
    """Write the plan with that digest into the directory, all or nothing; lines with errors are left out.

    Raises DomainError where the directory has moved on since the plan was shown, or where it is too much.
    """
    run = open_import(run)
    made = plan(run)
    if made.digest != digest:
        raise DomainError(
            "Seit der Prüfung hat sich im Verzeichnis etwas geändert. Bitte sehen Sie den neuen Stand an."
        )
    writes = [line for line in made.lines if line.outcome in (Outcome.NEW, Outcome.CHANGED)]
    if len(writes) > MOST_WRITTEN:
        raise DomainError(
            f"Es sind {len(writes)} Zeilen zu schreiben, auf einmal gehen {MOST_WRITTEN}. Bitte teilen Sie die Datei."
        )
    actors = read_actors(line.actor for line in writes if line.actor)
    with acting(origin=f"Import {run.source}"):
        for line in writes:
            _write(line, actors, made, run)
    _remember(made, run)
    run.counts = made.counts | {"konflikte": made.conflicts, "verschwunden": len(made.vanished)}
    run.lines = [_reported(line, made) for line in made.lines if not _is_elsewhere(line)]
    run.applied_at, run.applied_by, run.content, run.answers = timezone.now(), by, b"", {}
    run.save()
    return run


def _write(line: Line, actors: Mapping[int, Actor], made: Plan, run: ActorImport) -> None:
    is_new = line.actor is None
    actor = actors[line.actor] if line.actor else Actor(is_published=run.source.publish_new)
    apart = [one for one in line.changes if not set_column(actor, one.name, one.new)]
    if is_new:
        actor.slug = free_slug(Actor, actor.name)
        actor.confidence = "source"
    _check(actor, line)
    actor.save()
    for one in apart:
        write_rows(actor, one.name, one.new, made.names)
    line.actor, line.actor_name = actor.pk, actor.name


def _check(actor: Actor, line: Line) -> None:
    try:
        actor.clean_fields(exclude=["municipality", "part_of", "verified_by"])
    except ValidationError as error:
        raise DomainError(
            f"Zeile {line.number}, {line.name}: {' '.join(error.messages)}"
        ) from error


def _remember(made: Plan, run: ActorImport) -> None:
    """What the source says of each entry now, also where the entry keeps its own word."""
    done = {Outcome.NEW, Outcome.CHANGED, Outcome.SAME, Outcome.KEPT}
    lines = {line.key: line for line in made.lines if line.outcome in done}
    known = {entry.key: entry for entry in run.source.entries.all() if entry.key in lines}
    fresh = []
    for key, line in lines.items():
        entry = known.get(key) or SourceEntry(source=run.source, key=key)
        entry.actor_id, entry.seen_in = line.actor, run
        entry.brought = entry.brought | line.values
        fresh.append(entry)
    SourceEntry.objects.bulk_create([entry for entry in fresh if entry.pk is None])
    SourceEntry.objects.bulk_update(
        [entry for entry in fresh if entry.pk is not None],
        ["actor", "seen_in", "brought"],
        batch_size=200,
    )


def _is_elsewhere(line: Line) -> bool:
    return line.outcome == Outcome.LEFT_OUT and line.sentences == ["Liegt nicht in der Region."]


def _reported(line: Line, made: Plan) -> dict:
    return {
        "line": line.number,
        "name": line.name,
        "outcome": str(line.outcome),
        "actor": line.actor,
        "sentences": line.sentences,
        "changes": []
        if line.outcome == Outcome.NEW
        else [shown(one, made.names) for one in line.changes],
        "kept": [shown(one, made.names) for one in line.kept],
    }


def forget_old_uploads() -> int:
    """Delete files that were looked at and never taken over; the number of them."""
    old = ActorImport.objects.filter(applied_at=None, uploaded_at__lt=timezone.now() - KEPT)
    return old.delete()[0]
