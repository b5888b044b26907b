from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "documents"
    verbose_name = "Dokumente"
    # Models whose changes make a new edition (base/edition.py).
    shown = ("Document", "Version", "Series")
