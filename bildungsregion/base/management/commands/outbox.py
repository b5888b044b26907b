"""Send the mails of the outbox; run as a service beside the web server."""

import logging
import signal
import threading

from django.core.management.base import BaseCommand
from django.db import close_old_connections
from django.utils.module_loading import autodiscover_modules

from bildungsregion.base import rounds
from bildungsregion.base.errors import DATABASE_DOWN
from bildungsregion.base.outbox.delivery import deliver_due


logger = logging.getLogger("bildungsregion.outbox")


class Command(BaseCommand):
    help = (
        "Versendet die E-Mails aus dem Postausgang, laufend oder einmal (--once), und tut, was alle "
        "paar Minuten an der Reihe ist, etwa Wartelisten nachrücken lassen."
    )

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="einmal versenden, dann beenden")
        parser.add_argument("--poll", type=float, default=1.0, help="Sekunden zwischen zwei Runden")

    def handle(self, *args, once, poll, **options):
        autodiscover_modules("rounds")
        if once:
            rounds.run_all()
            total = 0
            while sent := deliver_due():
                total += sent
            self.stdout.write(f"{total} E-Mails versendet.")
            return
        stopping = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopping.set())
        self.stdout.write("Der Postausgang läuft. Beenden mit Strg+C.")
        regular = rounds.Rounds()
        # The mail in hand is finished before the loop looks at the signal.
        while not stopping.is_set():
            stopping.wait(0 if _round(regular) else poll)
        self.stdout.write("Der Postausgang ist beendet.")


def _round(regular: rounds.Rounds) -> int:
    """One round; a database that is away for a while does not end the service."""
    close_old_connections()
    try:
        regular.run_due()
        return deliver_due()
    except DATABASE_DOWN as error:
        logger.warning("outbox waits for the database: %s", type(error).__name__)
        return 0
    finally:
        close_old_connections()
