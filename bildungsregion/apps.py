from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate, post_save

from .office import spelling


class BildungsregionConfig(AppConfig):
    """The roof: settings, root URLs, commands that touch every app."""

    name = "bildungsregion"
    verbose_name = "Bildungsregion"
    # Models whose changes make a new edition (base/edition.py): every search reads the recommendations, pages of
    # the law what they are made from.
    shown = ("BestBet", "AccessStatement", "AccessGap", "LegalFacts")
    # Models that the office's start page and the pages of cases show beyond these.
    worked_on = ("DataRequest", "Night", "Report", "SavedFilter")
    # Models whose changes are kept as a history (base/journal).
    recorded = {"BestBet": "", "AccessStatement": "", "AccessGap": "", "LegalFacts": ""}
    restorable = ("BestBet", "AccessStatement", "AccessGap", "LegalFacts")

    def ready(self):
        from . import checks  # noqa: F401, PLC0415  (they register themselves)
        from .finding import index, words  # noqa: PLC0415  (they have models)

        connection_created.connect(spelling.prepare)
        post_migrate.connect(index.install, sender=self)
        post_save.connect(words.remember)
