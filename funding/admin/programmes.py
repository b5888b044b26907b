"""Programmes with the texts the office words, and their versions of the rules."""

from django import forms
from django.contrib import admin, messages
from django.urls import path, reverse
from django.utils.html import format_html

from bildungsregion.base.admin import SwitchedAdmin
from funding.admin_views import wording
from funding.models import Programme, RuleSet
from funding.rule_preview_views import RepinPage, RulePreviewPage

from .euros import EurosReadable, LinesField, PairsField, PercentField


RATES = ("opnv_rate_bp", "bus_rate_bp", "entry_rate_bp", "fee_rate_bp")
RULES = (
    "opnv",
    "bus",
    "entry",
    "fees",
    "third_party",
    "max_grant",
    "min_grant",
    "place",
    "premises",
)


class ProgrammeForm(forms.ModelForm):
    reason_modules = LinesField(
        label="Sätze für Begründungen",
        help_text="Je Zeile einer. Sie stehen beim Vorschlag zum Ankreuzen bereit.",
        required=False,
    )

    class Meta:
        model = Programme
        fields = "__all__"  # noqa: DJ007 - the fieldsets below name the fields shown


@admin.register(Programme)
class ProgrammeAdmin(SwitchedAdmin):
    markdown_fields = ("introduction", "privacy_text")
    module = "funding"
    form = ProgrammeForm
    list_display = ("name", "is_open", "number_prefix", "lead_days")
    fieldsets = (
        (None, {"fields": ("name", "slug", "number_prefix", "is_open")}),
        ("Fristen", {"fields": ("lead_days", "lead_is_soft", "proof_days")}),
        (
            "Aufbewahrung",
            {
                "fields": ("keep_drafts_months", "keep_refused_years", "keep_granted_years"),
                "description": "Danach löscht oder anonymisiert das Portal von selbst; Beträge und Statistik bleiben.",
            },
        ),
        ("Auf der öffentlichen Seite", {"fields": ("introduction", "privacy_text")}),
        (
            "In den Schreiben",
            {
                "fields": ("texts", "conditions", "proof_text", "reason_modules"),
                "description": "Geänderte Texte gelten für neue Schreiben. Was schon erstellt ist, bleibt, wie es ist.",
            },
        ),
    )  # fmt: skip

    readonly_fields = ("texts",)

    def get_urls(self):
        def at(address, view, name):
            page = self.admin_site.admin_view(view.as_view())
            return path(f"<int:pk>/texte/{address}", page, name=f"funding_programme_{name}")

        return [
            at("", wording.WordingList, "texts"),
            at("<slug:kind>/", wording.WordingPage, "text"),
            at("<slug:kind>/muster.pdf", wording.WordingPreview, "text_preview"),
            *super().get_urls(),
        ]

    @admin.display(description="Texte in den Schreiben")
    def texts(self, programme):
        if programme.pk is None:
            return "Nach dem Speichern können Sie die Texte ändern."
        url = reverse("admin:funding_programme_texts", args=[programme.pk])
        return format_html('<a href="{}">Alle Texte ansehen und ändern</a>', url)

    def has_delete_permission(self, request, obj=None):
        return False


class RuleSetForm(forms.ModelForm):
    opnv_rate_bp = PercentField(
        label="Bus und Bahn in Prozent",
        help_text="So viel der Fahrkarten trägt der Fonds; 100 heißt alles.",
    )
    bus_rate_bp = PercentField(
        label="Mietbus in Prozent",
        help_text="So viel der Rechnung des Busunternehmens trägt der Fonds.",
    )
    entry_rate_bp = PercentField(
        label="Eintritt in Prozent",
        help_text="Gilt erst, wenn der Eintritt die Schwelle unten erreicht.",
    )
    fee_rate_bp = PercentField(
        label="Honorar und Material in Prozent",
        help_text="Zusammen gerechnet, je Termin bis zur Grenze unten.",
    )
    references = PairsField(
        names=RULES,
        label="Fundstellen",
        help_text="Je Zeile „Regel: Fundstelle“, zum Beispiel „bus: Nr. 2 a der Richtlinie“. "
        f"Regeln sind {', '.join(RULES)}.",
        required=False,
    )

    class Meta:
        model = RuleSet
        fields = "__all__"  # noqa: DJ007 - the fieldsets below name the fields shown
        help_texts = {
            "entry_threshold_cents": "Kostet der Eintritt je Person weniger, gibt es dafür nichts.",
            "entry_threshold_inclusive": "Mit Häkchen zählt auch, wer genau die Schwelle zahlt („ab“); ohne erst, wer "
            "mehr zahlt („über“).",
            "count_adults": "Ohne Häkchen zählt nur der Eintritt der Kinder und Jugendlichen.",
            "fee_cap_cents": "Leer: ohne Grenze.",
            "min_grant_cents": "Liegt der Zuschuss darunter, gibt es nichts. 0: ohne Grenze.",
            "max_grant_cents": "Was darüber liegt, wird gekappt. Leer: ohne Grenze.",
            "allow_own_premises": "Ohne Häkchen nennen Selbstcheck und Prüfung solche Vorhaben nicht zulässig.",
            "deduct_third_party": "Mit Häkchen deckt der Zuschuss höchstens, was nach anderer Förderung offen bleibt.",
        }


@admin.register(RuleSet)
class RuleSetAdmin(SwitchedAdmin, EurosReadable):
    """Editable until the first case uses it; after that, as read as any record."""

    markdown_fields = ("legal_text",)
    module = "funding"
    form = RuleSetForm
    list_display = ("version", "programme", "valid_from", "locked")
    list_filter = ("programme",)
    list_select_related = ("programme",)
    fieldsets = (
        (None, {"fields": ("programme", "version", "valid_from", "citation", "source_url")}),
        ("Fahrt", {"fields": ("opnv_rate_bp", "bus_rate_bp")}),
        (
            "Eintritt",
            {"fields": ("entry_rate_bp", "entry_threshold_cents", "entry_threshold_inclusive", "count_adults")},
        ),
        ("Honorar und Material", {"fields": ("fee_rate_bp", "fee_cap_cents")}),
        (
            "Grenzen",
            {"fields": ("min_grant_cents", "max_grant_cents", "allow_own_premises", "deduct_third_party")},
        ),
        ("Texte", {"fields": ("references_text", "legal_text")}),
    )  # fmt: skip
    readonly_fields = ("references_text", "preview")

    def get_urls(self):
        preview, repin = RulePreviewPage.as_view(), RepinPage.as_view()
        site = self.admin_site
        return [
            path("<int:pk>/vorschau/", site.admin_view(preview), name="funding_ruleset_preview"),
            path(
                "<int:pk>/umstellen/<int:case>/",
                site.admin_view(repin),
                name="funding_ruleset_repin",
            ),
            *super().get_urls(),
        ]

    @admin.display(description="Was sich ändern würde")
    def preview(self, rule_set):
        url = reverse("admin:funding_ruleset_preview", args=[rule_set.pk])
        return format_html('<a href="{}">Vorschau mit den Anträgen eines Jahres</a>', url)

    def get_fieldsets(self, request, obj=None):
        """Who may edit sees the form's field for the references, others their text."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj is not None:
            fieldsets = [(None, {"fields": ("preview",)}), *fieldsets]
        if not self.may_edit(request, obj):
            return fieldsets
        *rest, (name, options) = fieldsets
        return [*rest, (name, options | {"fields": ("references", "legal_text")})]

    def may_edit(self, request, obj=None) -> bool:
        if obj is None:
            return self.has_add_permission(request)
        return self.has_change_permission(request, obj)

    def has_change_permission(self, request, obj=None):
        locked = obj is not None and obj.locked
        return not locked and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return False

    def change_view(self, request, object_id, form_url="", extra_context=None):
        if request.method == "GET" and self.has_view_permission(request):
            rule_set = self.get_object(request, object_id)
            if rule_set is not None and rule_set.locked:
                messages.info(request, RuleSet.LOCKED)
        return super().change_view(request, object_id, form_url, extra_context)

    @admin.display(description="Fundstellen")
    def references_text(self, rule_set):
        return "\n".join(f"{rule}: {text}" for rule, text in rule_set.references.items()) or "–"
