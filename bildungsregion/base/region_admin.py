"""The office keeps what the portal says of its region: one row, which the set-up of the portal made."""

from django import forms
from django.conf import settings
from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from .languages import GERMAN
from .markdown_forms import MarkdownFields
from .models import Region


_MODULES = {"funding": "Förderung"}


class RegionForm(forms.ModelForm):
    languages = forms.MultipleChoiceField(
        label="Weitere Sprachen",
        required=False,
        choices=[(code, name) for code, name in settings.LANGUAGES if code != GERMAN],
        widget=forms.CheckboxSelectMultiple,
        help_text="Deutsch gibt es immer. Wird eine Sprache abgewählt, führen ihre Adressen ins Leere; die "
        "Übersetzungen bleiben erhalten.",
    )

    class Meta:
        help_texts = {
            "name": "Wie das Portal heißt, zum Beispiel „Bildungsregion Lüneburg“.",
            "short_name": "Für enge Stellen, zum Beispiel „Lüneburg“.",
            "district": "Wie in Sätzen: „im Landkreis Lüneburg“.",
            "claim": "Ein Satz, der groß auf der Startseite steht.",
            "introduction": "Auf der Seite „Bildungsregion“ ganz oben.",
            "programme_text": "Auf der Seite „Bildungsregion“: das Programm des Landes. Leer: Der Abschnitt fehlt.",
            "office_name": "Wer das Portal betreut; steht in der Fußzeile und in E-Mails.",
            "office_short": "Für Sätze wie „Ihre Anfrage geht an das Büro“.",
            "office_email": "Hierhin gehen Anfragen, Meldungen und der Bericht des Nachtlaufs.",
            "office_hours": "Zum Beispiel „Mo bis Do 9 bis 15 Uhr“.",
            "authority_name": "Steht oben in jedem Bescheid.",
            "authority_unit": "Steht im Briefkopf unter der Behörde.",
            "remedy_text": "Steht am Ende der Bescheide. Bereits unterschriebene Bescheide ändern sich nicht.",
            "enforcement_body": "Für die Erklärung zur Barrierefreiheit: Name, Anschrift und Kontakt der Stelle.",
            "public_task_law": "Für die Seite Datenschutz: der Paragraf im Datenschutzgesetz des Landes, zum "
            "Beispiel „§ 3 NDSG“. In Niedersachsen und Baden-Württemberg kennt ihn das Portal.",
            "funder_note": "Steht in der Fußzeile jeder Seite.",
            "map_credit": "Steht unter jeder Karte.",
        }
        widgets = {
            "remedy_text": forms.Textarea({"rows": 6}),
            "funder_note": forms.Textarea({"rows": 3}),
        }


@admin.register(Region)
class RegionAdmin(MarkdownFields, admin.ModelAdmin):
    form = RegionForm
    markdown_fields = ("introduction", "programme_text", "enforcement_body")
    # What files are named after, and what decides which laws hold.
    readonly_fields = ("slug", "ags", "state", "parts")
    fieldsets = (
        ("Die Region", {"fields": ("name", "short_name", "district", "claim")}),
        ("Texte der Seite „Bildungsregion“", {"fields": ("introduction", "programme_text")}),
        (
            "Das Büro",
            {
                "fields": (
                    "office_name", "office_short", "office_street", "office_postcode", "office_city",
                    "office_phone", "office_email", "office_hours",
                )
            },
        ),
        ("Briefkopf und Bescheide", {"fields": ("authority_name", "authority_unit", "remedy_text")}),
        (
            "Pflichtangaben",
            {"fields": ("enforcement_body", "public_task_law", "funder_note", "map_credit")},
        ),
        ("Sprachen", {"fields": ("languages",)}),
        ("Bei der Einrichtung festgelegt", {"fields": ("state", "ags", "slug", "parts")}),
    )  # fmt: skip

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def changelist_view(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        """There is one row: a list would be a click more."""
        region = Region.objects.first()
        if region is None:
            raise Http404("no region is loaded")
        return redirect("admin:base_region_change", region.pk)

    def response_post_save_change(self, request, obj):
        return redirect("admin:base_region_change", obj.pk)

    @admin.display(description="Teile des Portals")
    def parts(self, region):
        switched = [_MODULES.get(module, module) for module in region.modules]
        return f"mit {', '.join(switched)}" if switched else "ohne Förderung"
