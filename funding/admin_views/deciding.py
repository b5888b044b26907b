"""The two pages of four eyes: propose an amount, and sign what somebody else proposed."""

from bildungsregion.base.money import euro
from funding import actions, case_page, letters
from funding.models import Decision

from .forms import ProposeForm
from .signing import Signature
from .steps import StepPage, mail_to_applicant


class Propose(StepPage):
    verb = "propose"
    form_class = ProposeForm
    template_name = "admin/funding/application/propose.html"
    title = "Entscheidung vorschlagen"
    button = "Zur Zeichnung geben"

    def make_form(self, data=None):
        return ProposeForm(
            data,
            case=self.case,
            computed_cents=self.case.reckon().cents,
            former_reasons=case_page.former_reasons(self.case),
        )

    def consequences(self):
        return [
            "Jemand mit Zeichnungsrecht prüft Ihren Vorschlag. Sie selbst können ihn nicht zeichnen.",
            "Geld wird erst mit der Zeichnung gebunden; bis dahin erfährt die Einrichtung nichts.",
        ]

    def act(self, form, version):
        decision = actions.propose(
            application=self.case,
            by=self.request.user,
            amount_cents=form.cleaned_data["amount"],
            reasons=form.reasons_text(),
            conditions=form.cleaned_data["conditions"],
            budget_year=form.cleaned_data["budget_year"],
            version=version,
        )
        if decision.kind == Decision.Kind.REJECT:
            return f"Die Ablehnung von {self.case.number} liegt zur Zeichnung vor."
        return f"{euro(decision.amount_cents)} für {self.case.number} liegen zur Zeichnung vor."

    def get_context_data(self, **kwargs):
        reckoned = self.case.reckon()
        return super().get_context_data(
            reckoned=reckoned,
            pot=case_page.pot(self.case),
            open_checks=[row for row in self.case.checks.all() if row.result == row.Result.OPEN],
            not_ok=[row for row in self.case.checks.all() if row.result == row.Result.NOT_OK],
            similar=case_page.similar_to(self.case),
            place=case_page.place(self.case),
            **kwargs,
        )


class Sign(Signature):
    """Approve or reject, as proposed."""

    template_name = "admin/funding/application/sign.html"

    @property
    def rejects(self) -> bool:
        return self.proposal is not None and self.proposal.kind == Decision.Kind.REJECT

    @property
    def letter_to_read(self):
        return letters.LETTER_OF[self.proposal.kind] if self.is_first else ""

    @property
    def title(self) -> str:
        return "Ablehnung zeichnen" if self.rejects else "Bewilligung zeichnen"

    def get_verb(self):
        return "reject" if self.rejects else "approve"

    @property
    def is_first(self) -> bool:
        """Whether the proposal is one for the first decision, not for a change or a revocation."""
        return self.proposal is not None and self.proposal.kind in letters.LETTER_OF

    def consequences(self):
        if not self.is_first:
            return []
        final = "Die Entscheidung ist danach endgültig; der Bescheid wird mit Prüfsumme abgelegt."
        if self.rejects:
            return ["Es wird kein Geld gebunden.", final]
        year = self.proposal.budget_year.year
        return [f"{euro(self.proposal.amount_cents)} werden im Haushalt {year} gebunden.", final]

    def mail(self):
        return mail_to_applicant(self.case, "decided")

    def act(self, form, version):
        decision = actions.sign(application=self.case, by=self.request.user, version=version)
        if decision.kind == Decision.Kind.REJECT:
            return f"{self.case.number} ist abgelehnt. Der Bescheid ist erstellt, die E-Mail unterwegs."
        return (
            f"{euro(decision.amount_cents)} für {self.case.number} sind bewilligt. "
            "Der Bescheid ist erstellt, die E-Mail unterwegs."
        )

    def get_context_data(self, **kwargs):
        proposal = self.proposal
        pot = case_page.pot(self.case)
        amount = proposal.amount_cents if proposal else 0
        available = pot.available_cents if pot else 0
        return super().get_context_data(
            reckoned=self.case.reckon(),
            pot=pot,
            rejects=self.rejects,
            left_cents=available - amount,
            missing_cents=max(0, amount - available),
            similar=case_page.similar_to(self.case),
            **kwargs,
        )
