"""One version in the office: its facts, what was found in its file, and its validity."""

from django.contrib import admin
from django.http import HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse

from bildungsregion.base.markdown_forms import MarkdownFields
from documents.hints import hints
from documents.models import Version

from .forms import VersionForm


@admin.register(Version)
class VersionAdmin(MarkdownFields, admin.ModelAdmin):
    markdown_fields = ("body",)
    form = VersionForm
    change_form_template = "admin/documents/version/change_form.html"
    readonly_fields = ("file_facts", "found")
    fieldsets = [
        ("Inhalt", {"fields": ["file", "file_facts", "found", "is_accessible", "body", "source_url"]}),
        ("Fassung", {"fields": ["language", "label", ("issued_on", "issued_precision")]}),
        ("Gültigkeit", {"fields": [("valid_from", "valid_until")]}),
    ]  # fmt: skip

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("document", "replaced_by")

    def has_module_permission(self, request):
        """Versions are reached from their document; a list of all of them helps nobody."""
        return False

    def has_add_permission(self, request):
        return False

    def changelist_view(self, request, extra_context=None):
        return HttpResponseRedirect(reverse("admin:documents_document_changelist"))

    def response_post_save_change(self, request, obj):
        return self._to_document(obj)

    def response_delete(self, request, obj_display, obj_id):
        super().response_delete(request, obj_display, obj_id)
        return HttpResponseRedirect(reverse("admin:documents_document_changelist"))

    def _to_document(self, version: Version):
        return HttpResponseRedirect(
            reverse("admin:documents_document_change", args=[version.document_id])
        )

    @admin.display(description="Datei geprüft als")
    def file_facts(self, version):
        if not version.file:
            return "noch keine Datei"
        pages = f", {version.pages} Seiten" if version.pages else ""
        return f"{version.file_name}, {version.size_label}{pages}, SHA-256 {version.sha256}"

    @admin.display(description="Hinweise zur Barrierefreiheit")
    def found(self, version):
        return render_to_string("admin/documents/_hints.html", {"hints": hints(version)})
