"""Forms of who speaks for an institution."""

from django import forms
from django.utils.translation import gettext_lazy as _

from actors.models import Membership
from bildungsregion.base.forms import SiteForm
from bildungsregion.base.guard import refuse_links


ROLE_HELP = _("Die Leitung lädt Kolleg:innen ein und übergibt. Eintrag und Angebote pflegen beide.")


class ClaimForm(SiteForm):
    privacy = "einrichtung"

    role = forms.ChoiceField(
        label=_("Ihre Aufgabe"),
        choices=Membership.Role.choices,
        initial=Membership.Role.CONTACT,
        help_text=ROLE_HELP,
        widget=forms.RadioSelect,
    )
    message = forms.CharField(
        label=_("Wer sind Sie in dieser Einrichtung?"),
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Ein Satz genügt: Sekretariat, Leitung, Öffentlichkeitsarbeit …"),
    )

    def clean_message(self):
        """It goes by mail to people who did not ask for it."""
        return refuse_links(self.cleaned_data["message"])


class InviteForm(SiteForm):
    privacy = "einrichtung"

    email = forms.EmailField(
        label=_("E-Mail"), widget=forms.EmailInput({"autocomplete": "off"}),
        help_text=_("Mit dieser Adresse meldet sich die Person an."),
    )  # fmt: skip
    role = forms.ChoiceField(
        label=_("Aufgabe"),
        choices=Membership.Role.choices,
        initial=Membership.Role.CONTACT,
        help_text=ROLE_HELP,
        widget=forms.RadioSelect,
    )


class HandOverForm(SiteForm):
    privacy = "einrichtung"

    email = forms.EmailField(
        label=_("E-Mail der neuen Leitung"),
        widget=forms.EmailInput({"autocomplete": "off"}),
        help_text=_("Sie bekommt eine Einladung. Bis sie annimmt, bleibt alles, wie es ist."),
    )
    stays = forms.ChoiceField(
        label=_("Und Sie?"),
        choices=[("ja", _("Ich bleibe Ansprechperson")), ("nein", _("Ich gehe ganz"))],
        initial="ja",
        widget=forms.RadioSelect,
    )


class ReasonForm(SiteForm):
    reason = forms.CharField(
        label=_("Begründung"),
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("Die Person liest sie in einer E-Mail."),
    )
