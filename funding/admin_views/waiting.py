"""Let a checked case wait for money."""

from bildungsregion.base.money import euro
from funding import actions, case_page

from .granted_forms import WaitlistForm
from .steps import StepPage, mail_to_applicant


class PutOnWaitlist(StepPage):
    verb = "put_on_waitlist"
    title = "Auf die Warteliste setzen"
    template_name = "admin/funding/application/waitlist.html"

    @property
    def proposal(self):
        return next((row for row in self.case.decisions.all() if not row.is_signed), None)

    def make_form(self, data=None):
        return WaitlistForm(data, case=self.case, proposal=self.proposal)

    def consequences(self):
        lines = [
            "Der Antrag wartet, bis Geld frei wird: in der Reihenfolge, in der die Anträge vollständig waren.",
            "Wird genug frei, steht er auf Ihrer Startseite und kann vorgeschlagen werden.",
        ]
        if self.proposal:
            amount = euro(self.proposal.amount_cents)
            lines.insert(0, f"Der Vorschlag über {amount} entfällt.")
        return lines

    def mail(self):
        return mail_to_applicant(self.case, "waitlisted")

    def act(self, form, version):
        case = actions.put_on_waitlist(
            application=self.case,
            by=self.request.user,
            note=form.cleaned_data["note"],
            budget_year=form.cleaned_data["budget_year"],
            version=version,
        )
        return f"{case.number} steht auf der Warteliste {case.budget_year.year}."

    def get_context_data(self, **kwargs):
        return super().get_context_data(pot=case_page.pot(self.case), **kwargs)
