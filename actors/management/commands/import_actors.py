from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.models import User
from actors.imports import columns, reading, writing
from actors.imports.headings import folded
from actors.imports.planning import Outcome, Plan, plan, shown
from actors.models import ActorImport, ImportSource
from bildungsregion.base.errors import DomainError


class NotWritten(Exception):
    """Takes back everything that looking at a file has left behind."""


class Command(BaseCommand):
    help = (
        "Liest Akteure aus CSV, XLSX oder GeoJSON ein. Ohne --write wird nur geprüft, Zeile für Zeile. "
        "Zeilen mit Fehlern und solche, die nicht sicher zuzuordnen sind, bleiben aus."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--source", required=True, help="Name der Quelle, ohne Jahr")
        parser.add_argument("--by", required=True, help="E-Mail-Adresse des Kontos, das einliest")
        parser.add_argument(
            "--column", action="append", default=[], metavar="ÜBERSCHRIFT=ANGABE",
            help="was eine Spalte bedeutet, zum Beispiel „Bez=name“; „Bez=“ lässt sie aus",
        )  # fmt: skip
        parser.add_argument(
            "--answer", action="append", default=[], metavar="ZEILE=NUMMER|new|skip",
            help="was eine Zeile ist: ein Eintrag nach seiner Nummer, ein neuer, oder auszulassen",
        )  # fmt: skip
        parser.add_argument(
            "--hidden", action="store_true", help="neue Einträge nicht veröffentlichen"
        )
        parser.add_argument("--write", action="store_true", help="wirklich übernehmen")

    def handle(self, *args, file, source, by, column, answer, hidden, write, **options):
        try:
            with transaction.atomic():
                user = User.objects.get(email__iexact=by, is_staff=True)
                kept, new = ImportSource.objects.get_or_create(name=source)
                if new and hidden:
                    kept.publish_new = False
                    kept.save()
                run = self.prepare(file, kept, column, answer, user)
                made = plan(run)
                self.tell(made)
                if not write:
                    raise NotWritten
                writing.apply(run=run, digest=made.digest, by=user)
        except NotWritten:
            self.stdout.write("Nur geprüft; nichts wurde geändert.")
        except (DomainError, OSError) as error:
            raise CommandError(str(error)) from error
        except User.DoesNotExist:
            raise CommandError("Dieses Konto im Büro gibt es nicht.") from None
        else:
            self.stdout.write("Übernommen.")

    def prepare(self, file: Path, source, column, answer, user) -> ActorImport:
        """The file with its columns and answers. Raises DomainError, OSError."""
        if file.stat().st_size > reading.LARGEST:
            raise DomainError(
                f"Die Datei ist größer als {reading.LARGEST // 1_000_000} MB. Bitte teilen Sie sie."
            )
        content = file.read_bytes()
        run = writing.upload(source=source, name=file.name, content=content, by=user)
        table = reading.read(content, file.name)
        given = {
            folded(heading): key for heading, _, key in (one.rpartition("=") for one in column)
        }
        strange = [key for key in given.values() if key and key not in columns.BY_KEY]
        unheard = set(given) - {folded(header) for header in table.headers}
        if strange or unheard:
            raise DomainError(f"Unbekannt: {', '.join([*strange, *sorted(unheard)])}.")
        keys = columns.guess(table, source.columns | given)
        run = writing.choose_columns(run=run, keys=keys, headers=list(table.headers))
        answers = {line: {"as": meant} for line, _, meant in (one.partition("=") for one in answer)}
        return writing.answer(run=run, answers=answers)

    def tell(self, made: Plan) -> None:
        for line in made.lines:
            said = [
                *line.sentences,
                *(f"{label}: {old} → {new}" for label, old, new in self.changes(line, made)),
            ]
            said += [f"{label} bleibt: {ours} (Datei: {theirs})" for label, ours, theirs in
                     (shown(one, made.names) for one in line.kept)]  # fmt: skip
            said += [f"Eintrag {one.actor}? {', '.join(one.reasons)}" for one in line.candidates]
            if line.outcome != Outcome.SAME:
                self.stdout.write(
                    f"Zeile {line.number}, {line.name}: {Outcome(line.outcome).label}. {' '.join(said)}"
                )
        for entry in made.vanished:
            self.stdout.write(
                f"Steht nicht mehr in der Datei: {entry.actor} (Nr. {entry.actor_id})"
            )
        counts = ", ".join(
            f"{Outcome(key).label} {count}" for key, count in made.counts.items() if count
        )
        self.stdout.write(f"{made.kind}: {counts}.")

    def changes(self, line, made: Plan) -> list[tuple[str, str, str]]:
        return (
            [] if line.outcome == Outcome.NEW else [shown(one, made.names) for one in line.changes]
        )
