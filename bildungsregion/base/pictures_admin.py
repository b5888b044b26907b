"""The office looks after the pictures: what they show, whose they are, whether they may be shown."""

from django import forms
from django.contrib import admin
from django.utils.html import format_html

from . import picture_files
from .admin import PublishableAdmin
from .pictures import Picture
from .uploads import accepted


class PictureAdminForm(forms.ModelForm):
    upload = forms.FileField(
        label="Datei",
        widget=forms.FileInput({"accept": accepted(picture_files.KINDS)}),
        help_text="JPG, PNG oder WebP bis 10 MB. Ort und Gerät der Aufnahme entfernen wir; die Größen für Telefon und "
        "Bildschirm entstehen von selbst.",
    )  # fmt: skip

    class Meta:
        model = Picture
        fields = ("title", "alt", "author", "licence", "people", "is_published")
        help_texts = {
            "title": "Kurz; unter diesem Titel finden Sie das Bild wieder.",
            "alt": "In einem Satz, für alle, die das Bild nicht sehen. In Texten lässt er sich anpassen.",
            "author": "Wie es unter dem Bild stehen soll.",
            "people": "Ohne Zustimmung kommen Bilder von Menschen nicht ins Portal.",
            "is_published": "Ohne Häkchen verschwindet das Bild sofort von allen Seiten, auch aus Texten.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            # Another picture is another row: texts and browsers rely on it.
            del self.fields["upload"]

    def clean_upload(self):
        """The sizes of the picture, so that a file that is none is said at its field."""
        return picture_files.drawn(self.cleaned_data["upload"])


@admin.register(Picture)
class PictureAdmin(PublishableAdmin):
    form = PictureAdminForm
    list_display = ("small", "title", "alt", "author", "licence", "is_published")
    list_display_links = ("title",)
    list_filter = ("is_published", "licence", "people")
    list_per_page = 50
    search_fields = ("title", "alt", "author")
    readonly_fields = ("shown", "address", "uploaded_by", "created_at")

    def get_fields(self, request, obj=None):
        described = [*PictureAdminForm.Meta.fields]
        if obj is None:
            return ["upload", *described]
        return ["shown", *described, "address", "uploaded_by", "created_at"]

    def save_model(self, request, obj, form, change):
        if change:
            super().save_model(request, obj, form, change)
        else:
            obj.uploaded_by = request.user
            picture_files.store(obj, form.cleaned_data["upload"])

    @admin.display(description="Bild")
    def small(self, picture):
        if not picture.is_published:
            return "verborgen"
        return format_html(
            '<img src="{}" alt="" width="96" height="{}" loading="lazy">',
            picture.thumbnail,
            round(96 * picture.height / picture.width),
        )

    @admin.display(description="Vorschau")
    def shown(self, picture):
        if not picture.is_published:
            return "Das Bild ist verborgen und wird niemandem gezeigt."
        return format_html(
            '<img src="{}" alt="{}" width="480" height="{}">',
            picture.thumbnail,
            picture.alt,
            round(480 * picture.height / picture.width),
        )

    @admin.display(description="Adresse in Texten")
    def address(self, picture):
        return f"![{picture.alt}]({picture.get_absolute_url()})"
