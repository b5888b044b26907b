"""Topics, transitions and phases of life in the admin, with what the office says to them."""

from django import forms
from django.contrib import admin
from django.db.models import Count

from actors.admin.entries import Part, PartInline
from actors.admin.facets import FacetAdmin, TopicAdmin as PlainTopicAdmin
from actors.models import LifePhase, Topic
from bildungsregion.base.markdown_forms import MarkdownFields
from pages.models import TopicLink, TopicPin, TransitionStep


ADDRESS_HELP = "Im Portal ab dem „/“, zum Beispiel „/akteure/?thema=inklusion“; sonst „https://…“."


class TopicLinkForm(forms.ModelForm):
    class Meta:
        help_texts = {"url": ADDRESS_HELP}


class TopicLinkInline(PartInline):
    """More than four are no choice any more."""

    model = TopicLink
    form = TopicLinkForm
    fields = ("position", "label", "text", "url")
    max_num = TopicLink.MOST


class TransitionStepForm(forms.ModelForm):
    class Meta:
        help_texts = {
            "when": "In Worten, die jedes Jahr stimmen: „Im letzten Kita-Jahr“. Feste Tage nur aus dem Gesetz.",
            "helper": "Die Stelle, kein Name: „Ihre Grundschule“.",
            "actor": "Dann wird „Wer hilft“ zum Link auf diesen Eintrag.",
            "url": ADDRESS_HELP,
            "source": "Wo das steht, zum Beispiel „NSchG, § 64“.",
        }


class TransitionStepInline(Part, admin.StackedInline):
    model = TransitionStep
    form = TransitionStepForm
    fields = (
        ("position", "when"),
        "title",
        "text",
        ("helper", "actor"),
        ("document", "url"),
        "source",
    )
    autocomplete_fields = ("actor", "document")
    classes = ("collapse",)


class TopicPinInline(PartInline):
    model = TopicPin
    fields = ("position", *TopicPin.KINDS)
    autocomplete_fields = TopicPin.KINDS
    verbose_name_plural = (
        "Was zuerst steht (je Zeile genau ein Eintrag; alles andere ordnet sich von selbst)"
    )
    classes = ("collapse",)


class TopicForm(forms.ModelForm):
    class Meta:
        help_texts = {
            "parent": "Das Thema steht dann in der Übersicht unter diesem.",
            "summary": "Worum es geht und für wen, in zwei Sätzen. Steht in Listen und ganz oben auf der Seite.",
            "body": "Für alle, die weiterlesen. Wohin man sich wendet, tragen Sie bei der Ansprechstelle ein.",
            "target_groups": "Für wen die Seite gedacht ist; steht neben dem Text.",
            "is_guiding": "Steht dann auf der Seite der Bildungsregion und unter „Leitlinien und Ziele“.",
            "order": "Kleine Zahlen stehen vorn.",
        }


admin.site.unregister(Topic)


@admin.register(Topic)
class TopicAdmin(PlainTopicAdmin):
    form = TopicForm
    list_display = (
        "name",
        "kind",
        "parent",
        "order",
        "is_guiding",
        "number_of_links",
        "is_published",
    )
    list_filter = ("is_published", "kind", "is_guiding")
    list_select_related = ("parent",)
    autocomplete_fields = ("parent", "target_groups")
    inlines = (TopicLinkInline, TransitionStepInline, TopicPinInline)

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(links_number=Count("links"))

    def get_inlines(self, request, obj):
        """Only transitions have steps."""
        is_topic = obj is not None and obj.kind == Topic.Kind.TOPIC
        return [part for part in self.inlines if not (is_topic and part is TransitionStepInline)]

    @admin.display(description="Nächste Schritte", ordering="links_number")
    def number_of_links(self, topic):
        return topic.links_number


class LifePhaseForm(forms.ModelForm):
    class Meta:
        help_texts = {
            "ages": "Danach werden Angebote und Termine ausgesucht; leer zeigt die Seite keine.",
            "summary": "Wer gemeint ist und was es gibt, in zwei Sätzen.",
            "order": "Von jung nach alt.",
        }


admin.site.unregister(LifePhase)


@admin.register(LifePhase)
class LifePhaseAdmin(MarkdownFields, FacetAdmin):
    markdown_fields = ("body",)
    form = LifePhaseForm
    list_display = ("name", "ages", "order")
    autocomplete_fields = ("topics",)
