"""„Stimmt noch alles?“: the pages behind the link in the mail, without an account.

Following the link changes nothing, because scanners of mail servers follow it too.
"""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.generic import FormView, TemplateView

from actors import freshness, permissions
from actors.actions import freshening
from actors.forms.freshening import WhatChangedForm
from actors.models import FreshnessAsk


class ByKey:
    """Pages of one question; one that was answered or is too old says so."""

    @cached_property
    def asked(self) -> FreshnessAsk:
        asks = FreshnessAsk.objects.select_related("actor__municipality")
        return get_object_or_404(asks, key=self.kwargs["key"])

    @method_decorator(never_cache)
    def dispatch(self, request, *args, **kwargs):
        works = freshness.key_works(self.asked, timezone.localdate())
        response = super().dispatch(request, *args, **kwargs) if works else self.over()
        response["X-Robots-Tag"] = "noindex"
        return response

    def over(self):
        answered = self.asked.answered_on is not None
        context = {"asked": self.asked, "actor": self.asked.actor, "answered": answered}
        status = 200 if answered else 410
        return render(self.request, "actors/still_true_over.html", context, status=status)

    def done(self, was_first: bool, sentence: str):
        """Back to the page, which now says thank you."""
        if was_first:
            messages.success(self.request, sentence)
        return redirect("actors:still_true", key=self.asked.key)


class StillTrue(ByKey, TemplateView):
    """The entry as it stands, and a button that says it is true."""

    template_name = "actors/still_true.html"

    def get_context_data(self, **kwargs):
        actor = self.asked.actor
        return super().get_context_data(
            actor=actor,
            facts=freshness.in_words(actor),
            change_url=reverse("actors:still_true_change", args=[self.asked.key]),
            **kwargs,
        )

    def post(self, request, key):
        today = timezone.localdate()
        if request.POST.get("antwort") == "nicht-mehr":
            is_first = freshening.stop_asking(asked=self.asked, today=today)
            return self.done(is_first, _("Wir fragen nicht mehr per E-Mail nach."))
        is_first = freshening.confirm(asked=self.asked, today=today)
        return self.done(is_first, _("Danke! Ihr Eintrag gilt als heute geprüft."))


class StillTrueChange(ByKey, FormView):
    """What has changed, in a sentence or two; the office puts it in."""

    form_class = WhatChangedForm
    template_name = "actors/still_true_change.html"

    def get_context_data(self, **kwargs):
        actor = self.asked.actor
        keeps = permissions.can_keep(self.request.user, actor)
        return super().get_context_data(asked=self.asked, actor=actor, keeps=keeps, **kwargs)

    def form_valid(self, form):
        message, today = form.cleaned_data["message"], timezone.localdate()
        is_first = freshening.report_change(asked=self.asked, message=message, today=today)
        return self.done(is_first, _("Danke! Das Büro trägt es ein."))

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)
