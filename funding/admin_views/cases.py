"""The page of a case, and its checks."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponseNotAllowed, HttpResponseRedirect

from bildungsregion.base.errors import DomainError
from funding import actions, case_page, permissions, workflow, worklist

from .doors import CaseDoor
from .forms import ChecksForm


class CaseView(CaseDoor):
    """Everything on one page; it changes nothing, its buttons lead to the steps."""

    template_name = "admin/funding/application/change_form.html"

    def get(self, request, *args, **kwargs):
        return self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs):
        page = case_page.read(self.case, self.request.user)
        if page.may_check and "checks_form" not in kwargs:
            kwargs["checks_form"] = ChecksForm(case=self.case)
        return super().get_context_data(
            title=f"{self.case.number} {self.case.title}",
            page=page,
            stage=workflow.STAGES[self.case.status],
            **kwargs,
        )


class ChecksView(CaseView):
    """Answer the checks; what is wrong comes back on the whole page, with what was typed."""

    http_method_names = ["post"]

    def http_method_not_allowed(self, request, *args, **kwargs):
        return HttpResponseNotAllowed(["POST"])

    def post(self, request, *args, **kwargs):
        if not permissions.can_review_application(request.user, self.case):
            raise PermissionDenied("may not check this case")
        form = ChecksForm(request.POST, case=self.case)
        if not form.is_valid():
            return self.show(form, 422)
        answers = form.answers(fill_open="all_ok" in request.POST)
        try:
            with transaction.atomic():
                for code, result, note in answers:
                    actions.record_check(
                        application=self.case, code=code, result=result, note=note, by=request.user
                    )
        except DomainError as error:
            self.read_again()
            form.add_error(None, error.message)
            return self.show(form, 409)
        messages.success(request, self.said(len(answers)))
        return HttpResponseRedirect(f"{worklist.case_url(self.case)}#pruefung")

    def show(self, form: ChecksForm, status: int):
        return self.render_to_response(self.get_context_data(checks_form=form), status=status)

    @staticmethod
    def said(count: int) -> str:
        if not count:
            return "An den Prüfpunkten war nichts zu ändern."
        return "1 Prüfpunkt ist vermerkt." if count == 1 else f"{count} Prüfpunkte sind vermerkt."
