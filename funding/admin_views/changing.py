"""A granted project changes: decline it, propose the new amount, send back, sign."""

from bildungsregion.base.money import euro
from funding import actions, case_page, differences
from funding.differences import Difference
from funding.forms import rows
from funding.models import ChangeRequest, Letter

from .forms import SendBackForm
from .granted_forms import OpenChangeForm, ProposeChangeForm, ToldForm
from .signing import Signature
from .steps import StepPage, mail_to_applicant, mail_to_assignee


class ChangePage(StepPage):
    """A step of an open wish, with the difference that it makes."""

    template_name = "admin/funding/application/change.html"

    @property
    def difference(self) -> Difference | None:
        rows = self.case.change_requests.all()
        change = next((row for row in rows if row.outcome == ChangeRequest.Outcome.OPEN), None)
        return differences.of_change(self.case, change) if change else None

    def get_context_data(self, **kwargs):
        kwargs.setdefault("difference", self.difference)
        return super().get_context_data(**kwargs)


class OpenChange(StepPage):
    """Type in what the institution said by telephone; the rows' buttons only redraw the page."""

    verb = "open_change"
    form_class = OpenChangeForm
    title = "Änderung aufnehmen"
    template_name = "admin/funding/application/open_change.html"

    def post(self, request, *args, **kwargs):
        if not rows.pressed(request.POST) or self.refusal():
            return super().post(request, *args, **kwargs)
        data, _place = rows.press(request.POST.dict())
        form = OpenChangeForm(data, case=self.case, lenient=True)
        return self.render_to_response(self.get_context_data(form=form))

    def make_form(self, data=None):
        return OpenChangeForm(data if data is None else data.dict(), case=self.case)

    def consequences(self):
        return [
            "Der gewünschte Plan steht dann neben dem bewilligten, mit dem Unterschied im Zuschuss.",
            "Danach lehnen Sie die Änderung ab oder schlagen einen neuen Betrag vor. Bis zur Zeichnung gilt "
            "die alte Bewilligung.",
        ]

    def mail(self):
        return mail_to_assignee(self.case, "change_requested", self.request.user)

    def act(self, form, version):
        actions.open_change(
            application=self.case,
            by=self.request.user,
            reasons=form.cleaned_data["reasons"],
            plan=form.wanted.plan(),
            third_party_cents=form.cleaned_data["third_party"] or 0,
            version=version,
        )
        return f"Der Änderungswunsch zu {self.case.number} ist aufgenommen."


class DeclineChange(ChangePage):
    verb = "decline_change"
    form_class = ToldForm
    title = "Änderung ablehnen"

    def consequences(self):
        return [
            "Die Bewilligung gilt weiter, wie sie ist. Am Geld ändert sich nichts.",
            "Die Einrichtung kann eine andere Änderung wünschen oder absagen.",
        ]

    def mail(self):
        return mail_to_applicant(self.case, "change_declined")

    def act(self, form, version):
        actions.decline_change(
            application=self.case,
            by=self.request.user,
            reasons=form.cleaned_data["note"],
            version=version,
        )
        return f"Die Änderung zu {self.case.number} ist abgelehnt, die Bewilligung bleibt."


class ProposeChange(ChangePage):
    verb = "propose_change"
    template_name = "admin/funding/application/propose_change.html"
    title = "Änderung vorschlagen"
    button = "Zur Zeichnung geben"

    def make_form(self, data=None):
        difference = self.difference
        return ProposeChangeForm(
            data,
            case=self.case,
            last=next(row for row in self.case.decisions.all() if row.is_signed),
            computed_cents=difference.reckoned.cents if difference else 0,
            former_reasons=case_page.former_reasons(self.case, "propose_change"),
        )

    def consequences(self):
        return [
            "Jemand mit Zeichnungsrecht prüft Ihren Vorschlag. Sie selbst können ihn nicht zeichnen.",
            "Bis dahin gilt die alte Bewilligung, und die Einrichtung erfährt nichts.",
        ]

    def act(self, form, version):
        decision = actions.propose_change(
            application=self.case,
            by=self.request.user,
            amount_cents=form.cleaned_data["amount"],
            reasons=form.reasons_text(),
            conditions=form.cleaned_data["conditions"],
            budget_year=form.cleaned_data["budget_year"],
            version=version,
        )
        amounts = f"{euro(decision.amount_cents)} statt {euro(self.case.decided_cents)}"
        return f"{amounts} für {self.case.number} liegen zur Zeichnung vor."

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            pot=case_page.pot(self.case), similar=case_page.similar_to(self.case), **kwargs
        )


class SendBackChange(ChangePage):
    verb = "send_back_change"
    form_class = SendBackForm
    title = "Änderungsvorschlag zurückgeben"
    button = "An die Sachbearbeitung zurückgeben"

    def consequences(self):
        return [
            "Der Vorschlag entfällt, der Änderungswunsch ist wieder offen.",
            "Die Sachbearbeitung findet Ihren Hinweis auf der Startseite.",
        ]

    def act(self, form, version):
        actions.send_back_change(
            application=self.case,
            by=self.request.user,
            note=form.cleaned_data["note"],
            version=version,
        )
        return f"{self.case.number} ist zurückgegeben."


class Amend(ChangePage, Signature):
    verb = "amend"
    title = "Änderung zeichnen"
    letter = Letter.Kind.AMENDMENT_NOTICE
    template_name = "admin/funding/application/amend.html"

    def booked(self) -> str:
        """What the signature books, as a sentence."""
        decision, before, old = self.proposal, self.case.decided_cents, self.case.budget_year
        new, amount = decision.budget_year, decision.amount_cents
        if new != old:
            return (
                f"{euro(before)} werden im Haushalt {old.year} frei, {euro(amount)} im Haushalt "
                f"{new.year} gebunden."
            )
        if amount == before:
            return "Am gebundenen Geld ändert sich nichts."
        verb = "zusätzlich gebunden" if amount > before else "wieder frei"
        return f"{euro(abs(amount - before))} werden im Haushalt {new.year} {verb}."

    def consequences(self):
        if self.proposal is None:
            return []
        return [
            self.booked(),
            "Der neue Plan ersetzt den alten; der alte bleibt in der Akte.",
            "Die Entscheidung ist danach endgültig; der Bescheid wird mit Prüfsumme abgelegt.",
        ]

    def act(self, form, version):
        decision = actions.amend(application=self.case, by=self.request.user, version=version)
        return (
            f"{self.case.number} ist geändert, bewilligt sind jetzt {euro(decision.amount_cents)}. "
            "Der Bescheid ist erstellt."
        )

    def get_context_data(self, **kwargs):
        proposal, more, pot = self.proposal, 0, None
        if proposal:
            pot = case_page.pot(self.case, proposal.budget_year_id)
            same = proposal.budget_year_id == self.case.budget_year_id
            more = proposal.amount_cents - (self.case.decided_cents if same else 0)
        return super().get_context_data(
            pot=pot,
            more_cents=more,
            left_cents=pot.available_cents - more if pot else 0,
            missing_cents=max(0, more - pot.available_cents) if pot else 0,
            similar=case_page.similar_to(self.case),
            **kwargs,
        )
