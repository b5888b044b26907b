"""Everybody chooses what they want to be reminded of."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import FormView

from funding import actions, reminders
from funding.forms.reminders import ReminderForm
from funding.models import MutedReminder

from .doors import SignedIn


class ReminderSettings(SignedIn, FormView):
    form_class = ReminderForm
    template_name = "funding/reminder_settings.html"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.request.user}

    def get_initial(self):
        off = set(
            MutedReminder.objects.filter(user=self.request.user).values_list("kind", flat=True)
        )
        kinds = reminders.kinds_for(self.request.user)
        return {"kinds": [kind.slug for kind in kinds if kind.slug not in off]}

    def form_valid(self, form):
        actions.choose_reminders(by=self.request.user, kinds=form.cleaned_data["kinds"])
        messages.success(self.request, _("Ihre Auswahl ist gespeichert."))
        return HttpResponseRedirect(reverse("my_area"))

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)
