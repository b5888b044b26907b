from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "documents"
    verbose_name = "Dokumente"
    # Models whose changes make a new edition (base/edition.py).
    shown = ("Document", "Version", "Series")
    # Models that the office's start page shows beyond these.
    worked_on = ("CopyRequest",)
    # Models whose changes are kept as a history (base/journal).
    recorded = {"Series": "", "Document": "", "Version": "document"}
    unrecorded = {
        "Version": ("text", "hints", "size", "mime", "sha256", "pages", "extension", "file_since")
    }
    restorable = ("Series", "Document")
