"""A backup back into the database that DATABASE_URL names, and its files into the media folder."""

import getpass
import os
import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from bildungsregion.backup import archive, keeping, restoring
from bildungsregion.backup.errors import (
    BackupError,
    NotEqualError,
    NotMigratedError,
    PassphraseError,
)


class Command(BaseCommand):
    help = "Spielt eine Sicherung in ein leeres Portal ein, gleich auf welcher Datenbank sie gemacht wurde."
    # An empty database is brought to its state here.
    requires_migrations_checks = False

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="DATEI", help="die Sicherung")
        parser.add_argument(
            "--passphrase-file", metavar="DATEI", default=os.environ.get("BACKUP_PASSPHRASE_FILE", ""),
            help="Datei mit der Passphrase; sonst BACKUP_PASSPHRASE_FILE, sonst wird gefragt",
        )  # fmt: skip
        parser.add_argument(
            "--check", action="store_true", help="nur lesen und prüfen, nichts schreiben"
        )
        parser.add_argument("--force", action="store_true", help="ersetzt, was im Portal schon ist")
        parser.add_argument(
            "--rows-only",
            action="store_true",
            help="nur die Datenbank; die Dateien liegen schon an ihrem Ort",
        )

    def handle(self, *args, file, passphrase_file, check, force, rows_only, **options):
        try:
            passphrase = keeping.passphrase(passphrase_file)
            with self.opened(Path(file), passphrase) as kept:
                if check:
                    restoring.check(kept)
                    self.stdout.write(
                        f"In Ordnung: {kept.manifest['region']}, Stand {kept.manifest['made'][:16]} (UTC), "
                        f"{len(kept.tables)} Tabellen, {len(kept.files)} Dateien."
                    )
                    return
                done = restoring.restore(kept, force=force, rows_only=rows_only)
        except (NotEqualError, NotMigratedError) as error:
            raise CommandError(error.message) from error
        except BackupError as error:
            raise CommandError(f"{error.message}\nNichts wurde verändert.") from error
        self.tell(done)

    def opened(self, path: Path, passphrase: str):
        """Who sits in front of it is asked for a passphrase that is missing."""
        if not passphrase and sys.stdin.isatty():
            try:
                with archive.opened(path):
                    pass
            except PassphraseError:
                passphrase = getpass.getpass("Passphrase: ")
        return archive.opened(path, passphrase)

    def tell(self, done: restoring.Restored) -> None:
        self.stdout.write(
            f"Eingespielt und verglichen: {done.tables} Tabellen, {done.rows} Zeilen, {done.files} Dateien; "
            "Portal und Sicherung sind gleich."
        )
        if done.put_aside:
            self.stdout.write(
                f"Dateien, die nicht aus der Sicherung sind, liegen jetzt in {done.put_aside}. Bitte löschen, "
                "wenn niemand sie mehr braucht."
            )
        if done.waiting_mails:
            self.stdout.write(
                f"Im Postausgang warten {done.waiting_mails} E-Mails von damals. Einige sind vielleicht längst "
                "angekommen: bitte in der Verwaltung ansehen, bevor der Postausgang wieder läuft."
            )
