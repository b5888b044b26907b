from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules


class BaseConfig(AppConfig):
    """The floor: what every app may import and what imports none of them."""

    name = "bildungsregion.base"
    label = "base"
    default = True
    verbose_name = "Grundlagen"
    default_auto_field = "django.db.models.BigAutoField"

    # Models whose changes make a new edition (edition.py): every page shows the region, any text may show pictures.
    shown = ("Region", "Picture", "Synonym")

    def ready(self):
        # Pages of the office that stand beside what they are about, where nothing looks by itself.
        autodiscover_modules(
            "outbox.admin",
            "pictures_admin",
            "search_admin",
            "subscriptions.admin",
            "translations_admin",
        )
        # The lists that each app hands in for feeds and mails.
        autodiscover_modules("subscriptions")
        from . import edition  # noqa: PLC0415  (it has a model)

        post_migrate.connect(edition.install, sender=self)


class OfficeConfig(admin_apps.AdminConfig):
    """Django's admin with the office's own site as the default one."""

    default_site = "bildungsregion.base.admin.OfficeSite"
