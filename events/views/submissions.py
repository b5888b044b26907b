"""Anybody proposes an event: the form, the page of the mailed link, and what happens next."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.generic import FormView, TemplateView

from bildungsregion.base.errors import DomainError
from events import actions
from events.forms.entering import ProposeForm
from events.models import Submission


class EventPropose(FormView):
    form_class = ProposeForm
    template_name = "events/event_propose.html"

    def get_form_kwargs(self):
        user = self.request.user
        return {**super().get_form_kwargs(), "request": self.request, "user": user}

    def form_valid(self, form):
        user = self.request.user
        try:
            with form.once() as is_first:
                if is_first:
                    actions.propose(
                        proposed=form.proposed, email=form.cleaned_data.get("email", ""),
                        message=form.cleaned_data["message"],
                        by=user if user.is_authenticated else None,
                    )  # fmt: skip
        except DomainError as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        return redirect(reverse("events:event_proposed"))

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)


@require_safe
def event_proposed(request: HttpRequest) -> HttpResponse:
    """What happens next."""
    return render(request, "events/event_proposed.html")


class SubmissionPage(TemplateView):
    """The page of the mailed link; looking at it changes nothing."""

    template_name = "events/submission.html"

    @property
    def submission(self) -> Submission:
        rows = Submission.objects.select_related("event__organiser", "event__place_actor")
        return get_object_or_404(rows, key=self.kwargs["key"])

    def get_context_data(self, **kwargs):
        row = self.submission
        dates = list(row.event.occurrences.all()[:13])
        for date in dates:
            date.event = row.event
        return super().get_context_data(
            submission=row, event=row.event, dates=dates[:12], has_more=len(dates) > 12, **kwargs
        )

    def post(self, request, *args, **kwargs):
        row, verb = self.submission, request.POST.get("tun")
        if verb not in ("ja", "zurueck"):
            raise Http404("no such verb")
        try:
            if verb == "ja":
                actions.confirm(submission=row)
                messages.success(request, _("Danke. Das Büro sieht die Veranstaltung jetzt an."))
            else:
                actions.withdraw(submission=row)
                messages.success(request, _("Zurückgezogen. Im Kalender erscheint nichts."))
        except DomainError as error:
            messages.error(request, error.message)
        return redirect(request.path)


__all__ = ["EventPropose", "SubmissionPage", "event_proposed"]
