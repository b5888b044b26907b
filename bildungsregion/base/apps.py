from django.apps import AppConfig
from django.conf import settings
from django.contrib.admin import apps as admin_apps
from django.db.backends.signals import connection_created
from django.db.models.signals import post_delete, post_migrate, pre_migrate
from django.utils.module_loading import autodiscover_modules


class BaseConfig(AppConfig):
    """The floor: what every app may import and what imports none of them."""

    name = "bildungsregion.base"
    label = "base"
    default = True
    verbose_name = "Grundlagen"
    default_auto_field = "django.db.models.BigAutoField"

    # Models whose changes make a new edition (edition.py): every page shows the region, any text may show pictures.
    shown = ("Region", "Picture", "Synonym", "TextVersion")
    # Models that the office's start page shows beyond these.
    worked_on = ("HeldFile",)
    # Models whose changes are kept as a history, and logs that nobody may change (journal/).
    recorded = {"Region": "", "Picture": "", "Synonym": ""}
    unrecorded = {"Picture": ("width", "height"), "Synonym": ("folded",)}
    restorable = ("Region", "Synonym")
    written_once = ("Change", "JournalExport")

    def ready(self):
        # Pages of the office that stand beside what they are about, where nothing looks by itself.
        autodiscover_modules(
            "outbox.admin",
            "pictures_admin",
            "region_admin",
            "scanning.admin",
            "search_admin",
            "subscriptions.admin",
            "texts.admin",
            "translations_admin",
        )
        # The lists that each app hands in for feeds and mails.
        autodiscover_modules("subscriptions")
        # The logs that each app hands in for the data protection officer.
        autodiscover_modules("journal.own_logs", "journal.keeping", "logs")
        # What each app says of personal data.
        autodiscover_modules("processing")
        # The texts of each app that the office may word.
        autodiscover_modules("office_texts")
        from . import edition, write_turns  # noqa: PLC0415  (edition has a model)
        from .journal import acting, keeping, triggers  # noqa: PLC0415  (they ask for all models)

        post_delete.connect(keeping.account_deleted, sender=settings.AUTH_USER_MODEL)
        connection_created.connect(acting.prepare)
        connection_created.connect(write_turns.prepare)
        post_migrate.connect(edition.install, sender=self)
        pre_migrate.connect(triggers.remove, sender=self)
        post_migrate.connect(triggers.install, sender=self)


class OfficeConfig(admin_apps.AdminConfig):
    """Django's admin with the office's own site as the default one."""

    default_site = "bildungsregion.base.admin.OfficeSite"
