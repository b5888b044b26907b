from django.core.management.base import BaseCommand
from django.utils import timezone

from bildungsregion.base import region
from funding import actions, reminders


class Command(BaseCommand):
    help = "Schreibt die Erinnerungen des Tages, je Person eine E-Mail; am selben Tag nie zweimal."

    def add_arguments(self, parser):
        parser.add_argument(
            "--dry-run", action="store_true", help="nur sagen, wer woran erinnert würde"
        )

    def handle(self, *args, dry_run, **options):
        if not region.current().has("funding"):
            self.stdout.write("Diese Region hat keinen Fonds.")
        elif dry_run:
            for user, found in reminders.due(timezone.localdate()).items():
                for reminder in found:
                    self.stdout.write(f"{user.email}: {reminder.text}")
        else:
            count = actions.send_reminders(today=timezone.localdate())
            self.stdout.write(f"{count} Personen erinnert.")
