from dataclasses import dataclass

from django import forms
from django.contrib.admin.widgets import AdminFileWidget
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from bildungsregion.base.document_files import ACCEPTED, CheckedDocument, check_document
from bildungsregion.base.forms import DateInput, SiteModelForm
from bildungsregion.base.markdown_forms import MarkdownField, MarkdownWidget
from documents import actions
from documents.models import Document, Version


FILE_HELP = (
    "PDF, Word, Excel, PowerPoint oder OpenDocument, höchstens 25 MB. Nur hochladen, was Sie weitergeben dürfen; sonst "
    "unten die Adresse der Veröffentlichung nennen."
)


class ChecksFile:
    """Part of a form with a field ``file``: a new file is opened, checked and read; a stored one stays."""

    checked: CheckedDocument | None = None

    def clean_file(self):
        upload = self.cleaned_data["file"]
        if isinstance(upload, UploadedFile):
            self.checked = check_document(upload)
        return upload


class NewVersionForm(ChecksFile, SiteModelForm):
    """A new version of a document, and what becomes of those that hold until now."""

    fieldsets = (
        ("Inhalt", "Mindestens eins davon.", ("file", "body", "source_url")),
        ("Fassung", "", ("language", "label", "issued_on", "issued_precision")),
        ("Gültigkeit", "", ("valid_from", "valid_until", "others")),
        ("Barrierefreiheit", "", ("is_accessible",)),
    )

    others = forms.ChoiceField(
        label="Bisherige Fassungen dieser Sprache",
        choices=actions.Others,
        initial=actions.Others.ALL,
        widget=forms.RadioSelect,
    )

    class Meta:
        model = Version
        fields = (
            "file",
            "body",
            "source_url",
            "language",
            "label",
            "issued_on",
            "issued_precision",
            "valid_from",
            "valid_until",
            "is_accessible",
        )
        field_classes = {"body": MarkdownField}
        widgets = {
            "file": forms.FileInput({"accept": ACCEPTED}),
            "body": MarkdownWidget,
            "issued_on": DateInput,
            "valid_from": DateInput,
            "valid_until": DateInput,
        }
        help_texts = {
            "file": FILE_HELP,
            "body": "Derselbe Inhalt als Webseite: am Telefon und mit Vorlese-Programmen am besten zu lesen.",
            "label": "Zum Beispiel „2. Auflage“ oder „Stand März 2026“.",
            "issued_precision": "Bei „auf den Monat“ oder „auf das Jahr“ zählen Tag und Monat nicht.",
            "valid_from": "Leer: ab heute, wenn sie etwas ablöst. Ein Tag in der Zukunft geht auch; bis dahin gilt die "
            "alte.",
            "is_accessible": "Besucher:innen lesen „barrierefrei geprüft“ nur, wenn Sie es hier sagen. Hinweise zur "
            "Datei sehen Sie nach dem Hochladen.",
        }

    def __init__(self, *args, document: Document, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.document = document

    def clean(self):
        cleaned = super().clean()
        has_content = any(cleaned.get(name) for name in ("file", "body", "source_url"))
        if not has_content and "file" not in self.errors:
            self.add_error(
                "file",
                "Bitte laden Sie eine Datei hoch, schreiben Sie den Text oder nennen Sie die Adresse.",
            )
        return cleaned

    def _post_clean(self):
        """Whether the version fits beside the others is known once those have ended: the action looks."""
        self.instance = forms.models.construct_instance(
            self, self.instance, [name for name in self._meta.fields if name != "file"]
        )

    def save(self, commit=True):
        """The versions that ended; None where the new one does not fit, with the reason as an error."""
        try:
            return actions.add_version(
                version=self.instance, checked=self.checked, others=self.cleaned_data["others"]
            )
        except ValidationError as error:
            self.instance.pk = self.instance.number = None
            self.add_error(None, error) if not hasattr(error, "error_dict") else self._add(error)
            return None

    def _add(self, error: ValidationError) -> None:
        for name, messages in error.message_dict.items():
            for message in messages:
                self.add_error(name if name in self.fields else None, message)


@dataclass(frozen=True)
class StoredFile:
    """What the widget shows of a stored file: its real name, and the address where it can be had."""

    name: str
    url: str

    def __str__(self):
        return self.name


class StoredFileInput(AdminFileWidget):
    """Django's widget would link to the storage, which nobody can reach."""

    stored: StoredFile | None = None

    def format_value(self, value):
        return self.stored if self.is_initial(value) else None


class VersionForm(ChecksFile, forms.ModelForm):
    """One version as it stands; a new file takes the place of the stored one."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.file and "file" in self.fields:
            stored = StoredFile(self.instance.file_name, self.instance.file_url)
            self.fields["file"].widget.stored = stored

    class Meta:
        widgets = {"file": StoredFileInput({"accept": ACCEPTED})}
        help_texts = NewVersionForm.Meta.help_texts | {
            "file": "Eine andere Datei hier ersetzt diese ohne Spur, etwa bei einem Tippfehler. Hat sich der Inhalt "
            "geändert, laden Sie besser eine neue Fassung hoch. " + FILE_HELP,
            "valid_from": "Leer: schon immer.",
            "is_accessible": "Besucher:innen lesen „barrierefrei geprüft“ nur, wenn Sie es hier sagen.",
        }

    def clean(self):
        cleaned = super().clean()
        if self.checked:
            # What may stand beside the others depends on the format.
            self.instance.extension = self.checked.extension
        elif cleaned.get("file") is False:
            self.instance.extension = ""
        return cleaned

    def _get_validation_exclusions(self):
        return super()._get_validation_exclusions() - {"extension", "document"}

    def _post_clean(self):
        stored = self.instance.file.name
        super()._post_clean()
        self.instance.file.name = stored

    def save(self, commit=True):
        version = self.instance
        if self.checked:
            if "is_accessible" not in self.changed_data:
                version.is_accessible = Version.Accessible.UNKNOWN
            actions.attach_file(version, self.checked)
        elif self.cleaned_data.get("file") is False:
            actions.detach_file(version)
        return super().save(commit)
