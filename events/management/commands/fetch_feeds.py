"""Fetch the calendars of organisers whose time has come."""

from django.core.management.base import BaseCommand

from events.incoming.fetching import fetch_due
from events.models import FeedRun


class Command(BaseCommand):
    help = "Ruft die Kalender ab, die an der Reihe sind. So oft wie nötig, zum Beispiel stündlich."

    def handle(self, *args, **options):
        for run in fetch_due():
            self.stdout.write(f"{run.feed}: {run.get_state_display()}. {run.sentence}".strip())
            if run.state == FeedRun.State.FAILED and run.feed.rests:
                self.stdout.write(f"{run.feed} ruht jetzt, bis das Büro nachgesehen hat.")
