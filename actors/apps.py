from importlib import import_module

from django.apps import AppConfig


class ActorsConfig(AppConfig):
    name = "actors"
    verbose_name = "Akteure und Lernorte"
    # Models whose changes make a new edition (base/edition.py): what lists show, count and find.
    shown = (
        "Municipality",
        "Topic",
        "LifePhase",
        "TargetGroup",
        "Language",
        "Actor",
        "AccessFact",
        "Contact",
        "ExternalId",
        "OpeningSlot",
        "Offer",
        "PriceTier",
        "TravelHint",
    )

    def ready(self):
        import_module("actors.moments")
