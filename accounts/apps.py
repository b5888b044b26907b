from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "Konten"
    # Models whose changes are kept as a history (base/journal).
    recorded = {"User": ""}
    # What the office's pages say of people (base/edition.py); when somebody signed in last is none of it.
    worked_on = ("User_groups",)
    worked_on_columns = {"User": ("email", "name", "is_active", "is_staff", "is_superuser")}
    written_once = ("AccountEvent",)

    def ready(self):
        from . import signals  # noqa: F401, PLC0415 - receivers need the models
