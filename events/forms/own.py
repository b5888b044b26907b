"""People of an institution change an event of theirs."""

from django import forms
from django.utils.translation import gettext_lazy

from actors.forms.entries import FactsForm
from bildungsregion.base.markdown_forms import MarkdownField, MarkdownWidget
from events.models import Event


class EventFactsForm(FactsForm):
    fieldsets = (
        (gettext_lazy("Worum es geht"), "", ("title", "status", "summary", "description")),
        (gettext_lazy("Wo"), "", ("attendance", "place_name", "street", "postcode", "city", "online_url")),
        (gettext_lazy("Teilnehmen"), "", ("access", "access_url", "is_free", "price")),
        (gettext_lazy("Für wen"), "", ("age_from", "age_to", "target_groups", "topics", "languages")),
        (gettext_lazy("Barrierefreiheit"), "", ("wheelchair", "accessibility_note")),
    )  # fmt: skip

    class Meta:
        model = Event
        fields = [
            "title", "status", "summary", "description", "attendance", "place_name", "street",
            "postcode", "city", "online_url", "access", "access_url", "is_free", "price", "age_from",
            "age_to", "target_groups", "topics", "languages", "wheelchair", "accessibility_note",
        ]  # fmt: skip
        field_classes = {"description": MarkdownField}
        widgets = {
            "summary": forms.Textarea({"rows": 3}),
            "description": MarkdownWidget(pictures=False),
            "attendance": forms.RadioSelect,
            "wheelchair": forms.RadioSelect,
            "is_free": forms.NullBooleanSelect,
            "postcode": forms.TextInput({"inputmode": "numeric", "maxlength": 5}),
        }
        help_texts = {
            "summary": gettext_lazy("Ein bis zwei Sätze."),
            "place_name": gettext_lazy("Leer, wenn der Ort im Verzeichnis steht."),
            "price": gettext_lazy("Zum Beispiel „6 €, ermäßigt 4 €“."),
        }
