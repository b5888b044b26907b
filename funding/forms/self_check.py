"""„Passt mein Vorhaben?“: four questions before anybody logs in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from bildungsregion.base.forms import DateInput, SiteForm
from funding.selfcheck import Institution


class SelfCheckForm(SiteForm):
    """All answers travel in the address; what is left open counts as not known yet."""

    einrichtung = forms.ChoiceField(
        label=_("Wer möchte beantragen?"),
        choices=[
            (
                Institution.SCHOOL,
                _("Allgemeinbildende Schule, auch Förderschule oder freie Schule"),
            ),
            (Institution.KITA, _("Kita oder Krippe")),
            (Institution.HORT, _("Hort")),
            (Institution.VOCATIONAL, _("Berufsbildende Schule")),
            (Institution.OTHER, _("Jemand anderes")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Bitte sagen Sie, wer beantragen möchte.")},
    )
    haus = forms.ChoiceField(
        label=_("Wo findet das Vorhaben statt?"),
        choices=[
            ("unterwegs", _("Woanders: Wir machen uns auf den Weg")),
            ("eigenes", _("Im eigenen Haus")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Bitte sagen Sie, wo es stattfindet.")},
    )
    landkreis = forms.ChoiceField(
        choices=[("ja", _("Ja")), ("nein", _("Nein")), ("unklar", _("Weiß ich noch nicht"))],
        initial="ja",
        widget=forms.RadioSelect,
        required=False,
    )
    termin = forms.DateField(
        label=_("Wann ist der erste Termin?"),
        widget=DateInput,
        required=False,
        help_text=_("Leer lassen, wenn er noch nicht feststeht."),
    )
    mark_optional = False

    def __init__(self, data=None, *, district: str):
        super().__init__(data, auto_id="%s")
        self.fields["landkreis"].label = _("Liegt der Ort im %(district)s?") % {
            "district": district
        }

    @property
    def answers(self) -> dict:
        """The arguments of selfcheck.check(); the form is valid."""
        data = self.cleaned_data
        own = data["haus"] == "eigenes"
        inside = {"ja": True, "nein": False}.get(data["landkreis"])
        return {
            "institution": data["einrichtung"],
            "own_premises": own,
            "in_district": True if own else inside,
            "starts_on": data["termin"],
        }
