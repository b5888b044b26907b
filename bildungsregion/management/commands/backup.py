"""Database and uploads into one file (docs/backup.md)."""

import os
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from bildungsregion.backup import archive, comparing, keeping, making, restoring, states
from bildungsregion.backup.errors import BackupError


class Command(BaseCommand):
    help = (
        "Sichert Datenbank und hochgeladene Dateien in eine Datei, während das Portal weiterläuft."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", nargs="?", metavar="DATEI", help="die neue Sicherung")
        parser.add_argument(
            "--into",
            metavar="ORDNER",
            help="statt einer Datei: ein Ordner, in dem alte Sicherungen ausgehen",
        )
        parser.add_argument(
            "--daily", type=int, default=14, help="mit --into: so viele Tage bleiben (14)"
        )
        parser.add_argument(
            "--weekly", type=int, default=8, help="mit --into: so viele Wochen bleiben (8)"
        )
        parser.add_argument(
            "--passphrase-file", metavar="DATEI", default=os.environ.get("BACKUP_PASSPHRASE_FILE", ""),
            help="Datei mit der Passphrase, mit der verschlüsselt wird; sonst BACKUP_PASSPHRASE_FILE",
        )  # fmt: skip
        parser.add_argument(
            "--compare",
            action="store_true",
            help="nichts sichern: vergleicht die Sicherung DATEI mit dem Portal",
        )

    def handle(self, *args, file, into, daily, weekly, passphrase_file, compare, **options):
        if bool(file) == bool(into) or (compare and into):
            raise CommandError("Bitte entweder eine DATEI nennen oder mit --into einen Ordner.")
        if daily < 1 or weekly < 0:
            raise CommandError("--daily muss mindestens 1 sein, --weekly mindestens 0.")
        try:
            passphrase = keeping.passphrase(passphrase_file)
            if compare:
                self.compare(Path(file), passphrase)
                return
            name = Path(file) if file else Path(into) / keeping.new_name(encrypted=bool(passphrase))
            self.make(name, passphrase)
            if into:
                gone = keeping.thin_out(Path(into), daily=daily, weekly=weekly)
                self.stdout.write(f"Alte Sicherungen gelöscht: {len(gone)}")
        except BackupError as error:
            raise CommandError(error.message) from error

    def make(self, path: Path, passphrase: str) -> None:
        made = making.make(path, passphrase=passphrase)
        # A backup counts only when it was read back: one that cannot be must not push out a good one later.
        try:
            with archive.opened(path, passphrase) as kept:
                restoring.check(kept)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        self.stdout.write(
            f"{path}: {made.tables} Tabellen, {made.rows} Zeilen, {made.files} Dateien; "
            f"{made.size / 1_000_000:.1f} MB in {made.seconds:.1f} s, "
            f"{'verschlüsselt' if passphrase else 'nicht verschlüsselt'}, geprüft."
        )
        for name in made.missing:
            self.stderr.write(f"Im Portal fehlt eine Datei, die ein Eintrag nennt: {name}")

    def compare(self, path: Path, passphrase: str) -> None:
        with archive.opened(path, passphrase) as kept:
            if states.is_older(kept):
                raise BackupError(
                    "Die Sicherung stammt von einer älteren Fassung des Portals; Zeile für Zeile vergleichen lässt sie "
                    "sich nur mit ihr."
                )
            found = comparing.differences(kept, connection)
        for one in found:
            self.stdout.write(str(one))
        if found:
            raise CommandError("Portal und Sicherung sind nicht gleich.")
        self.stdout.write("Gleich: jede Zeile, jede Datei.")
