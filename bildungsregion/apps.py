from django.apps import AppConfig


class BildungsregionConfig(AppConfig):
    """The roof: settings, root URLs, commands that touch every app."""

    name = "bildungsregion"
    verbose_name = "Bildungsregion"
