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
        parser.add_argument("email", help="Adresse des Kontos")

    def handle(self, *args, email, **options):
        user = User.objects.filter(email__iexact=email).first()
        if user is None:
            raise CommandError(f"Ein Konto mit der Adresse {email} gibt es nicht.")
        found = person_data.collect(user)
        self.stdout.write(json.dumps(found, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2))
