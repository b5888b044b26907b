from django.core.management.base import BaseCommand

from bildungsregion.finding import index, words


class Command(BaseCommand):
    help = (
        "Liest alle Einträge neu für die Suche über alles ein: nach Änderungen an der Datenbank von Hand oder wenn die "
        "Suche etwas nicht findet. Darf im laufenden Betrieb und beliebig oft laufen."
    )

    def handle(self, *args, **options):
        changed = index.refresh()
        self.stdout.write(f"{changed} Einträge berichtigt, {words.rebuild()} Wörter gezählt.")
