from django.core.management.base import BaseCommand, CommandError

from funding import ledger_proof
from funding.models import Application, BudgetYear


class Command(BaseCommand):
    help = (
        "Beweist die Bücher: Summen der Haushaltsjahre gegen ihre Buchungen, und was für jeden Vorgang gelten "
        "muss; endet mit Fehler, wenn etwas nicht stimmt."
    )

    def handle(self, *args, **options):
        if wrong := ledger_proof.faults():
            raise CommandError("\n".join(wrong))
        years = BudgetYear.objects.count()
        cases = Application.objects.filter(entries__isnull=False).distinct().count()
        self.stdout.write(
            f"{years} Haushaltsjahre und {cases} Vorgänge geprüft, alle Summen sind durch Buchungen bewiesen."
        )
