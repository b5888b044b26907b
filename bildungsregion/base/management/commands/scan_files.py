from django.core.management.base import BaseCommand, CommandError

from bildungsregion.base.scanning import clamd, files


class Command(BaseCommand):
    help = "Prüft alle gespeicherten Dateien auf Schadprogramme; nötig, wenn ein Virenscanner erst später dazukommt."

    def handle(self, *args, **options):
        if not clamd.is_on():
            raise CommandError("Es ist kein Virenscanner eingerichtet (CLAMD_SOCKET).")
        try:
            seen, shut = files.examine_all()
        except clamd.NoAnswer as error:
            raise CommandError(f"Der Virenscanner antwortet nicht: {error}") from error
        self.stdout.write(f"{seen} Dateien geprüft, {shut} gesperrt.")
