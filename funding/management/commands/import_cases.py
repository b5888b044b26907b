from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from bildungsregion.base.errors import DomainError
from bildungsregion.base.money import euro
from funding import actions, imports
from funding.models import Programme


class Command(BaseCommand):
    help = (
        "Übernimmt die alte Liste des Büros (CSV oder XLSX). Ohne --write wird nur geprüft, Zeile für Zeile; "
        "mit Fehlern wird nichts übernommen, es sei denn mit --skip-bad."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--programme", required=True, help="Kürzel des Förderprogramms")
        parser.add_argument("--by", required=True, help="E-Mail-Adresse des Kontos, das übernimmt")
        parser.add_argument(
            "--column",
            action="append",
            default=[],
            metavar="UNSERE=IHRE",
            help="wie eine Spalte in der Datei heißt, zum Beispiel „Kinder=Anzahl SuS“",
        )
        parser.add_argument("--write", action="store_true", help="wirklich übernehmen")
        parser.add_argument("--skip-bad", action="store_true", help="fehlerhafte Zeilen auslassen")
        parser.add_argument(
            "--book",
            action="store_true",
            help="bewilligte und ausgezahlte Beträge im Haushaltsjahr buchen (nur in offenen Jahren)",
        )

    def handle(self, *args, file, programme, by, column, write, skip_bad, book, **options):
        try:
            table = imports.read(file.read_bytes(), file.name)
            renamed = dict(pair.split("=", 1) for pair in column)
            cases, problems = imports.understand(table, renamed)
            report = actions.import_cases(
                programme=Programme.objects.get(slug=programme),
                cases=cases,
                problems=problems,
                source=table.name,
                by=User.objects.get(email__iexact=by, is_staff=True),
                book=book,
                skip_bad=skip_bad,
                dry_run=not write,
            )
        except (DomainError, OSError, ValueError) as error:
            raise CommandError(str(error)) from error
        except (Programme.DoesNotExist, User.DoesNotExist) as error:
            raise CommandError(
                "Das Förderprogramm oder das Konto im Büro gibt es nicht."
            ) from error
        self.tell(report, write)

    def tell(self, report, write: bool):
        for problem in report.problems:
            self.stdout.write(str(problem))
        self.stdout.write(
            f"Neu: {len(report.new)} über {euro(report.granted_cents)}, schon übernommen: {len(report.known)}, "
            f"fehlerhaft: {len({problem.line for problem in report.problems})}, "
            f"gebucht: {euro(report.booked_cents)}."
        )
        if write and not report.written:
            raise CommandError("Nichts wurde übernommen, weil Zeilen fehlerhaft sind.")
        self.stdout.write(
            "Übernommen." if report.written else "Nur geprüft; nichts wurde geändert."
        )
