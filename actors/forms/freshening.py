from django import forms
from django.utils.translation import gettext_lazy as _

from bildungsregion.base.forms import SiteForm


class WhatChangedForm(SiteForm):
    """What is different now, in the institution's own words; the key in its mail says who writes."""

    message = forms.CharField(
        label=_("Was hat sich geändert?"),
        max_length=2000,
        help_text=_("Zum Beispiel: Die Telefonnummer ist jetzt 04131 12345, montags haben wir zu."),
        widget=forms.Textarea({"rows": 7}),
    )
