"""A document in the office: its facts, its versions, and a new version in one step."""

from django import forms
from django.contrib import admin, messages
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import path, reverse

from bildungsregion.base.admin import OwnPages, PublishableAdmin, demand_right
from bildungsregion.base.hints import Hint, HintFilter
from bildungsregion.base.markdown import MARKDOWN_HELP
from documents.hints import hints
from documents.models import Document, Version

from .forms import NewVersionForm


# A scan, or a file that is locked: nobody can search it or have it read aloud.
UNREADABLE = Q(versions__isnull=False) & ~Exists(
    Version.objects.filter(document=OuterRef("pk")).exclude(text="", body="")
)


class DocumentForm(forms.ModelForm):
    class Meta:
        help_texts = {
            "summary": "Ein bis zwei Sätze für Listen und Suchergebnisse.",
            "description": MARKDOWN_HELP,
            "publisher": "So steht es auf der Seite, auch wenn es einen Eintrag im Verzeichnis gibt.",
            "short": "Für Flyer und Aushänge: …/d/Kurzadresse/ führt immer zu dem, was gilt. Leer lassen, dann wird "
            "eine erzeugt. Später lässt sie sich nicht mehr ändern.",
            "series": "Zum Beispiel die Berichte, von denen jedes Schuljahr einer erscheint.",
            "school_year": "Das Jahr, in dem das Schuljahr beginnt: 2025 für 2025/2026.",
            "replaces": "Nur, wenn ein anderes Dokument an die Stelle eines früheren tritt. Neue Fassungen desselben "
            "Dokuments laden Sie unten hoch.",
        }


@admin.register(Document)
class DocumentAdmin(OwnPages, PublishableAdmin):
    markdown_fields = ("description",)
    form = DocumentForm
    change_form_template = "admin/documents/document/change_form.html"
    list_display = ("title", "kind", "issued", "valid_now", "publisher", "is_published")
    list_filter = (
        "is_published",
        "kind",
        "topics",
        "series",
        "versions__language",
        "versions__is_accessible",
        HintFilter,
    )
    hints = (
        Hint("ohne-fassung", "ohne Datei und ohne Text", Q(versions=None)),
        Hint("ohne-text", "nur als Datei ohne lesbaren Text", UNREADABLE),
        Hint("ohne-kurztext", "ohne Kurztext", Q(summary="")),
    )
    search_fields = ("title", "publisher", "summary", "short")
    autocomplete_fields = ("publisher_actor", "topics", "series", "replaces")
    prepopulated_fields = {"slug": ("title",)}
    readonly_fields = ("versions_table",)
    fieldsets = [
        (None, {"fields": ["title", "kind", "summary", "description", "topics", "is_published"]}),
        ("Fassungen", {"fields": ["versions_table"]}),
        ("Reihe", {"fields": [("series", "school_year")]}),
        ("Adressen", {"fields": ["slug", "short"]}),
        ("Herkunft", {"fields": ["publisher", "publisher_actor", "replaces", "source", "confidence"]}),
    ]  # fmt: skip

    def get_queryset(self, request):
        # Not light(): a form that saves a deferred row would read it column by column.
        versions = Prefetch("versions", Version.objects.defer("text", "body"))
        return super().get_queryset(request).prefetch_related(versions)

    def get_readonly_fields(self, request, obj=None):
        """What stands on paper and in other people's bookmarks stays (docs/adr/0205)."""
        fixed = ("slug", "short") if obj else ()
        return (*self.readonly_fields, *fixed)

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else self.prepopulated_fields

    def get_fieldsets(self, request, obj=None):
        parts = super().get_fieldsets(request, obj)
        return parts if obj else [part for part in parts if part[0] != "Fassungen"]

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path(
                "<int:pk>/neue-fassung/", view(self.new_version), name="documents_document_version"
            ),
            *super().get_urls(),
        ]

    def response_add(self, request, obj, post_url_continue=None):
        """The next step of a new document is its file."""
        ways = {"_continue", "_addanother", "_popup"} & request.POST.keys()
        if ways or not request.user.has_perm("documents.add_version"):
            return super().response_add(request, obj, post_url_continue)
        messages.success(
            request, f"„{obj}“ ist angelegt. Jetzt fehlt noch die Datei oder der Text."
        )
        return HttpResponseRedirect(reverse("admin:documents_document_version", args=[obj.pk]))

    def new_version(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Upload a version and end what it replaces, in one step; what was found in the file comes after."""
        demand_right(request, "documents.add_version")
        rows = Document.objects.with_versions()
        document = get_object_or_404(rows, pk=pk)
        form = NewVersionForm(
            request.POST or None,
            request.FILES or None,
            document=document,
            initial={"language": request.GET.get("sprache", "de")},
        )
        if request.method == "POST" and form.is_valid() and (ended := form.save()) is not None:
            self._tell(request, form.instance, ended)
            address = reverse("admin:documents_version_change", args=[form.instance.pk])
            return HttpResponseRedirect(address)
        context = {
            "title": f"Neue Fassung: {document}",
            "document": document,
            "form": form,
            "valid": document.valid_versions(),
        }
        return self.own_page(request, "admin/documents/new_version.html", context, form=form)

    def _tell(self, request: HttpRequest, version: Version, ended: list[Version]) -> None:
        said = f"{version.name} ist gespeichert"
        if version.validity:
            said += f" und gilt {version.validity}"
        for old in ended:
            said += (
                f". {old.name} ({old.get_language_display()}) gilt bis {old.valid_until:%d.%m.%Y}"
            )
        messages.success(request, f"{said}.")

    @admin.display(description="Datum", ordering="issued_on")
    def issued(self, document):
        return document.issued or "–"

    @admin.display(description="Gilt heute")
    def valid_now(self, document):
        valid = document.valid_versions()
        said = [f"{v.get_language_display()} {v.format_label}".strip() for v in valid]
        if not said and (coming := document.coming_version()):
            return f"ab {coming.valid_from:%d.%m.%Y}"
        return ", ".join(said) or "–"

    @admin.display(description="Fassungen")
    def versions_table(self, document):
        if not document or not document.pk:
            return "Erst speichern, dann die Datei hochladen."
        return _table(document)


def _table(document: Document):
    rows = sorted(document.versions.all(), key=lambda version: -version.number)
    context = {
        "rows": [(v, [h for h in hints(v) if not h.is_good]) for v in rows],
        "document": document,
    }
    return render_to_string("admin/documents/_versions.html", context)
