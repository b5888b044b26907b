"""The venue's word that a group was there: asked for by the institution, given by a link that works once."""

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.template.response import TemplateResponse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import TemplateView, View

from bildungsregion.base.errors import DomainError
from bildungsregion.base.forms import SiteForm
from funding import actions, proofs
from funding.actions import venue
from funding.forms.rows import CountField
from funding.models import VenueConfirmation

from .doors import CasePage, kept_post


class AskForm(SiteForm):
    privacy = "ortsbestaetigung"

    email = forms.EmailField(
        label=gettext_lazy("E-Mail des Lernorts"),
        widget=forms.EmailInput({"autocomplete": "off"}),
        help_text=gettext_lazy("An diese Adresse geht ein Link zum Bestätigen."),
    )


class ConfirmForm(SiteForm):
    privacy = "ortsbestaetigung"

    confirmer = forms.CharField(
        label=VenueConfirmation._meta.get_field("confirmer").verbose_name,
        max_length=120,
        help_text=gettext_lazy(
            "Die Funktion genügt, zum Beispiel „Kasse“ oder „Museumspädagogik“."
        ),
    )
    persons = CountField(
        label=VenueConfirmation._meta.get_field("persons").verbose_name, required=False
    )
    note = forms.CharField(
        label=VenueConfirmation._meta.get_field("note").verbose_name,
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("Zum Beispiel, wenn oben etwas nicht stimmt."),
    )


class VenueAsk(CasePage, TemplateView):
    """„Besuch bestätigen lassen“: the address is there already where the directory knows it."""

    template_name = "funding/venue_ask.html"

    def find_appointment(self, pk: int):
        return get_object_or_404(self.case.appointments.all(), pk=pk)

    def get(self, request, *args, pk: int, **kwargs):
        appointment = self.find_appointment(pk)
        provider = self.case.provider
        known = appointment.confirmations.values_list("email", flat=True).last()
        email = (kept_post(request) or {}).get("email") or known or (provider and provider.email)
        form = AskForm(initial={"email": email or ""})
        return self.render_to_response(self.get_context_data(form=form, appointment=appointment))

    def post(self, request, *args, pk: int, **kwargs):
        appointment = self.find_appointment(pk)
        form, status = AskForm(request.POST), 422
        if form.is_valid():
            try:
                email = form.cleaned_data["email"]
                actions.ask_venue(appointment=appointment, email=email, by=request.user)
            except DomainError as error:
                form.add_error(None, error.message)
                status = 409
        if form.errors:
            context = self.get_context_data(form=form, appointment=appointment)
            return self.render_to_response(context, status=status)
        messages.success(request, _("Der Link ist unterwegs an %(email)s.") % {"email": email})
        return redirect(self.back)

    @property
    def back(self) -> str:
        """The proof while it is written, else the case."""
        writing = proofs.is_open(self.case) and proofs.is_begun(self.case)
        return proofs.address(self.case) if writing else self.case.get_absolute_url()

    def get_context_data(self, **kwargs):
        return super().get_context_data(back=self.back, **kwargs)


class PrivateLink:
    """A page behind a secret address: in no index, no cache, and no Referer to anybody."""

    def dispatch(self, request, *args, **kwargs):
        response = super().dispatch(request, *args, **kwargs)
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        response.headers["Cache-Control"] = "private, no-store"
        return response


# Only the secret in the address speaks for the venue, no session: there is nothing to forge. And
# without a Referer a browser sends „Origin: null“, which the check would refuse.
@method_decorator(csrf_exempt, name="dispatch")
class VenueVisit(PrivateLink, View):
    """GET shows the visit and changes nothing (mail scanners open links); POST confirms it, once."""

    def get(self, request, token: str):
        try:
            confirmation = actions.find_confirmation(token)
        except DomainError:
            return self.gone(token)
        return self.show(confirmation, ConfirmForm())

    def post(self, request, token: str):
        try:
            confirmation = actions.find_confirmation(token)
            form = ConfirmForm(request.POST)
            if not form.is_valid():
                return self.show(confirmation, form, status=422)
            actions.confirm_visit(token=token, **form.cleaned_data)
        except DomainError:
            return self.gone(token)
        return redirect("funding:venue_thanks")

    def show(self, confirmation: VenueConfirmation, form: ConfirmForm, status: int = 200):
        context = {"appointment": confirmation.appointment, "form": form}
        return render(self.request, "funding/venue_visit.html", context, status=status)

    def gone(self, token: str):
        """410 for a link that was one, 404 for what never was."""
        known = venue.is_known(token)
        status = 410 if known else 404
        page = "funding/venue_gone.html"
        return TemplateResponse(self.request, page, {"known": known}, status=status)


class VenueThanks(PrivateLink, TemplateView):
    template_name = "funding/venue_thanks.html"
