from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "Konten"
    # Models whose changes are kept as a history (base/journal).
    recorded = {"User": ""}
    written_once = ("AccountEvent",)

    def ready(self):
        from . import signals  # noqa: F401, PLC0415 - receivers need the models
