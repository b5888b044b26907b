from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from actors.actions import linking
from actors.links import PAUSE_SECONDS
from bildungsregion.base.errors import DomainError


class Command(BaseCommand):
    help = "Probiert Adressen aus dem Verzeichnis und vermerkt, welche nicht antworten."

    def add_arguments(self, parser):
        parser.add_argument(
            "--most", type=int, default=settings.LINKS_A_NIGHT, metavar="ZAHL",
            help="höchstens so viele Adressen (sonst so viele wie jede Nacht)",
        )  # fmt: skip
        parser.add_argument(
            "--pause", type=float, default=PAUSE_SECONDS, metavar="SEKUNDEN",
            help="Pause zwischen zwei Anfragen an denselben Server",
        )  # fmt: skip

    def handle(self, *args, most, pause, **options):
        try:
            found = linking.check_links(today=timezone.localdate(), most=most, pause=pause)
        except DomainError as error:
            raise CommandError(error.message) from error
        for url, finding in sorted(found.items()):
            if finding.is_alive is False:
                self.stdout.write(f"- {url}: {finding.fault}")
            elif finding.moved_to:
                self.stdout.write(f"- {url}: umgezogen nach {finding.moved_to}")
        self.stdout.write(linking.report(found))
