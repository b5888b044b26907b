"""From the report to the settled amount: the receipts on one page, then the step with its letter."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header

from bildungsregion.base.errors import DomainError
from bildungsregion.base.money import euro
from funding import actions, notices, settlement, worklist
from funding.models import Letter, Receipt
from funding.preview import Draft
from funding.views.downloads import opened_attachment

from .doors import CaseDoor, version_of
from .forms import NoteForm
from .settling_forms import JudgeForm
from .steps import StepPage


class Receipts(StepPage):
    """Judge the receipts. The reckoning stands beside them and follows what is typed.

    The button „Neu berechnen“ (what the script presses) writes nothing.
    """

    verb = "settle"
    form_class = JudgeForm
    template_name = "admin/funding/application/receipts.html"
    title = "Belege prüfen"

    def post(self, request, *args, **kwargs):
        form = self.make_form(request.POST)
        if sentence := self.refusal():
            return self.refuse(sentence, form)
        is_valid = form.is_valid()
        if "nachrechnen" in request.POST:
            return self.render_to_response(self.get_context_data(form=form))
        if not is_valid:
            return self.render_to_response(self.get_context_data(form=form), status=422)
        try:
            done = self.act(form, version_of(request))
        except DomainError as error:
            return self.lost(form, error)
        messages.success(request, done)
        page = "settle" if "weiter" in request.POST else "receipts"
        return HttpResponseRedirect(worklist.step_url(self.case, page))

    def act(self, form, version):
        judgements, persons = form.judgements(), form.new_persons()
        if not judgements and not persons:
            return "An den Belegen war nichts zu ändern."
        actions.judge_receipts(
            application=self.case,
            by=self.request.user,
            judgements=judgements,
            persons=persons,
            version=version,
        )
        count = len(judgements)
        return "1 Beleg ist geprüft." if count == 1 else f"{count} Belege sind geprüft."

    def get_context_data(self, **kwargs):
        form = kwargs["form"]
        if form is None or kwargs.get("refusal"):
            return super().get_context_data(**kwargs)
        typed = form.is_bound and hasattr(form, "cleaned_data")
        judged = form.judged() if typed else {row.pk: row.accepted_cents for row in form.receipts}
        persons = form.persons() if typed else {}
        return super().get_context_data(
            visits=list(form.visits()),
            result=settlement.tried(self.case, judged, persons),
            expected=settlement.expected(self.case),
            waiting=sum(judged.get(row.pk, row.accepted_cents) is None for row in form.receipts),
            report=self.case.usage_report,
            **kwargs,
        )


class Settle(StepPage):
    verb = "settle"
    form_class = NoteForm
    template_name = "admin/funding/application/settle.html"
    title = "Abrechnen"
    letter = Letter.Kind.SETTLEMENT_NOTICE

    def consequences(self):
        if self.refusal():
            return []
        result, year = settlement.reckoned(self.case), self.case.budget_year.year
        lines = [
            f"{euro(result.payout_cents)} werden ausgezahlt, sobald die Zahlung angeordnet ist."
        ]
        if not result.payout_cents:
            lines = ["Es wird nichts ausgezahlt; der Vorgang ist damit abgeschlossen."]
        if result.released_cents:
            lines.append(f"{euro(result.released_cents)} gehen in den Haushalt {year} zurück.")
        return [*lines, "Die Belege können danach nicht mehr anders beurteilt werden."]

    def draft(self, form):
        context = notices.settlement(self.case, settlement.reckoned(self.case))
        marks = {"signer": str(self.request.user), "draft": True}
        return Draft(Letter.Kind.SETTLEMENT_NOTICE, {**context, **marks})

    def act(self, form, version):
        result = actions.settle(
            application=self.case,
            by=self.request.user,
            note=form.cleaned_data["note"],
            version=version,
        )
        if result.payout_cents:
            return f"{self.case.number} ist abgerechnet: {euro(result.payout_cents)} werden ausgezahlt."
        return f"{self.case.number} ist abgerechnet und abgeschlossen; es wird nichts ausgezahlt."

    def get_context_data(self, **kwargs):
        receipts = Receipt.objects.filter(cost_line__appointment__application=self.case)
        receipts = list(receipts.select_related("cost_line", "attachment"))
        cuts = [row for row in receipts if row.is_judged and row.accepted_cents < row.claimed_cents]
        return super().get_context_data(
            result=None if self.refusal() else settlement.reckoned(self.case),
            waiting=sum(not row.is_judged for row in receipts),
            cuts=cuts,
            **kwargs,
        )


class Paper(CaseDoor):
    """A file of the case to be looked at in the browser; the same door as the download."""

    def get(self, request, *args, **kwargs) -> HttpResponse:
        attachment = get_object_or_404(self.case.attachments, pk=kwargs["file"])
        response = opened_attachment(request, self.case, attachment)
        # Browsers show no PDF in a sandbox; the portal's own policy keeps it from running anything.
        del response["Content-Security-Policy"]
        response["Content-Disposition"] = content_disposition_header(False, attachment.name)
        return response
