"""People of the lead change a project of theirs."""

from django import forms

from actors.forms.entries import FactsForm
from bildungsregion.base.forms import DateInput
from bildungsregion.base.markdown_forms import MarkdownField, MarkdownWidget
from projects.models import Project

from .entering import PROFILE, PROFILE_TITLE, ProfileFields


class ProjectFactsForm(ProfileFields, FactsForm):
    fieldsets = (
        ("Das Projekt", "", ("title", "status", "summary", "aim", "description", "results", "starts_on", "ends_on")),
        ("Für wen", "", ("topics", "target_groups", "life_phases")),
        ("Kontakt", "", ("contact", "enquiry_email", "website")),
        (PROFILE_TITLE, "", PROFILE),
    )  # fmt: skip

    class Meta:
        model = Project
        fields = [
            "title", "status", "summary", "aim", "description", "results", "starts_on", "ends_on", "topics",
            "target_groups", "life_phases", "contact", "enquiry_email", "website",
        ]  # fmt: skip
        field_classes = {"description": MarkdownField, "results": MarkdownField}
        widgets = {
            "summary": forms.Textarea({"rows": 3}),
            "aim": forms.Textarea({"rows": 3}),
            "description": MarkdownWidget(pictures=False),
            "results": MarkdownWidget(pictures=False),
            "starts_on": DateInput,
            "ends_on": DateInput,
        }
        help_texts = {
            "summary": "Ein bis zwei Sätze.",
            "contact": "Funktion und Funktionsadresse, keine Namen.",
            "enquiry_email": "Hierhin gehen Anfragen. Leer: an die Adresse Ihrer Einrichtung.",
        }
