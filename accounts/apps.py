from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "Konten"
    written_once = ("AccountEvent",)

    def ready(self):
        from . import signals  # noqa: F401, PLC0415 - receivers need the models
