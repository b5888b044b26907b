"""Everything that runs by itself; started once a night by a timer (docs/operations.md)."""

from django.core.management.base import BaseCommand, CommandError

from bildungsregion import nightly
from bildungsregion.base.errors import DomainError


class Command(BaseCommand):
    help = (
        "Führt aus, was jede Nacht zu tun ist: Bücher prüfen, Fristen, Aufbewahrung, Erinnerungen. Was misslingt, "
        "hält das Übrige nicht auf; dann endet der Befehl mit einem Fehler."
    )

    def add_arguments(self, parser):
        parser.add_argument("--only", default="", help="nur diese eine Aufgabe")

    def handle(self, *args, only, **options):
        try:
            night = nightly.run(only)
        except DomainError as error:
            raise CommandError(error.message) from error
        for row in night.results:
            mark = "" if row["ok"] else "BITTE NACHSEHEN: "
            self.stdout.write(f"{mark}{row['title']} ({row['seconds']} s): {row['report']}")
        if night.troubles:
            raise CommandError(
                f"{len(night.troubles)} von {len(night.results)} Aufgaben misslangen."
            )
