"""Pages on which the institution does one thing with a filed case: a question, its form, one button."""

from abc import ABC, abstractmethod

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from bildungsregion.base.errors import DomainError
from funding import workflow
from funding.forms.granted import CaseForm

from .doors import CasePage, find_case, kept_post
from .moves import OF_INSTITUTION


CHANGED = gettext_lazy(
    "Der Vorgang hat sich inzwischen geändert. Ihre Eingaben stehen unten; bitte prüfen Sie, ob sie "
    "noch passen, und senden Sie sie noch einmal."
)
CLOSED = gettext_lazy("Das ist jetzt nicht mehr möglich. Ihre Eingaben stehen unten.")


def why_not(case, verb: str, user, *, moved_on: bool, error: DomainError) -> str:
    """The sentence for somebody whose step was refused, as of how the case stands now."""
    if not moved_on or not verb:
        return error.message
    return workflow.refusal(case, verb, user) or CHANGED


class VerbPage(ABC, CasePage, TemplateView):
    """Subclasses name the verb (or say themselves whether it is open), the words, and act()."""

    template_name = "funding/application_verb.html"
    form_class: type[CaseForm] = CaseForm
    verb = ""
    title = button = done = ""
    keep = gettext_lazy("Abbrechen")

    def is_open(self) -> bool:
        return self.verb in workflow.available(self.case, self.request.user, of=OF_INSTITUTION)

    def refusal(self) -> str:
        """Why it is not open, for somebody who came by an old link or sent too late."""
        return workflow.refusal(self.case, self.verb, self.request.user) if self.verb else ""

    def lead(self) -> str:
        return ""

    def consequences(self) -> list[str]:
        """What follows from it, a sentence each."""
        return []

    def facts(self) -> list[tuple[str, str]]:
        """What to know for it, as (label, value)."""
        return []

    def initial(self) -> dict:
        return {}

    @abstractmethod
    def act(self, form: CaseForm) -> None:
        """Call the action with form.cleaned_data; raises DomainError."""

    def get(self, request, *args, **kwargs):
        sent = kept_post(request)
        if not self.is_open():
            return self.closed(sent)
        initial = {"version": self.case.version} | self.initial()
        form = self.form_class(initial=initial | (sent or {}))
        return self.render_to_response(self.get_context_data(form=form))

    def closed(self, sent: dict | None):
        """Say why, on the case's page; with what was typed, if something was typed while signed out."""
        sentence = self.refusal()
        if not sent:
            if sentence:
                messages.info(self.request, sentence)
            return redirect(self.case)
        form = self.form_class(sent)
        form.add_error(None, sentence or CLOSED)
        return self.render_to_response(self.get_context_data(form=form), status=409)

    def post(self, request, *args, **kwargs):
        form = self.form_class(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        try:
            self.act(form)
        except DomainError as error:
            return self.refuse(form, error)
        messages.success(request, self.done)
        return redirect(self.case)

    def refuse(self, form: CaseForm, error: DomainError):
        """Tell why not, with what was typed and the version that holds now."""
        seen = form.cleaned_data["version"]
        self.case = find_case(self.request.user, self.case.key)
        moved_on = seen not in (None, self.case.version)
        again = self.form_class(self.request.POST.dict() | {"version": self.case.version})
        sentence = why_not(self.case, self.verb, self.request.user, moved_on=moved_on, error=error)
        again.add_error(None, sentence)
        status = 422 if self.is_open() and not moved_on else 409
        return self.render_to_response(self.get_context_data(form=again), status=status)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            title=self.title,
            lead=self.lead(),
            facts=self.facts(),
            consequences=self.consequences(),
            button=self.button,
            keep=self.keep,
            is_open=self.is_open(),
            **kwargs,
        )
