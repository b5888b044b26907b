import re

from django import forms
from django.utils.translation import gettext as _, gettext_lazy

from bildungsregion.base.guard import LINK, GuardedForm

from .lists import Choice
from .models import Subscription
from .rhythm import Rhythm


# A search word stands in the mail to an address that anybody may type: no room there for an advertisement.
LONGEST_WORDS = 60
SITE = re.compile(r"\w\.\w\w|@|\n")


class SubscribeForm(GuardedForm):
    purpose = "subscription"
    privacy = "abo"

    email = forms.EmailField(
        label=gettext_lazy("Ihre E-Mail-Adresse"),
        max_length=200,
        help_text=gettext_lazy("Hierhin kommt zuerst ein Link, mit dem Sie das Abo bestätigen."),
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    rhythm = forms.ChoiceField(
        label=gettext_lazy("Wie oft?"),
        choices=Rhythm.choices,
        initial=Rhythm.WEEKLY,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args, choice: Choice, **kwargs):
        super().__init__(*args, **kwargs)
        self.choice = choice

    def clean(self):
        words = str(self.choice.filterset.chosen.get("q", ""))
        if len(words) > LONGEST_WORDS or LINK.search(words) or SITE.search(words):
            self.add_error(
                None,
                _("Dieses Suchwort lässt sich nicht abonnieren. Bitte suchen Sie mit wenigen Wörtern."),
            )  # fmt: skip
        if not self.choice.is_whole(self.choice.query):
            self.add_error(
                None,
                _("Einen dieser Filter gibt es nicht. Bitte wählen Sie in der Liste noch einmal."),
            )
        if len(self.choice.query) > Subscription._meta.get_field("query").max_length:
            self.add_error(None, _("Das sind zu viele Filter. Bitte nehmen Sie einige weg."))
        return super().clean()
