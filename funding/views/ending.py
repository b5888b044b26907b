"""The institution takes something back: the application, the wish for a change, the project."""

from django.utils.translation import gettext as _, gettext_lazy

from bildungsregion.base.money import euro
from funding import actions
from funding.forms.granted import NoteForm
from funding.models import Application

from .verbs import VerbPage


class ApplicationWithdraw(VerbPage):
    form_class = NoteForm
    verb = "withdraw"
    title = gettext_lazy("Antrag zurückziehen?")
    button = gettext_lazy("Ja, zurückziehen")
    keep = gettext_lazy("Nein, beim Antrag bleiben")
    done = gettext_lazy("Der Antrag ist zurückgezogen.")

    def lead(self):
        return _(
            "Der Antrag ist damit erledigt, es gibt keinen Zuschuss. Sie können jederzeit einen neuen stellen."
        )

    def act(self, form):
        note = form.cleaned_data["note"].strip()
        actions.withdraw(application=self.case, by=self.request.user, note=note)


class ApplicationRetract(VerbPage):
    verb = "retract_change"
    title = gettext_lazy("Änderungswunsch zurücknehmen?")
    button = gettext_lazy("Ja, zurücknehmen")
    keep = gettext_lazy("Nein, dabei bleiben")
    done = gettext_lazy("Der Änderungswunsch ist zurückgenommen. Der Bescheid gilt, wie er ist.")

    def lead(self):
        return _(
            "Dann bleibt es bei dem, was bewilligt ist. Eine neue Änderung können Sie jederzeit beantragen."
        )

    def act(self, form):
        actions.retract_change(
            application=self.case, by=self.request.user, version=form.cleaned_data["version"]
        )


class ApplicationCancel(VerbPage):
    form_class = NoteForm
    verb = "cancel"
    title = gettext_lazy("Vorhaben absagen?")
    button = gettext_lazy("Ja, absagen")
    keep = gettext_lazy("Nein, es findet statt")
    done = gettext_lazy("Das Vorhaben ist abgesagt. Danke, dass Sie Bescheid gesagt haben.")

    def lead(self):
        return _(
            "Das lässt sich nicht rückgängig machen. Hat sich nur etwas verschoben, beantragen Sie lieber "
            "eine Änderung."
        )

    def consequences(self):
        told = [
            _("Der Zuschuss von %(sum)s wird nicht ausgezahlt; das Geld ist wieder für andere da.")
            % {"sum": euro(self.case.decided_cents)},
            _("Kosten, die schon entstanden sind, tragen Sie selbst, auch Gebühren für eine Stornierung."),
            _("Ein Nachweis ist nicht mehr nötig."),
        ]  # fmt: skip
        if self.case.status == Application.Status.CHANGE_REQUESTED:
            told.append(_("Ihr Änderungswunsch ist damit auch erledigt."))
        return told

    def act(self, form):
        actions.cancel(
            application=self.case,
            by=self.request.user,
            note=form.cleaned_data["note"],
            version=form.cleaned_data["version"],
        )
