"""What anybody may send about a project: an enquiry, and „Wir machen das auch“."""

from django import forms
from django.utils.translation import gettext_lazy as _

from actors.models import Actor
from bildungsregion.base.forms import SiteForm
from bildungsregion.base.guard import GuardedForm, refuse_links
from projects.enquiries import Asked


LONGEST_SAID = 500


def _text(label, rows: int = 4, most: int = LONGEST_SAID, **more) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=most, widget=forms.Textarea({"rows": rows}), **more
    )


def _email(help_text) -> forms.EmailField:
    widget = forms.EmailInput({"autocomplete": "email"})
    return forms.EmailField(label=_("E-Mail"), max_length=200, help_text=help_text, widget=widget)


class EnquiryForm(GuardedForm):
    purpose = "project-enquiry"
    privacy = "projektanfrage"

    name = forms.CharField(
        label=_("Ihr Name"), max_length=120, widget=forms.TextInput({"autocomplete": "name"})
    )
    institution = forms.CharField(label=_("Einrichtung"), max_length=160, required=False)
    email = _email(_("Hierhin kommt die Antwort, und eine Kopie Ihrer Anfrage."))
    phone = forms.CharField(
        label=_("Telefon"),
        max_length=60,
        required=False,
        widget=forms.TextInput({"autocomplete": "tel", "inputmode": "tel"}),
    )
    message = _text(_("Was möchten Sie wissen?"), rows=6, most=2000)

    def clean_name(self):
        return refuse_links(self.cleaned_data["name"])

    def clean_institution(self):
        return refuse_links(self.cleaned_data["institution"])

    def clean_message(self):
        return refuse_links(self.cleaned_data["message"])

    @property
    def asked(self) -> Asked:
        """The enquiry of a valid form."""
        return Asked(**{name: self.cleaned_data[name] for name in Asked.__dataclass_fields__})


class AdoptionForm(GuardedForm):
    """By anybody without an account; the lead or the office looks at it."""

    purpose = "adoption"
    privacy = "projektanfrage"

    name = forms.CharField(label=_("Ihre Einrichtung"), max_length=200)
    text = _text(
        _("Wie machen Sie es?"), help_text=_("Zwei Sätze genügen. Sie stehen später auf der Seite.")
    )
    email = _email(
        _("Wir schreiben Ihnen, sobald es bestätigt ist. Sie steht nicht auf der Seite.")
    )

    def clean_name(self):
        return refuse_links(self.cleaned_data["name"]).strip()

    def clean_text(self):
        return refuse_links(self.cleaned_data["text"])

    def said(self, user) -> dict:
        """What the action needs, of a valid form."""
        return {"actor": None, "by": user if user.is_authenticated else None, **{
            name: self.cleaned_data[name] for name in ("name", "text", "email")}}  # fmt: skip


class OwnAdoptionForm(SiteForm):
    """By people who speak for an institution of the directory."""

    actor = forms.ModelChoiceField(
        label=_("Ihre Einrichtung"), queryset=Actor.objects.none(), to_field_name="slug"
    )
    text = _text(
        _("Wie machen Sie es?"), help_text=_("Zwei Sätze genügen. Sie stehen später auf der Seite.")
    )

    def __init__(self, *args, actors, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["actor"].queryset = actors
        self.fields["actor"].empty_label = None

    def clean_text(self):
        return refuse_links(self.cleaned_data["text"])

    def said(self, user) -> dict:
        return {"actor": self.cleaned_data["actor"], "name": "", "text": self.cleaned_data["text"],
                "email": user.email, "by": user}  # fmt: skip
