"""The one form field for Markdown: an editor as people know it from Word, a plain field without JavaScript."""

from collections.abc import Iterable

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from .forms import SiteRenderer
from .markdown import LONGEST, MARKDOWN_HELP, faults
from .pictures import Picture


# What words of a text may be in, as Germans call it.
LANGUAGES = (
    ("en", _("Englisch")), ("uk", _("Ukrainisch")), ("ar", _("Arabisch")), ("tr", _("Türkisch")),
    ("pl", _("Polnisch")), ("ru", _("Russisch")), ("ro", _("Rumänisch")), ("fa", _("Persisch")),
    ("ku", _("Kurdisch")), ("fr", _("Französisch")), ("es", _("Spanisch")), ("it", _("Italienisch")),
    ("la", _("Latein")), ("nds", _("Plattdeutsch")), ("de", _("Deutsch")),
)  # fmt: skip


class MarkdownWidget(forms.Textarea):
    """The editor around a textarea. ``pictures``: whether pictures of the library may be put in.

    ``cards`` names the address that lists the cards a text may place, where its page knows such.
    """

    cards = ""

    template_name = "forms/markdown.html"

    class Media:
        css = {"all": ["css/editor.css"]}
        js = [forms.Script("editor/editor.js", type="module")]

    def __init__(self, attrs=None, *, pictures=True):
        super().__init__({"rows": 12, **(attrs or {})})
        self.pictures = pictures

    def get_context(self, name, value, attrs):
        return super().get_context(name, value, attrs) | {
            "help": MARKDOWN_HELP,
            "longest": LONGEST,
            "pictures": self.pictures,
            "languages": LANGUAGES,
            "licences": Picture.Licence.choices,
            "people": Picture.People.choices,
            "links_url": reverse("text_links"),
            "pictures_url": reverse("text_pictures") if self.pictures else "",
            "preview_url": reverse("text_preview"),
            "cards_url": reverse(self.cards) if self.cards else "",
        }

    def _render(self, template_name, context, renderer=None):
        # The office's forms come with a renderer that knows none of our templates.
        return super()._render(template_name, context, SiteRenderer())


class MarkdownField(forms.CharField):
    """Markdown that the page shows as it is meant; anything else is refused in a sentence.

    Forms of models name it in ``Meta.field_classes``; a widget of their own says whether it takes pictures.
    """

    widget = MarkdownWidget

    def __init__(self, *, pictures: bool | None = None, **kwargs):
        super().__init__(**kwargs)
        # How Markdown is written stands in the widget, for those who see no toolbar.
        said = str(self.help_text).replace(MARKDOWN_HELP, "").strip()
        self.help_text = "" if said == "Markdown" else said
        if pictures is not None:
            self.widget.pictures = pictures

    def clean(self, value):
        text = super().clean(value)
        # Browsers send the line ends of Windows.
        text = text.replace("\r\n", "\n")
        if found := faults(text):
            raise ValidationError(found, code="markdown")
        return text


class MarkdownFields:
    """Part of an admin class: the text fields named in ``markdown_fields`` get the editor."""

    markdown_fields: Iterable[str] = ()

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name in self.markdown_fields and isinstance(db_field, models.TextField):
            kwargs |= {"form_class": MarkdownField, "widget": MarkdownWidget}
            return db_field.formfield(**kwargs)
        return super().formfield_for_dbfield(db_field, request, **kwargs)
