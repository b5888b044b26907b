"""„It will be different“: the granted plan as a form, what the rules give for it, and the wish."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from bildungsregion.base.errors import DomainError
from funding import actions, grant, workflow
from funding.forms import changing, rows
from funding.forms.changing import ChangeForm, WantedPlan

from .doors import CasePage, find_case, kept_post
from .moves import OF_INSTITUTION
from .verbs import why_not


class ApplicationChange(CasePage, TemplateView):
    """GET starts with what is granted; every POST comes back with all that was typed."""

    template_name = "funding/application_change.html"

    def get(self, request, *args, **kwargs):
        sent = kept_post(request)
        if not self.is_open():
            return self.closed(sent)
        if sent:
            messages.info(
                request, _("Sie waren abgemeldet. Ihre Eingaben sind wieder da, aber noch nicht gesendet.")
            )  # fmt: skip
            return self.show(changing.sent(sent))
        return self.show(changing.typed(self.case))

    def closed(self, sent: dict | None):
        """Say why, on the case's page; with what was typed, if something was typed while signed out."""
        sentence = workflow.refusal(self.case, "request_change", self.request.user)
        if not sent:
            messages.info(self.request, sentence)
            return redirect(self.case)
        data = changing.sent(sent)
        form = ChangeForm(data)
        form.add_error(None, sentence)
        return self.show(data, form=form, status=409)

    def post(self, request, *args, **kwargs):
        data = changing.sent(request.POST.dict())
        if rows.pressed(data):
            return self.show(rows.press(data)[0])
        if "rechnen" in data:
            return self.show(data)
        form, wanted = ChangeForm(data), WantedPlan(data, self.granted())
        if wanted.is_empty:
            form.add_error(None, changing.NOTHING_LEFT)
        if not form.is_valid() or wanted.faulty_rows:
            return self.show(data, form=form, wanted=wanted, status=422)
        try:
            actions.request_change(
                application=self.case,
                by=request.user,
                reasons=form.cleaned_data["reasons"],
                plan=wanted.plan(),
                third_party_cents=form.cleaned_data["third_party"] or 0,
                version=form.cleaned_data["version"],
            )
        except DomainError as error:
            return self.refuse(data, form, error)
        messages.success(
            request, _("Ihr Änderungswunsch ist bei uns. Bis wir entscheiden, gilt der Bescheid, wie er ist.")
        )  # fmt: skip
        return redirect(self.case)

    def refuse(self, data: dict, form: ChangeForm, error: DomainError):
        """Somebody was faster, or a rule stands against it: with everything as it was typed."""
        self.case = find_case(self.request.user, self.case.key)
        moved_on = form.cleaned_data["version"] not in (None, self.case.version)
        data["version"] = str(self.case.version)
        again = ChangeForm(data)
        sentence = why_not(
            self.case, "request_change", self.request.user, moved_on=moved_on, error=error
        )
        again.add_error(None, sentence)
        return self.show(data, form=again, status=409 if moved_on or not self.is_open() else 422)

    def show(self, data: dict, *, form=None, wanted=None, status: int = 200):
        wanted = wanted or WantedPlan(data, self.granted(), lenient=True)
        reckoned = grant.compute(
            self.case.rules(), wanted.costs.planned(), changing.third_party_cents(data)
        )
        context = self.get_context_data(
            form=form or ChangeForm(initial=data), wanted=wanted, result=reckoned
        )
        return self.render_to_response(context, status=status)

    def granted(self) -> dict:
        return {row.pk: row.starts_on for row in self.case.appointments.all()}

    def is_open(self) -> bool:
        return "request_change" in workflow.available(
            self.case, self.request.user, of=OF_INSTITUTION
        )

    def get_context_data(self, *, result, **kwargs):
        difference = result.cents - self.case.decided_cents if self.case.decided_cents else 0
        return super().get_context_data(
            is_open=self.is_open(),
            result=result,
            more_cents=max(0, difference),
            less_cents=max(0, -difference),
            **kwargs,
        )
