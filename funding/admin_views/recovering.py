"""Heard, revoked, claimed back: the pages of a grant that is taken away."""

from django.utils.formats import date_format

from bildungsregion.base.money import euro
from funding import actions, budget, case_page, preview_notices
from funding.models import Hearing, Letter

from .forms import SendBackForm
from .granted_forms import (
    HearingForm,
    ProposeRevocationForm,
    SignRevocationForm,
    ToldForm,
)
from .signing import Signature
from .steps import StepPage, mail_to_applicant


class OpenHearing(StepPage):
    verb = "open_hearing"
    form_class = HearingForm
    title = "Zum Widerruf anhören"
    button = "Anhörung senden"
    letter = Letter.Kind.HEARING

    def consequences(self):
        return [
            "Die Einrichtung liest, was Sie vorhaben und warum, und kann dazu Stellung nehmen (§ 28 VwVfG).",
            "Bis zum Ende der Anhörung ruht der Vorgang: kein Nachweis, keine Änderung, keine Auszahlung.",
        ]

    def draft(self, form):
        typed = form.cleaned_data
        return preview_notices.hearing(self.case, typed["reasons"], typed["due_on"])

    def act(self, form, version):
        hearing = actions.open_hearing(
            application=self.case,
            by=self.request.user,
            reasons=form.cleaned_data["reasons"],
            due_on=form.cleaned_data["due_on"],
            version=version,
        )
        return f"Die Anhörung läuft bis {date_format(hearing.due_on, 'j. F Y')}."


class HearingPage(StepPage):
    """A step of a running hearing, with what was said in it."""

    template_name = "admin/funding/application/hearing.html"

    @property
    def hearing(self) -> Hearing | None:
        return next((row for row in self.case.hearings.all() if row.ended_at is None), None)

    def get_context_data(self, **kwargs):
        return super().get_context_data(hearing=self.hearing, **kwargs)


class DropHearing(HearingPage):
    """The grant stays, or what was paid: two verbs of the table, one page."""

    form_class = ToldForm
    button = "Anhörung beenden"

    def get_verb(self):
        return "drop_hearing" if self.case.settled_at is None else "end_hearing"

    @property
    def title(self) -> str:
        stays = "Bewilligung" if self.case.settled_at is None else "Auszahlung"
        return f"Anhörung beenden, die {stays} bleibt"

    def consequences(self):
        if self.case.settled_at is None:
            return ["Die Bewilligung gilt weiter, als Nächstes steht der Nachweis an."]
        return ["Nichts wird zurückgefordert, der Vorgang ist damit zu Ende."]

    def mail(self):
        return mail_to_applicant(self.case, "hearing_dropped")

    def act(self, form, version):
        actions.drop_hearing(
            application=self.case,
            by=self.request.user,
            note=form.cleaned_data["note"],
            version=version,
        )
        return f"Die Anhörung zu {self.case.number} ist beendet."


class ProposeRevocation(HearingPage):
    verb = "propose_revocation"
    title = "Widerruf vorschlagen"
    button = "Zur Zeichnung geben"

    def make_form(self, data=None):
        return ProposeRevocationForm(
            data,
            case=self.case,
            paid_cents=budget.balance(self.case)["paid"],
            former_reasons=case_page.former_reasons(self.case, "propose_revocation"),
        )

    def consequences(self):
        return [
            "Jemand mit Zeichnungsrecht prüft Ihren Vorschlag. Sie selbst können ihn nicht zeichnen.",
            "Erst mit der Zeichnung wird Geld frei oder zurückgefordert; bis dahin erfährt die Einrichtung "
            "nichts.",
        ]

    def act(self, form, version):
        actions.propose_revocation(
            application=self.case,
            by=self.request.user,
            reasons=form.cleaned_data["reasons"],
            remaining_cents=form.cleaned_data.get("remaining") or 0,
            version=version,
        )
        return f"Der Widerruf von {self.case.number} liegt zur Zeichnung vor."

    def get_context_data(self, **kwargs):
        return super().get_context_data(similar=case_page.similar_to(self.case), **kwargs)


class SendBackRevocation(HearingPage):
    verb = "send_back_revocation"
    form_class = SendBackForm
    title = "Widerrufsvorschlag zurückgeben"
    button = "An die Sachbearbeitung zurückgeben"

    def consequences(self):
        return [
            "Der Vorschlag entfällt, die Anhörung ist wieder offen.",
            "Die Sachbearbeitung findet Ihren Hinweis auf der Startseite.",
        ]

    def act(self, form, version):
        actions.send_back_revocation(
            application=self.case,
            by=self.request.user,
            note=form.cleaned_data["note"],
            version=version,
        )
        return f"{self.case.number} ist zurückgegeben."


class Revoke(Signature):
    verb = "revoke"
    title = "Widerruf zeichnen"
    letter = Letter.Kind.REVOCATION_NOTICE
    template_name = "admin/funding/application/revoke.html"
    is_danger = True

    @property
    def claimed_cents(self) -> int:
        return preview_notices.claimed_cents(self.case, self.proposal) if self.proposal else 0

    def make_form(self, data=None):
        return SignRevocationForm(data, case=self.case, claims=bool(self.claimed_cents))

    def consequences(self):
        if self.proposal is None:
            return []
        balance, year = budget.balance(self.case), self.case.budget_year.year
        lines = ["Die Entscheidung ist danach endgültig; der Bescheid wird mit Prüfsumme abgelegt."]
        if self.claimed_cents:
            lines.insert(0, f"{euro(self.claimed_cents)} werden zurückgefordert.")
        elif free := balance["committed"] - balance["paid"]:
            lines.insert(0, f"{euro(free)} werden im Haushalt {year} wieder frei.")
        return lines

    def shows_draft(self):
        return bool(self.claimed_cents)

    def draft(self, form):
        return preview_notices.revocation(
            self.case,
            self.proposal,
            due_on=form.cleaned_data.get("due_on"),
            signer=str(self.request.user),
        )

    def act(self, form, version):
        actions.revoke(
            application=self.case,
            by=self.request.user,
            due_on=form.cleaned_data.get("due_on"),
            version=version,
        )
        return f"{self.case.number} ist widerrufen. Der Bescheid ist erstellt."

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            claimed_cents=self.claimed_cents,
            hearings=self.case.hearings.all(),
            similar=case_page.similar_to(self.case),
            **kwargs,
        )
