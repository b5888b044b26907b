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
    # Models that the office's start page and the pages of cases show beyond these.
    worked_on = ("ChangeProposal", "Claim", "DeadLink", "Membership")
    # Models whose changes are kept as a history, and the column that leads to their object (base/journal).
    recorded = {
        "Municipality": "", "Topic": "", "LifePhase": "", "TargetGroup": "", "Language": "", "Actor": "", "Offer": "",
        "AccessFact": "actor", "Contact": "actor", "OpeningSlot": "actor", "ExternalId": "actor",
        "OldAddress": "actor", "Membership": "actor", "PriceTier": "offer", "TravelHint": "offer",
    }  # fmt: skip
    unrecorded = {"Municipality": ("geometry",)}
    restorable = ("Municipality", "Topic", "LifePhase", "TargetGroup", "Language", "Actor", "Offer")

    def ready(self):
        import_module("actors.moments")
