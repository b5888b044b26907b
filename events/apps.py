from importlib import import_module

from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "events"
    verbose_name = "Veranstaltungen"

    def ready(self):
        import_module("events.leaving").connect()
        import_module("events.facts").register()
