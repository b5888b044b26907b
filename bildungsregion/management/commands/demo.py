from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts import roles
from bildungsregion.base.models import Region
from bildungsregion.demo import cases, events, freshness, logins, projects, registrations
from funding.models import Application, Programme


class Command(BaseCommand):
    help = "Füllt eine geladene Region mit Beispielterminen und einem Jahr Förderanträgen (nur zur Vorführung)."

    def handle(self, *args, **options):
        if not settings.DEBUG:
            raise CommandError(
                "demo legt Konten mit bekanntem Passwort an und läuft nur mit DEBUG=true."
            )
        region = Region.objects.first()
        if region is None:
            raise CommandError("Es ist noch keine Region geladen: manage.py load_region lueneburg")
        roles.sync()
        logins.make(region)
        count = events.load(settings.BASE_DIR / "regions" / region.slug / "demo" / "events.csv")
        self.stdout.write(f"Beispieltermine: {count} neu")
        self.stdout.write(f"Veranstaltungen mit Anmeldung: {registrations.play()} neu")
        self.stdout.write(f"Einträge, nach denen jemand sehen muss: {freshness.play()} neu")
        self.stdout.write(f"Beispielprojekte: {projects.play(region)} neu")
        if region.has("funding"):
            self._play()
            self.stdout.write(
                f"Förderfälle, die zum Beispielprojekt gehören: {projects.put_cases()}"
            )

    def _play(self):
        if Application.objects.exists():
            self.stdout.write("Förderanträge gibt es schon; es kommen keine hinzu.")
            return
        programme = Programme.objects.order_by("pk").first()
        if programme is None:
            raise CommandError("Die Region hat das Modul „funding“, aber kein Förderprogramm.")
        self.stdout.write(f"Förderanträge: {cases.play(programme)} begonnen")
