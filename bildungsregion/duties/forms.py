"""What anybody fills in to report something; no account, no puzzle, no script."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _, gettext_lazy

from bildungsregion.base.guard import GuardedForm

from .entries import path_of
from .models import Report


class ReportForm(GuardedForm):
    """What both forms ask. Links are allowed: to say what is wrong may need one."""

    kind: Report.Kind

    page = forms.CharField(
        label=gettext_lazy("Adresse der Seite"),
        required=False,
        max_length=500,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )
    message = forms.CharField(max_length=4000, widget=forms.Textarea({"rows": 6}))
    name = forms.CharField(
        label=gettext_lazy("Ihr Name"),
        required=False,
        max_length=120,
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=gettext_lazy("E-Mail"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Dann bekommen Sie eine Bestätigung und unsere Antwort."),
        widget=forms.EmailInput({"autocomplete": "email"}),
    )

    def clean_page(self):
        address = self.cleaned_data["page"]
        if address and not path_of(address):
            raise ValidationError(
                _("Bitte nennen Sie die Seite so, wie sie in der Adresszeile steht.")
            )
        return address

    @property
    def told(self) -> dict:
        """What actions.receive_report takes."""
        names = ("page", "message", "name", "email", "reason", "in_good_faith")
        return {"kind": self.kind} | {
            name: self.cleaned_data[name] for name in names if name in self.cleaned_data
        }


class BarrierForm(ReportForm):
    purpose = "barrier_report"
    privacy = "barriere"
    kind = Report.Kind.BARRIER

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["message"].label = _("Was geht nicht?")
        self.fields["message"].help_text = _(
            "Zum Beispiel: „Ich komme mit der Tastatur nicht zum Kalender.“ Ihre Gründe brauchen wir nicht."
        )


class EntryForm(ReportForm):
    """What Art. 16 (2) DSA lists: where, why, who says so, and that it is meant honestly."""

    purpose = "entry_report"
    privacy = "meldung"
    kind = Report.Kind.ENTRY

    reason = forms.ChoiceField(
        label=gettext_lazy("Was ist mit dem Eintrag?"),
        choices=Report.Reason,
        widget=forms.RadioSelect,
    )
    in_good_faith = forms.BooleanField(
        label=gettext_lazy("Ich melde das nach bestem Wissen; was ich schreibe, stimmt."),
        error_messages={"required": gettext_lazy("Bitte bestätigen Sie das.")},
    )
    field_order = ("page", "reason", "message", "name", "email", "in_good_faith")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["page"].required = True
        # Art. 16 (2) (c) DSA: nobody has to say who they are where children are at stake.
        is_needed = self.data.get(self.add_prefix("reason")) != Report.Reason.CHILDREN
        for name in ("name", "email"):
            self.fields[name].required = is_needed
        self.fields["message"].label = _("Warum?")
        self.fields["message"].help_text = _("Bitte so genau, dass wir es prüfen können.")
        self.fields["name"].help_text = _(
            "Name und E-Mail brauchen wir, außer es geht um Gewalt gegen Kinder. Die Einrichtung erfährt sie nicht."
        )
