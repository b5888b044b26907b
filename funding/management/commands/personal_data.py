import json

from django.core.management.base import BaseCommand, CommandError
from django.core.serializers.json import DjangoJSONEncoder

from accounts.models import User
from funding import person_data


class Command(BaseCommand):
    help = (
        "Gibt alles als JSON aus, was das Portal über eine Person gespeichert hat (Art. 15 DSGVO)."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "email", help="Adresse des Kontos, oder die jemand ohne Konto angegeben hat"
        )

    def handle(self, *args, email, **options):
        user = User.objects.filter(email__iexact=email).first()
        found = person_data.collect(user) if user else person_data.collect_address(email)
        if not found:
            raise CommandError(f"Zur Adresse {email} gibt es weder ein Konto noch andere Angaben.")
        self.stdout.write(json.dumps(found, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2))
