from django.core.management.base import BaseCommand, CommandError

from funding import budget
from funding.models import BudgetYear


class Command(BaseCommand):
    help = "Vergleicht die Summen aller Haushaltsjahre mit ihren Buchungen; endet mit Fehler, wenn sie abweichen."

    def handle(self, *args, **options):
        if wrong := budget.prove():
            raise CommandError("\n".join(map(str, wrong)))
        years = BudgetYear.objects.count()
        self.stdout.write(
            f"{years} Haushaltsjahre geprüft, alle Summen sind durch Buchungen bewiesen."
        )
