from importlib import import_module

from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "events"
    verbose_name = "Veranstaltungen"
    # Models whose changes make a new edition (base/edition.py). Registrations are none: they are no pages.
    shown = (
        "Event",
        "Occurrence",
        "DateRule",
        "Series",
        "GroupTerms",
        "Holiday",
        "RegistrationTerms",
    )

    def ready(self):
        import_module("events.leaving").connect()
        import_module("events.moments")
        import_module("events.facts").register()
