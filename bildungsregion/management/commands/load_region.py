"""Fills an installation from regions/<slug>/, or brings it up to date (docs/adr/0030)."""

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from bildungsregion.base.journal.acting import acting
from bildungsregion.base.models import Region
from bildungsregion.loading import run
from bildungsregion.loading.records import LoadingFailed


class Command(BaseCommand):
    help = "Lädt die Startinhalte einer Region; was das Büro bearbeitet hat, bleibt unangetastet."

    def add_arguments(self, parser):
        parser.add_argument("region", help=f"eine von: {', '.join(run.available())}")

    def handle(self, *args, region, **options):
        regions = run.available()
        if region not in regions:
            raise CommandError(
                f"Die Region „{region}“ gibt es nicht. Vorhanden sind: {', '.join(regions)}."
            )
        if Region._meta.db_table not in connection.introspection.table_names():
            raise CommandError("Die Datenbank ist noch leer. Bitte zuerst: manage.py migrate")
        try:
            with acting(origin="Startinhalte der Region"):
                report = run.load(regions[region])
        except LoadingFailed as failure:
            sentences = "\n  ".join(failure.sentences)
            raise CommandError(f"Nichts wurde geladen.\n  {sentences}") from failure
        for line in report.lines():
            self.stdout.write(line)
