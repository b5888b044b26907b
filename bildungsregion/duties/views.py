"""„Barriere melden“ and „Eintrag melden“, for everybody and from every page."""

from django.core import signing
from django.http import Http404
from django.shortcuts import redirect
from django.views.generic import FormView, TemplateView

from . import actions
from .entries import entry_at, match_of, may_be_told, path_of
from .forms import BarrierForm, EntryForm
from .models import Report


SALT = "duties.report"


class _Report(FormView):
    """``?seite=`` is the address that the form was opened for."""

    def get_initial(self):
        path = path_of(self.request.GET.get("seite", ""))
        return {"page": path if path and may_be_told(match_of(path)) else ""} | self.known()

    def known(self) -> dict[str, str]:
        """What people who are signed in need not type again."""
        user = self.request.user
        return {"name": user.name, "email": user.email} if user.is_authenticated else {}

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "request": self.request}

    def form_valid(self, form):
        report = None
        with form.once() as is_first:
            if is_first:
                report = actions.receive_report(**form.told)
        return redirect("report_thanks", signing.dumps(report.pk if report else 0, salt=SALT))

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def render_to_response(self, context, **kwargs):
        response = super().render_to_response(context, **kwargs)
        # Each page links here with its own address: one page for search engines is enough.
        response["X-Robots-Tag"] = "noindex"
        return response


class BarrierReport(_Report):
    form_class = BarrierForm
    template_name = "duties/barrier_report.html"


class EntryReport(_Report):
    form_class = EntryForm
    template_name = "duties/entry_report.html"

    def get_context_data(self, **kwargs):
        entry = entry_at(path_of(self.request.GET.get("seite", "")))
        return super().get_context_data(entry=entry, **kwargs)


class ReportThanks(TemplateView):
    template_name = "duties/report_thanks.html"

    def get_context_data(self, **kwargs):
        try:
            pk = signing.loads(self.kwargs["signed"], salt=SALT, max_age=24 * 60 * 60)
        except signing.BadSignature as error:
            raise Http404("not signed here, or long ago") from error
        # A second click of the same form: the first one was told its number already.
        return super().get_context_data(report=Report.objects.filter(pk=pk).first(), **kwargs)
