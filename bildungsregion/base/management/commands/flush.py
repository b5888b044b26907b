"""Django's flush, which empties everything: the logs too, whose guards let nothing else pass."""

from django.core.management.commands import flush
from django.db import connections

from bildungsregion.base.journal import acting


class Command(flush.Command):
    def handle(self, **options):
        connection = connections[options["database"]]
        with acting.emptying(connection):
            super().handle(**options)
