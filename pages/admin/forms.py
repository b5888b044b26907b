"""Forms of pages and news in the admin."""

from datetime import datetime

from django import forms
from django.core.exceptions import ValidationError

from bildungsregion.base.forms import SiteForm
from bildungsregion.base.markdown import MARKDOWN_HELP
from pages import cards, difference
from pages.models import Page, PreviewLink


FIRST_YEAR = 1990
CHANGED = (
    "Inzwischen hat %(who)s diesen Text gespeichert (%(when)s Uhr). Ihr Text steht unverändert in den Feldern. "
    "Unten sehen Sie, was verschieden ist. Wenn Sie jetzt speichern, gilt Ihr Text; der andere bleibt als "
    "Fassung %(number)s erhalten."
)


class WrittenForm(forms.ModelForm):
    """A text with the number of the edit that was read: who saves an old one is told, and keeps what they wrote."""

    seen_edit = forms.IntegerField(widget=forms.HiddenInput, required=False)
    aside = forms.MultipleChoiceField(
        label="Neben dem Text",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Ansprechstellen und Teaser, die rechts neben dem Text stehen.",
    )

    class Meta:
        help_texts = {
            "slug": "Kurz und ohne Leerzeichen. Wird sie später geändert, führt die alte Adresse zur neuen.",
            "summary": "Ein bis zwei Sätze: als Vorspann, für Listen und Suchergebnisse.",
            "body": f"{MARKDOWN_HELP} {cards.CARDS_HELP}",
            "review_on": "An diesem Tag steht die Seite auf der Startseite der Verwaltung.",
            "position": "Kleine Zahlen stehen weiter oben.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.conflict = None
        row = self.instance
        self.before = row.working_content
        if row.pk:
            self.initial |= self.before | {"seen_edit": row.edit_number}
        if "aside" in self.fields:
            known = cards.choices()
            lost = [key for key in self.before["aside"] if key not in dict(known)]
            self.fields["aside"].choices = known + [(key, f"{key} (verborgen)") for key in lost]
        if "body" in self.fields:
            self.fields["body"].widget.cards = "admin:pages_teaser_cards"
            # The browser would cut what is pasted without a word.
            self.fields["body"].widget.attrs.pop("maxlength", None)

    def clean_body(self):
        body = self.cleaned_data["body"]
        if told := cards.faults(body):
            raise ValidationError(told)
        return body

    def clean(self):
        super().clean()
        row = self.instance
        if row.pk and self.cleaned_data.get("seen_edit") != row.edit_number:
            self._tell_of_change()
        return self.cleaned_data

    def _tell_of_change(self) -> None:
        last = self.instance.versions.select_related("saved_by").first()
        mine = {name: self.cleaned_data.get(name, self.before[name]) for name in self.before}
        self.conflict = difference.between(type(self.instance), self.before, mine)
        said = {
            "who": str(last.saved_by) if last and last.saved_by else "jemand anders",
            "when": f"{last.local_time:%d.%m.%Y, %H:%M}" if last else "eben",
            "number": last.number if last else "",
        }
        self.add_error(None, ValidationError(CHANGED, params=said))
        # Saved again it is meant.
        self.data = self.data.copy()
        self.data[self.add_prefix("seen_edit")] = self.instance.edit_number


class PageForm(WrittenForm):
    class Meta(WrittenForm.Meta):
        help_texts = WrittenForm.Meta.help_texts | {
            "parent": "Leer: Die Seite steht ganz oben. Höchstens vier Ebenen.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "parent" in self.fields:
            parent = self.fields["parent"]
            parent.queryset = Page.objects.originals().exclude(pk=self.instance.pk)
            parent.label_from_instance = lambda page: f"{'– ' * page.depth}{page.title}"


class MomentInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class StepForm(SiteForm):
    """A step that is taken after a look at what it does; carries what was looked at."""

    seen_edit = forms.IntegerField(widget=forms.HiddenInput)


def _not_long_ago(moment: datetime) -> None:
    """Before there was a web nothing was online, and a database cannot keep every moment of the year 1."""
    if moment.year < FIRST_YEAR:
        raise ValidationError(f"Bitte ein Jahr ab {FIRST_YEAR}.")


class PublishForm(StepForm):
    at = forms.DateTimeField(
        label="Online ab",
        required=False,
        validators=[_not_long_ago],
        widget=MomentInput,
        help_text="Leer: sofort. In der Zukunft: erscheint dann von selbst.",
    )
    until = forms.DateTimeField(
        label="Online bis",
        required=False,
        validators=[_not_long_ago],
        widget=MomentInput,
        help_text="Leer: bleibt, bis Sie den Text zurücknehmen.",
    )


class PlanForm(StepForm):
    at = forms.DateTimeField(
        label="Änderung ab",
        widget=MomentInput,
        validators=[_not_long_ago],
        help_text="Tag und Uhrzeit. Bis dahin steht die bisherige Fassung online, dann von selbst die neue.",
    )


class PreviewForm(SiteForm):
    days = forms.TypedChoiceField(
        label="Gilt für", choices=PreviewLink.DAYS, initial=7, coerce=int, widget=forms.RadioSelect
    )
