"""The page of a case, and its checks."""

from secrets import token_hex
from typing import NamedTuple

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponseNotAllowed, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from bildungsregion.base import edition
from bildungsregion.base.errors import DomainError
from funding import actions, case_page, permissions, workflow, worklist

from .doors import CaseDoor
from .forms import ChecksForm


class Drawn(NamedTuple):
    """The page of a case as it is printed; ``content`` holds _TOKEN where the person's own token belongs."""

    number: str
    title: str
    heading: SafeString
    content: SafeString


# Nobody can have typed it: each process has its own.
_TOKEN = token_hex(32)


class CasePageView(CaseDoor):
    """Everything on one page; it changes nothing, its buttons lead to the steps."""

    template_name = "admin/funding/application/change_form.html"

    def draw(self, checks_form: ChecksForm | None = None) -> Drawn:
        case, page = self.case, case_page.read(self.case, self.request.user)
        if page.may_check and checks_form is None:
            checks_form = ChecksForm(case=case)
        context = {
            "case": case,
            "page": page,
            "stage": workflow.STAGES[case.status],
            "checks_form": checks_form,
            "csrf_token": _TOKEN,
        }
        heading, content = (
            render_to_string(f"admin/funding/application/{name}.html", context, self.request)
            for name in ("_heading", "_case")
        )
        return Drawn(case.number, case.title, heading, content)

    def show(self, drawn: Drawn, status: int = 200):
        """The drawn page in its frame, as this person may send its form."""
        content = drawn.content
        if _TOKEN in content:
            content = SafeString(content.replace(_TOKEN, get_token(self.request)))
        context = self.get_context_data(
            title=f"{drawn.number} {drawn.title}", case=drawn._replace(content=content)
        )
        return self.render_to_response(context, status=status)


class CaseView(CasePageView):
    """Drawn once for each person, as long as nothing changes that the office sees."""

    def open(self, pk):
        """The case is read when it has to be drawn."""

    def get(self, request, pk):
        def draw():
            super(CaseView, self).open(pk)
            return self.draw()

        return self.show(edition.kept_for_person(request, ("case", pk), draw))


class ChecksView(CasePageView):
    """Answer the checks; what is wrong comes back on the whole page, with what was typed."""

    http_method_names = ["post"]

    def http_method_not_allowed(self, request, *args, **kwargs):
        return HttpResponseNotAllowed(["POST"])

    def post(self, request, *args, **kwargs):
        if not permissions.can_review_application(request.user, self.case):
            raise PermissionDenied("may not check this case")
        form = ChecksForm(request.POST, case=self.case)
        if not form.is_valid():
            return self.show(self.draw(form), 422)
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
            return self.show(self.draw(form), 409)
        messages.success(request, self.said(len(answers)))
        return HttpResponseRedirect(f"{worklist.case_url(self.case)}#pruefung")

    @staticmethod
    def said(count: int) -> str:
        if not count:
            return "An den Prüfpunkten war nichts zu ändern."
        return "1 Prüfpunkt ist vermerkt." if count == 1 else f"{count} Prüfpunkte sind vermerkt."
