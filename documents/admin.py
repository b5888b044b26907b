from django import forms
from django.contrib import admin
from django.core.files.uploadedfile import UploadedFile

from bildungsregion.base.admin import PublishableAdmin
from bildungsregion.base.markdown import MARKDOWN_HELP
from bildungsregion.base.uploads import check_upload

from .models import Document


class DocumentForm(forms.ModelForm):
    class Meta:
        help_texts = {
            "summary": "Ein bis zwei Sätze für Listen und Suchergebnisse.",
            "description": MARKDOWN_HELP,
            "publisher": "So steht es auf der Seite, auch wenn es einen Eintrag im Verzeichnis gibt.",
            "issued_on": "Bei „auf den Monat“ oder „auf das Jahr“ zählen Tag und Monat nicht.",
            "file": "PDF. Nur hochladen, was Sie weitergeben dürfen; sonst die Adresse der "
            "Veröffentlichung nennen.",
        }

    def clean_file(self):
        """Only a file that is new is opened and checked; what is stored stays."""
        upload = self.cleaned_data["file"]
        self.checked = None
        if isinstance(upload, UploadedFile):
            self.checked = check_upload(upload, kinds=frozenset({"pdf"}))
        return upload

    def save(self, commit=True):
        document = self.instance
        if self.checked:
            document.file.save(self.checked.content.name, self.checked.content, save=False)
            document.file_name = self.checked.name
            document.size, document.mime = self.checked.size, self.checked.mime
            document.sha256, document.pages = self.checked.sha256, self.checked.pages
        elif not document.file:
            document.file_name = document.mime = document.sha256 = ""
            document.size, document.pages = 0, None
        return super().save(commit)


@admin.register(Document)
class DocumentAdmin(PublishableAdmin):
    form = DocumentForm
    list_display = ("title", "kind", "issued", "publisher", "has_file", "is_published")
    list_filter = ("is_published", "kind", "topics", "is_accessible", "language")
    search_fields = ("title", "publisher", "summary")
    autocomplete_fields = ("publisher_actor", "topics", "replaces")
    prepopulated_fields = {"slug": ("title",)}
    readonly_fields = ("file_facts",)
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "title",
                    "slug",
                    "kind",
                    "summary",
                    "description",
                    "topics",
                    "is_published",
                ]
            },
        ),
        ("Datei", {"fields": ["file", "file_facts", "is_accessible", "source_url", "language"]}),
        (
            "Fassung und Gültigkeit",
            {
                "fields": [
                    ("issued_on", "issued_precision"),
                    "version_label",
                    ("valid_from", "valid_until"),
                    "replaces",
                ]
            },
        ),
        ("Herkunft", {"fields": ["publisher", "publisher_actor", "source", "confidence"]}),
    ]

    @admin.display(description="Datum", ordering="issued_on")
    def issued(self, document):
        return document.issued or "–"

    @admin.display(description="Datei", boolean=True)
    def has_file(self, document):
        return bool(document.file)

    @admin.display(description="Geprüft als")
    def file_facts(self, document):
        if not document.file:
            return "noch keine Datei"
        pages = f", {document.pages} Seiten" if document.pages else ""
        return f"{document.file_name}, {document.size} Byte{pages}, SHA-256 {document.sha256}"
