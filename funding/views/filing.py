"""Looking it over, filing it, answering a question, throwing a draft away."""

from django.contrib import messages
from django.db import IntegrityError
from django.shortcuts import redirect
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from bildungsregion.base import edition
from bildungsregion.base.errors import DomainError
from funding import actions, case_reads, completeness, drafts, summary, workflow, worklist
from funding.forms.sections import AnswerForm, DeclarationsForm
from funding.models import Application
from funding.selfcheck import latest_receipt

from .doors import CasePage, kept_post, token_in
from .steps import FormSteps


class ApplicationReview(CasePage, TemplateView):
    """The whole application and its explained grant; the only place it is filed from."""

    template_name = "funding/application_review.html"
    # Who files needs no more than the case itself.
    with_costs = False

    def get(self, request, *args, **kwargs):
        if not self.case.is_draft:
            return redirect(self.case)
        sent = kept_post(request)
        form = DeclarationsForm(sent, initial={"version": self.case.version}, auto_id="%s")
        return self.render_to_response(self.get_context_data(form=form))

    def post(self, request, *args, **kwargs):
        token = token_in(request)
        if not self.case.is_draft:
            return self.already_filed(token)
        form = DeclarationsForm(request.POST, auto_id="%s")
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        try:
            filed = drafts.file(
                case=self.case,
                declarations=form.declarations,
                token=token,
                by=request.user,
                version=form.cleaned_data["version"],
                mark=edition.now(),
            )
        except actions.IncompleteError as error:
            return self.render_to_response(
                self.get_context_data(form=form, problems=error.problems), status=422
            )
        except (DomainError, IntegrityError) as error:
            return self.refused(form, error)
        return redirect("funding:application_submitted", filed.key)

    def refused(self, form, error):
        """Filed or changed by another click in the meantime, or against a rule."""
        self.case.refresh_from_db()
        if not self.case.is_draft:
            return self.already_filed("")
        sentence = getattr(
            error, "message", _("Das hat nicht geklappt. Bitte versuchen Sie es noch einmal.")
        )
        if form.cleaned_data["version"] not in (None, self.case.version):
            sentence = _(
                "Der Antrag wurde inzwischen geändert. Hier steht, was jetzt gilt: Bitte prüfen Sie es noch einmal."
            )
        again = DeclarationsForm(
            self.request.POST.dict() | {"version": self.case.version}, auto_id="%s"
        )
        again.add_error(None, sentence)
        return self.render_to_response(self.get_context_data(form=again), status=409)

    def already_filed(self, token: str):
        if self.case.submit_token != token:
            messages.info(self.request, _("Dieser Antrag ist schon eingereicht."))
            return redirect(self.case)
        return redirect("funding:application_submitted", self.case.key)

    def get_context_data(self, **kwargs):
        case, today = self.case, self.case.day_of_receipt
        sections = [s for s in Application.Section if s != Application.Section.ATTACHMENTS]
        case_reads.know_costs(case)
        problems = drafts.problems(case, sections, edition.of(self.request))
        told = {problem.section for problem in problems}
        problems += [
            problem
            for problem in completeness.problems(case, today)
            if problem.section not in told and problem.section != completeness.REVIEW
        ]
        first = case.first_day
        apply_by = latest_receipt(first, case.programme.lead_days) if first else None
        return super().get_context_data(
            **{
                "problems": problems,
                "parts": summary.parts(case, show_iban=True),
                "attachments": list(case.attachments.all()),
                "result": case.reckon(),
                "steps": FormSteps(case, completeness.REVIEW, self.request),
                "is_late": bool(apply_by and apply_by < today),
                "token": get_random_string(32),
            }
            | kwargs
        )


class ApplicationSubmitted(CasePage, TemplateView):
    """It has arrived: the number, what happens next, the receipt to keep."""

    template_name = "funding/application_submitted.html"

    def get(self, request, *args, **kwargs):
        if self.case.is_draft:
            return redirect("funding:application_review", self.case.key)
        if self.case.on_behalf and self.case.submitted_by_id == request.user.pk:
            return self.back_to_the_office()
        return super().get(request, *args, **kwargs)

    def back_to_the_office(self):
        """Who typed in a paper application goes on with it there."""
        case = self.case
        way = f"geht an {case.contact_email}" if case.contact_email else "wartet auf die Post"
        messages.success(self.request, f"{case.number} ist erfasst. Die Eingangsbestätigung {way}.")
        return redirect(worklist.case_url(case))


class ApplicationAnswer(CasePage, TemplateView):
    """The last page of a question's answer: the reopened steps are saved, now it is sent."""

    template_name = "funding/application_answer.html"

    def get(self, request, *args, **kwargs):
        if not self.case.open_request or "answer_info" not in workflow.available(
            self.case, request.user
        ):
            return redirect(self.case)
        sent = kept_post(request)
        return self.render_to_response(self.get_context_data(form=AnswerForm(initial=sent or None)))

    def post(self, request, *args, **kwargs):
        form = AnswerForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        try:
            drafts.answer(case=self.case, text=form.cleaned_data["answer"], by=request.user)
        except actions.IncompleteError as error:
            return self.render_to_response(
                self.get_context_data(form=form, problems=error.problems), status=422
            )
        except DomainError as error:
            form.add_error(None, error.message)
            return self.render_to_response(self.get_context_data(form=form), status=409)
        messages.success(request, _("Danke, Ihre Antwort ist bei uns. Wir prüfen jetzt weiter."))
        return redirect(self.case)

    def get_context_data(self, **kwargs):
        steps = FormSteps(self.case, "antwort", self.request)
        return super().get_context_data(info_request=self.case.open_request, steps=steps, **kwargs)


class ApplicationDiscard(CasePage, TemplateView):
    template_name = "funding/application_discard.html"

    def get(self, request, *args, **kwargs):
        return super().get(request, *args, **kwargs) if self.case.is_draft else redirect(self.case)

    def post(self, request, *args, **kwargs):
        try:
            actions.discard(application=self.case, by=request.user)
        except DomainError as error:
            messages.error(request, error.message)
            return redirect(self.case)
        messages.success(request, _("Der Entwurf ist verworfen."))
        return redirect("my_area")
