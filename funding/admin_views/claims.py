"""Money that must come back: received, or let go."""

from accounts.confirming import Confirmed
from bildungsregion.base.money import euro
from funding import actions

from .granted_forms import RefundForm, WaiveForm
from .steps import StepPage, mail_to_applicant


class ClaimPage(StepPage):
    template_name = "admin/funding/application/claim.html"

    @property
    def claim(self):
        return getattr(self.case, "claim", None)

    @property
    def outstanding_cents(self) -> int:
        return self.claim.outstanding_cents if self.claim else 0

    def get_context_data(self, **kwargs):
        return super().get_context_data(claim=self.claim, **kwargs)


class RecordRefund(ClaimPage):
    verb = "record_refund"
    title = "Rückzahlung vermerken"

    def make_form(self, data=None):
        return RefundForm(data, case=self.case, outstanding_cents=self.outstanding_cents)

    def consequences(self):
        year = self.case.budget_year
        where = f"wird im Haushalt {year.year} wieder frei"
        if year.state == year.State.CLOSED:
            where = f"geht in den allgemeinen Haushalt, denn {year.year} ist abgeschlossen"
        return [
            f"Der Betrag {where}.",
            "Ist alles zurückgezahlt, ist der Vorgang zu Ende; ein Teil lässt ihn offen.",
        ]

    def act(self, form, version):
        typed = form.cleaned_data
        claim = actions.record_refund(
            claim=self.claim,
            by=self.request.user,
            cents=typed["amount"],
            received_on=typed["received_on"],
            reference=typed["reference"],
            version=version,
        )
        if claim.settled_on:
            return f"Zu {self.case.number} ist alles zurückgezahlt. Der Vorgang ist zu Ende."
        return f"Zu {self.case.number} sind noch {euro(claim.outstanding_cents)} offen."


class WaiveClaim(Confirmed, ClaimPage):
    verb = "waive_claim"
    form_class = WaiveForm
    title = "Auf die Rückforderung verzichten"
    button = "Verzicht zeichnen"
    is_danger = True

    def consequences(self):
        most = euro(self.case.rule_set.waiver_cents)
        return [
            f"Auf {euro(self.outstanding_cents)} wird verzichtet. Möglich ist das bis {most}.",
            "Der Vorgang ist damit zu Ende.",
        ]

    def mail(self):
        return mail_to_applicant(self.case, "claim_waived")

    def act(self, form, version):
        actions.waive_claim(
            claim=self.claim,
            by=self.request.user,
            reason=form.cleaned_data["reason"],
            version=version,
        )
        return f"Auf den Rest zu {self.case.number} ist verzichtet."
