"""What a project is made of, below its form; who may change the project may change these."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from actors.admin.entries import Part, PartInline
from bildungsregion.base.uploads import check_upload
from projects.models import (
    Funder,
    Partnership,
    Picture,
    ProjectMilestone,
    ResultFigure,
    TransferNeed,
    TransferProfile,
)


PICTURES = frozenset({"jpeg", "png", "webp"})


def clean_picture(upload):
    """Only a picture that is new is opened and encoded afresh; what is stored stays."""
    if isinstance(upload, UploadedFile):
        upload.seek(0)
        return check_upload(upload, kinds=PICTURES).content
    return upload


class PartnershipInline(PartInline):
    model = Partnership
    fields = ("actor", "name", "role", "position")
    autocomplete_fields = ("actor",)
    verbose_name_plural = "Partner"

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("actor")


class FunderForm(forms.ModelForm):
    class Meta:
        help_texts = {
            "sentence": "Wörtlich, wie es der Förderer verlangt.",
            "logo": "JPEG, PNG oder WebP.",
            "logo_alt": "Für alle, die das Logo nicht sehen, zum Beispiel „Kofinanziert von der Europäischen Union“.",
        }

    def clean_logo(self):
        return clean_picture(self.cleaned_data["logo"])


class FunderInline(Part, admin.StackedInline):
    model = Funder
    form = FunderForm
    fields = (("name", "website"), "sentence", ("logo", "logo_alt"), "position")
    verbose_name_plural = "Gefördert durch"


class FigureInline(PartInline):
    model = ResultFigure
    fields = ("figure", "what", "year", "note", "position")


class MilestoneInline(PartInline):
    model = ProjectMilestone
    fields = ("happens_on", "precision", "title", "text")
    verbose_name_plural = "Der Weg"


class PictureForm(forms.ModelForm):
    class Meta:
        help_texts = {
            "shows_people": "Ohne Einwilligung wird das Bild dann nicht gezeigt.",
            "consent_note": "Zum Beispiel „Akte 12, Blatt 3“. Steht nicht auf der Seite.",
        }

    def clean_image(self):
        return clean_picture(self.cleaned_data["image"])

    def clean(self):
        values = super().clean()
        if values.get("consent_on") and not values.get("consent_note"):
            raise ValidationError(
                {"consent_note": "Bitte vermerken Sie, wo die Einwilligung liegt."}
            )
        return values


class PictureInline(Part, admin.StackedInline):
    model = Picture
    form = PictureForm
    fields = (
        ("image", "position"), "alt", ("author", "licence"),
        ("shows_people", "consent_on", "consent_note"),
    )  # fmt: skip


class ProfileForm(forms.ModelForm):
    class Meta:
        help_texts = {
            "steps": "Was man nacheinander tut.",
            "pitfalls": "Was andere vorher wissen sollten.",
            "advice": "Stelle oder Funktion, keine Namen.",
        }
        widgets = {
            "costs": forms.Textarea({"rows": 3}),
            "steps": forms.Textarea({"rows": 6}),
            "pitfalls": forms.Textarea({"rows": 4}),
        }


class ProfileInline(Part, admin.StackedInline):
    """Empty: nobody has written yet what it takes."""

    model = TransferProfile
    form = ProfileForm
    extra, max_num = 1, 1
    fields = (("duration", "advice"), ("cost_range", "costs"), "steps", "pitfalls")
    verbose_name_plural = "Zum Übernehmen: Transferprofil"


class NeedInline(PartInline):
    model = TransferNeed
    fields = ("kind", "note")
    verbose_name_plural = "Zum Übernehmen: was es braucht"
