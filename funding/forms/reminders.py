"""Which reminders somebody wants."""

from django import forms
from django.utils.translation import gettext_lazy as _

from bildungsregion.base.forms import SiteForm
from funding import reminders


class ReminderForm(SiteForm):
    kinds = forms.MultipleChoiceField(
        label=_("Erinnern Sie mich, wenn"),
        help_text=_("Alles zusammen kommt in einer E-Mail, höchstens einmal am Tag."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kinds"].choices = [
            (kind.slug, kind.label) for kind in reminders.kinds_for(user)
        ]
