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
    # Models that the office's start page shows beyond these.
    worked_on = ("Feed", "FeedItem", "Submission")
    # Models whose changes are kept as a history (base/journal).
    recorded = {
        "Event": "", "Series": "", "Holiday": "", "Feed": "", "Question": "",
        "Occurrence": "event", "DateRule": "event", "GroupTerms": "event", "RegistrationTerms": "event",
    }  # fmt: skip
    # Counted or worked out; what a feed found when has its own rows.
    unrecorded = {
        "Event": ("uid", "sequence"),
        "Occurrence": ("number", "is_full", "current_until", "rule_id", "planned_start", "is_changed"),
        "DateRule": ("written_until",),
        "Feed": ("columns", "next_due", "last_try", "last_read", "failures", "problem", "etag", "last_modified"),
    }  # fmt: skip
    restorable = ("Event", "Series", "Holiday")

    def ready(self):
        import_module("events.leaving").connect()
        import_module("events.moments")
        import_module("events.facts").register()
