"""A paper application: the office says for whom and since when, then fills in the institution's own form."""

from django import forms
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from actors.models import Actor
from bildungsregion.base.errors import DomainError
from bildungsregion.base.forms import DateInput, SiteForm
from funding import actions
from funding.forms.sections import ActorField
from funding.models import Application, Programme
from funding.models.applications import new_token
from funding.views.doors import token_in

from .doors import OfficePage


class PaperForm(SiteForm):
    programme = forms.ModelChoiceField(label="Förderprogramm", queryset=None, empty_label=None)
    institution = ActorField(
        Actor.objects.none(),
        label="Einrichtung",
        group_by=lambda actor: actor.municipality.name,
        help_text="Nicht dabei? Dann legen Sie sie zuerst im Verzeichnis an.",
        error_messages={"required": "Bitte wählen Sie die Einrichtung."},
    )
    received_on = forms.DateField(
        label="Eingegangen am",
        widget=DateInput,
        help_text="Der Tag auf dem Eingangsstempel. Nach ihm richten sich Förderregeln und Vorlauf.",
        error_messages={"required": "Bitte geben Sie den Tag des Eingangs an."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        open_ones = Programme.objects.filter(is_open=True)
        self.fields["programme"].queryset = open_ones
        self.fields["programme"].initial = open_ones.first()
        eligible = Actor.objects.funding_eligible().select_related("municipality")
        self.fields["institution"].queryset = eligible.order_by("name")
        today = timezone.localdate().isoformat()
        self.fields["received_on"].initial = today
        self.fields["received_on"].widget.attrs["max"] = today


class PaperApplication(OfficePage):
    """Begin one, or go on with one that is half typed in."""

    right = "funding.review_application"
    template_name = "admin/funding/application/paper.html"

    def get(self, request, *args, **kwargs):
        return self.render_to_response(self.get_context_data(form=PaperForm()))

    def post(self, request, *args, **kwargs):
        form = PaperForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        try:
            draft = actions.create_draft(
                by=request.user,
                on_behalf=True,
                token=token_in(request, least=20, most=20),
                **form.cleaned_data,
            )
        except DomainError as error:
            form.add_error(None, error.message)
            return self.render_to_response(self.get_context_data(form=form), status=409)
        step = Application.Section.INSTITUTION
        return HttpResponseRedirect(
            reverse("funding:application_step", args=[draft.key, step.value])
        )

    def get_context_data(self, **kwargs):
        begun = Application.objects.drafts().filter(on_behalf=True, created_by=self.request.user)
        return super().get_context_data(
            title="Papierantrag erfassen",
            token=new_token(),
            begun=begun.select_related("institution").order_by("received_on", "pk"),
            **kwargs,
        )
