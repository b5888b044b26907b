from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.views.decorators.http import require_POST

from bildungsregion.base.admin import PublishableAdmin
from bildungsregion.base.hints import Hint, HintFilter
from bildungsregion.base.markdown import MARKDOWN_HELP
from projects import actions, permissions
from projects.models import Project, ProjectProposal

from .inlines import (
    FigureInline,
    FunderInline,
    MilestoneInline,
    NeedInline,
    PartnershipInline,
    PictureInline,
    ProfileInline,
)


class ProjectForm(forms.ModelForm):
    class Meta:
        help_texts = {
            "summary": "Ein bis zwei Sätze für Listen und Suchergebnisse.",
            "aim": "Was soll sich durch das Projekt ändern?",
            "description": MARKDOWN_HELP,
            "results": MARKDOWN_HELP,
            "lead_name": "So steht es auf der Seite, auch wenn es einen Eintrag im Verzeichnis gibt.",
            "contact": "Funktion und Funktionsadresse, keine Namen. Steht auf der Seite.",
            "enquiry_email": "Leer: an die Adresse der Federführung, sonst an das Büro.",
            "starts_on": "Bei „auf den Monat“ oder „auf das Jahr“ zählen Tag und Monat nicht.",
            "is_good_practice": "Andere können das Projekt übernehmen; dazu unten das Transferprofil.",
            "municipalities": "Leer: im ganzen Landkreis.",
        }

    def clean(self):
        values = super().clean()
        if self.instance.pk and values.get("origin") == self.instance:
            self.add_error("origin", "Ein Projekt ist nicht sein eigenes Vorbild.")
        return values


@admin.register(Project)
class ProjectAdmin(PublishableAdmin):
    markdown_fields = ("aim", "description", "results")
    form = ProjectForm
    inlines = [
        PartnershipInline,
        FunderInline,
        FigureInline,
        MilestoneInline,
        PictureInline,
        ProfileInline,
        NeedInline,
    ]
    list_display = ("title", "status", "period", "lead_name", "is_good_practice", "is_published")
    list_filter = (
        "is_published",
        "status",
        "is_good_practice",
        HintFilter,
        "topics",
        "target_groups",
    )
    hints = (Hint("ohne-kurztext", "ohne Kurztext", Q(summary="")),)
    search_fields = ("title", "lead_name", "summary")
    autocomplete_fields = (
        "lead",
        "topics",
        "target_groups",
        "life_phases",
        "municipalities",
        "documents",
        "origin",
    )
    prepopulated_fields = {"slug": ("title",)}
    fieldsets = [
        (None, {"fields": ["title", "slug", "status", "summary", "is_published"]}),
        ("Inhalt", {"fields": ["aim", "description", "results", "is_good_practice"]}),
        (
            "Wer",
            {"fields": ["lead_name", "lead", "contact", "enquiry_email", "website", "origin"]},
        ),
        (
            "Wann",
            {"fields": [("starts_on", "starts_precision"), ("ends_on", "ends_precision")]},
        ),
        (
            "Einordnung",
            {
                "fields": [
                    "topics",
                    "target_groups",
                    "life_phases",
                    "municipalities",
                    "documents",
                ]
            },
        ),
        ("Herkunft", {"fields": ["source", "confidence"]}),
    ]

    def get_urls(self):
        begin = self.admin_site.admin_view(require_POST(self.begin))
        at = "<int:pk>/beginnen/"
        return [path(at, begin, name="projects_project_begin"), *super().get_urls()]

    def begin(self, request: HttpRequest, pk: int) -> HttpResponse:
        """A new project with what this one knows; unpublished until somebody has written its own facts."""
        if not (self.has_add_permission(request) and permissions.can_edit(request.user)):
            raise PermissionDenied("may not add projects")
        origin = get_object_or_404(Project.objects.select_related("transfer"), pk=pk)
        project = actions.begin_from(origin=origin, by=request.user)
        text = f"Begonnen nach „{origin.title}“. Noch nicht veröffentlicht: Bitte Titel und Angaben ändern."
        messages.success(request, text)
        return redirect("admin:projects_project_change", project.pk)

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("lead", "proposal__actor")

    def get_readonly_fields(self, request, obj=None):
        """What an institution entered becomes public by the decision on it, which tells them."""
        fixed = super().get_readonly_fields(request, obj)
        return (*fixed, "is_published") if _waits(obj) else fixed

    def kept_from_publishing(self, queryset):
        """What was proposed is published by the decision on it."""
        waiting = ProjectProposal.objects.filter(state=ProjectProposal.State.OPEN)
        keys = waiting.filter(project__in=queryset.values("pk")).values_list("project", flat=True)
        return dict.fromkeys(keys, "ist vorgeschlagen und wartet noch auf die Entscheidung")

    @admin.display(description="Zeitraum", ordering="starts_on")
    def period(self, project):
        return project.period or "–"


def _waits(project: Project | None) -> bool:
    """Whether an institution entered it and nobody has decided."""
    proposal = getattr(project, "proposal", None)
    return proposal is not None and proposal.is_open
