"""Bodies, milestones, contacts and answers in the admin."""

from django import forms
from django.contrib import admin

from bildungsregion.base.admin import PublishableAdmin
from bildungsregion.base.markdown import MARKDOWN_HELP
from pages.models import Body, ContactPoint, FaqEntry, Milestone


class BodyForm(forms.ModelForm):
    class Meta:
        help_texts = {
            "chair": "Die Funktion, kein Name: „Landrat“, „Leitung des Bildungsbüros“.",
            "task": MARKDOWN_HELP,
            "powers": MARKDOWN_HELP,
            "rhythm": "Zum Beispiel „zweimal im Jahr“.",
            "members": "Einrichtungen aus dem Verzeichnis; die Seite des Gremiums verlinkt sie.",
            "member_names": "Wer keinen Eintrag im Verzeichnis hat. Funktionen und Stellen, keine Personen.",
            "documents": "Nur veröffentlichte Dokumente werden gezeigt.",
            "position": "Kleine Zahlen stehen vorn.",
        }


@admin.register(Body)
class BodyAdmin(PublishableAdmin):
    markdown_fields = ("task", "powers")
    form = BodyForm
    list_display = ("name", "kind", "chair", "rhythm", "position", "is_published")
    list_filter = ("is_published", "kind")
    list_editable = ("position",)
    search_fields = ("name", "task")
    autocomplete_fields = ("members", "documents")
    prepopulated_fields = {"slug": ("name",)}


class MilestoneForm(forms.ModelForm):
    class Meta:
        help_texts = {
            "on": "Bei „auf den Monat“ oder „auf das Jahr“ zählen Tag und Monat nicht.",
        }


@admin.register(Milestone)
class MilestoneAdmin(PublishableAdmin):
    form = MilestoneForm
    list_display = ("title", "when", "is_published")
    search_fields = ("title", "text")
    autocomplete_fields = ("document",)

    @admin.display(description="Datum", ordering="on")
    def when(self, milestone):
        return milestone.when


class ContactPointForm(forms.ModelForm):
    class Meta:
        help_texts = {
            "concern": "Unter dieser Überschrift steht die Stelle auf „Womit können wir helfen?“.",
            "description": MARKDOWN_HELP,
            "topics": "Auf den Seiten dieser Themen steht die Stelle unter „Wohin Sie sich wenden“.",
            "position": "Kleine Zahlen stehen vorn.",
        }


@admin.register(ContactPoint)
class ContactPointAdmin(PublishableAdmin):
    markdown_fields = ("description",)
    form = ContactPointForm
    list_display = ("area", "concern", "phone", "email", "position", "is_published")
    list_editable = ("position",)
    list_filter = ("is_published", "concern")
    autocomplete_fields = ("topics",)
    search_fields = ("area", "description")


class FaqEntryForm(forms.ModelForm):
    class Meta:
        help_texts = {"answer": MARKDOWN_HELP}


@admin.register(FaqEntry)
class FaqEntryAdmin(PublishableAdmin):
    markdown_fields = ("answer",)
    form = FaqEntryForm
    list_display = ("question", "about", "position", "is_published")
    list_editable = ("position",)
    list_filter = ("is_published", "about")
    search_fields = ("question", "answer")
