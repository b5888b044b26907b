"""How a step of the form is shown: its frame is the same in every draft, and kept."""

from types import SimpleNamespace

from django.http import HttpResponse
from django.template import Context
from django.template.loader import get_template
from django.utils.safestring import SafeString
from django.views.generic import TemplateView

from bildungsregion.base.framing import framed, hole, is_usual
from funding.case_reads import Reading
from funding.models import Application

from .doors import CasePage, find_case


class _AnyDraft(SimpleNamespace):
    """Stands for the draft while the frame is drawn."""

    is_draft, on_behalf = True, False

    def __str__(self):
        return hole("name")


class _AnyBody:
    """Stands for the template with the fields, which are drawn for each draft."""

    def render(self, context: Context) -> SafeString:
        return hole("body")


class StepPage(CasePage, TemplateView):
    template_name = "funding/application_step.html"

    def found(self, key: str) -> Application:
        # What was typed says it all, and what is sent is written into the case as it is by then.
        reading = Reading.ROW if self.request.method == "POST" else Reading.FORM
        return find_case(self.request.user, key, with_costs=False, reading=reading)

    def shown(self, context: dict) -> HttpResponse:
        """The page for this context: in the frame of all drafts, unless there is something to tell around the form."""
        case, request, form = self.case, self.request, context["form"]
        is_special = context["conflict"] or (form is not None and form.errors)
        if is_special or not case.is_draft or case.on_behalf or not is_usual(request):
            return self.render_to_response(context)
        steps = context["steps"]
        frame = {
            "application": _AnyDraft(key=case.key),
            "body": _AnyBody(),
            "is_open": True,
            "section": context["section"],
            "stand": hole("stand"),
            "steps": SimpleNamespace(drawn=hole("steps"), is_first=steps.is_first),
            "title": context["title"],
        }
        own = {
            "body": get_template(context["body"]).render(context, request),
            "name": str(case),
            "stand": context.get("stand", ""),
            "steps": steps.drawn(),
        }
        key = context["section"]
        return HttpResponse(framed(request, self.template_name, key, frame, own, secret=case.key))
