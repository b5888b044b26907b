from django.core.management.base import BaseCommand, CommandError

from accounts import roles


class Command(BaseCommand):
    help = (
        "Schreibt die Rollen aus accounts/roles.py als Gruppen mit ihren Rechten in die Datenbank."
    )

    def handle(self, *args, **options):
        try:
            counts = roles.sync()
        except roles.UnknownPermission as error:
            raise CommandError(
                f"Diese Rechte gibt es nicht (Migrationen gelaufen?): {error}"
            ) from error
        for role, count in counts.items():
            self.stdout.write(f"{role}: {count} Rechte")
