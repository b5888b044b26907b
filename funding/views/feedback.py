"""How a funded visit was: two sentences for the learning place and the office, seen by nobody else."""

from django import forms
from django.utils.translation import gettext as _, gettext_lazy

from actors import actions
from actors.models import VisitFeedback
from bildungsregion.base.errors import DomainError
from bildungsregion.base.guard import refuse_links
from funding.forms.granted import CaseForm

from .moves import has_visited
from .verbs import VerbPage


class FeedbackForm(CaseForm):
    text = forms.CharField(
        label=gettext_lazy("Wie war es?"),
        max_length=VisitFeedback.LONGEST,
        help_text=gettext_lazy("Zwei Sätze genügen. Bitte keine Namen von Kindern."),
        widget=forms.Textarea({"rows": 4}),
    )

    def clean_text(self):
        return refuse_links(self.cleaned_data["text"])


class ApplicationFeedback(VerbPage):
    form_class = FeedbackForm
    title = gettext_lazy("Rückmeldung zum Besuch")
    button = gettext_lazy("Rückmeldung senden")
    keep = gettext_lazy("Zurück zum Vorgang")
    done = gettext_lazy("Danke! Ihre Rückmeldung ist unterwegs.")

    def is_open(self):
        return has_visited(self.case) and not self.is_told()

    def is_told(self) -> bool:
        return VisitFeedback.objects.filter(reference=self.case.number).exists()

    def lead(self):
        return (
            _("Sagen Sie %s und uns, wie es Ihrer Gruppe gefallen hat.") % self.case.provider_label
        )

    def consequences(self):
        return [
            _("Der Lernort und das Büro lesen es, sonst niemand; veröffentlicht wird nichts."),
            _("Auf den Zuschuss hat Ihre Rückmeldung keinen Einfluss."),
        ]

    def act(self, form):
        if not has_visited(self.case):
            raise DomainError(_("Zu diesem Vorgang gibt es noch keinen Besuch."))
        actions.tell_how_it_was(
            actor=self.case.provider,
            offer=self.case.offer,
            reference=self.case.number,
            institution=self.case.institution.name,
            text=form.cleaned_data["text"],
            by=self.request.user,
        )
