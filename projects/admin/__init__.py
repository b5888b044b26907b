from django import forms
from django.contrib import admin

from bildungsregion.base.admin import PublishableAdmin
from bildungsregion.base.markdown import MARKDOWN_HELP
from projects.models import Project


class ProjectForm(forms.ModelForm):
    class Meta:
        help_texts = {
            "summary": "Ein bis zwei Sätze für Listen und Suchergebnisse.",
            "aim": "Was soll sich durch das Projekt ändern?",
            "description": MARKDOWN_HELP,
            "results": MARKDOWN_HELP,
            "lead_name": "So steht es auf der Seite, auch wenn es einen Eintrag im Verzeichnis gibt.",
            "contact": "Funktion und Funktionsadresse, keine Namen.",
            "starts_on": "Bei „auf den Monat“ oder „auf das Jahr“ zählen Tag und Monat nicht.",
            "is_good_practice": "Andere können das Projekt übernehmen.",
        }


@admin.register(Project)
class ProjectAdmin(PublishableAdmin):
    form = ProjectForm
    list_display = ("title", "status", "period", "lead_name", "is_good_practice", "is_published")
    list_filter = ("is_published", "status", "is_good_practice", "topics", "target_groups")
    search_fields = ("title", "lead_name", "summary")
    autocomplete_fields = (
        "lead",
        "topics",
        "target_groups",
        "municipalities",
        "documents",
    )
    prepopulated_fields = {"slug": ("title",)}
    fieldsets = [
        (None, {"fields": ["title", "slug", "status", "summary", "is_published"]}),
        ("Inhalt", {"fields": ["aim", "description", "results", "is_good_practice"]}),
        (
            "Wer",
            {
                "fields": [
                    "lead_name",
                    "lead",
                    "contact",
                    "website",
                ]
            },
        ),
        (
            "Wann",
            {"fields": [("starts_on", "starts_precision"), ("ends_on", "ends_precision")]},
        ),
        ("Einordnung", {"fields": ["topics", "target_groups", "municipalities", "documents"]}),
        ("Herkunft", {"fields": ["source", "confidence"]}),
    ]

    @admin.display(description="Zeitraum", ordering="starts_on")
    def period(self, project):
        return project.period or "–"
