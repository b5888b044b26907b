"""The office looks after the videos."""

from django import forms
from django.contrib import admin
from django.template.defaultfilters import filesizeformat

from bildungsregion.base.admin import PublishableAdmin
from pages import captions, video_files
from pages.models import Page, Video


class VideoForm(forms.ModelForm):
    upload = forms.FileField(
        label="Video",
        widget=forms.FileInput({"accept": video_files.ACCEPTED}),
        help_text="MP4 (H.264) oder WebM, höchstens 200 MB.",
    )
    captions_file = forms.FileField(
        label="Untertitel",
        required=False,
        widget=forms.FileInput({"accept": ".vtt"}),
        help_text="WebVTT-Datei (.vtt). Nur bei einem Video ganz ohne Ton dürfen sie fehlen.",
    )

    class Meta:
        model = Video
        fields = (
            "title", "spoken", "page", "is_on_home", "position", "poster", "captions_language", "transcript",
            "is_published",
        )  # fmt: skip
        help_texts = {
            "page": "Sagt die Seite noch, dass es kein Video gibt? Dann ändern Sie bitte auch ihren Text.",
            "is_on_home": "Im Platz „Gebärdensprache“; von mehreren erscheint das erste der Reihenfolge.",
            "poster": "Was zu sehen ist, bevor das Video läuft.",
            "transcript": "Alles, was gesagt oder gebärdet wird und zu sehen ist; steht aufklappbar unter dem Video.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["page"].queryset = Page.objects.originals()
        if self.instance.pk:
            self.fields["upload"].required = False
            self.fields["upload"].help_text += " Ohne neue Datei bleibt das Video, wie es ist."

    def clean_upload(self):
        """The checked file; None where the video stays."""
        upload = self.cleaned_data["upload"]
        return video_files.check(upload) if upload else None

    def clean_captions_file(self):
        """Their text; "" where there is no new file."""
        upload = self.cleaned_data["captions_file"]
        return captions.read(upload.read(captions.MAX_BYTES + 1)) if upload else ""

    def clean(self):
        cleaned = super().clean()
        is_silent = cleaned.get("spoken") == Video.Spoken.SIGN
        has_captions = cleaned.get("captions_file") or self.instance.captions
        if not is_silent and not has_captions and "captions_file" not in self.errors:
            self.add_error("captions_file", "Ein Video mit Ton braucht Untertitel.")
        return cleaned


@admin.register(Video)
class VideoAdmin(PublishableAdmin):
    form = VideoForm
    markdown_fields = ("transcript",)
    list_display = (
        "title",
        "spoken",
        "page",
        "is_on_home",
        "has_captions",
        "how_large",
        "is_published",
    )
    list_select_related = ("page",)
    autocomplete_fields = ("poster",)
    search_fields = ("title", "transcript")
    fieldsets = (
        ("Video", {"fields": ("title", "spoken", "upload", "poster")}),
        ("Zum Lesen", {"fields": ("captions_file", "captions_language", "transcript")}),
        ("Wo es steht", {"fields": ("page", "is_on_home", "position", "is_published")}),
    )

    def save_model(self, request, obj, form, change):
        obj.captions = form.cleaned_data["captions_file"] or obj.captions
        if checked := form.cleaned_data["upload"]:
            video_files.store(obj, checked)
        else:
            obj.save()

    @admin.display(description="Untertitel", boolean=True)
    def has_captions(self, video):
        return bool(video.captions)

    @admin.display(description="Größe")
    def how_large(self, video):
        return filesizeformat(video.size)
