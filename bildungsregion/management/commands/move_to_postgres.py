"""From SQLite to PostgreSQL, with the proof that nothing was lost."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from bildungsregion.backup import archive, comparing, making
from bildungsregion.backup.errors import BackupError


class Command(BaseCommand):
    help = (
        "Bringt alles aus der SQLite-Datei in ein leeres PostgreSQL und vergleicht Zeile für Zeile."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--to", metavar="URL", default=os.environ.get("NEW_DATABASE_URL", ""),
            help="Adresse der neuen Datenbank, postgres://…; besser in der Umgebung: NEW_DATABASE_URL",
        )  # fmt: skip

    def handle(self, *args, to, **options):
        if connection.vendor != "sqlite":
            raise CommandError("Das Portal läuft schon auf PostgreSQL.")
        if not to.startswith(("postgres://", "postgresql://")):
            raise CommandError("Bitte die neue Datenbank nennen: NEW_DATABASE_URL=postgres://…")
        with tempfile.TemporaryDirectory(dir=settings.VAR_DIR, prefix="umzug-") as folder:
            path = Path(folder) / "umzug.zip"
            try:
                making.make(path)
                self.restore(path, to)
                with archive.opened(path) as kept:
                    changed = comparing.differences(kept, connection)
            except BackupError as error:
                raise CommandError(error.message) from error
        if changed:
            raise CommandError(
                f"Während des Umzugs hat das Portal weitergearbeitet ({changed[0]}). Bitte alle Dienste anhalten, "
                "die neue Datenbank leeren und noch einmal umziehen."
            )
        self.stdout.write(
            "Die neue Datenbank enthält alles. Jetzt DATABASE_URL auf sie setzen und die Dienste starten; die "
            f"SQLite-Datei bleibt, wie sie ist: {connection.settings_dict['NAME']}"
        )

    def restore(self, path: Path, to: str) -> None:
        """In a program of its own, for which the new database is the only one."""
        done = subprocess.run(
            [sys.executable, settings.BASE_DIR / "manage.py", "restore", path, "--rows-only"],
            env=os.environ | {"DATABASE_URL": to},
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise CommandError(f"Der Umzug ist nicht gelungen: {done.stderr.strip()}")
        self.stdout.write(done.stdout.strip())
