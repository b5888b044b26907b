"""The four bookings of the office in a budget year, each with its reason and its effect."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.crypto import get_random_string

from bildungsregion.base.errors import DomainError
from bildungsregion.base.money import euro
from funding import budget, budget_chart
from funding.models import BudgetYear

from .doors import OfficePage
from .forms import BookingForm


@dataclass(frozen=True, slots=True)
class Booking:
    """A kind of booking: its place in the address, its words, its verb in budget.py."""

    slug: str
    label: str
    effect: str
    verb: object


BOOKINGS = {
    booking.slug: booking
    for booking in (
        Booking("bereitstellen", "Mittel bereitstellen",
                "Der Betrag kommt zu dem hinzu, was in diesem Jahr bewilligt werden kann.", budget.allocate),
        Booking("uebertragen", "Rest aus dem Vorjahr übertragen",
                "Der Betrag kommt hinzu. Das Vorjahr ändert sich dadurch nicht.", budget.carry_in),
        Booking("sperren", "Mittel sperren",
                "Der Betrag kann nicht mehr bewilligt werden. Was schon bewilligt ist, bleibt.", budget.block),
        Booking("freigeben", "Sperre aufheben",
                "Der gesperrte Betrag kann wieder bewilligt werden.", budget.unblock),
    )
}  # fmt: skip


class BookingPage(OfficePage):
    right = "funding.manage_budget"
    template_name = "admin/funding/budgetyear/booking.html"

    def dispatch(self, request, *args, **kwargs):
        if request.user.has_perm(self.right):
            if kwargs["booking"] not in BOOKINGS:
                raise Http404("no such booking")
            self.booking = BOOKINGS[kwargs["booking"]]
            years = budget_chart.with_proposals(BudgetYear.objects.all())
            self.year = get_object_or_404(years, pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, *args, **kwargs):
        form = BookingForm(initial={"key": get_random_string(20)})
        return self.render_to_response(self.get_context_data(form=form))

    def post(self, request, *args, **kwargs):
        form = BookingForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        cents = form.cleaned_data["amount"]
        try:
            self.booking.verb(
                self.year,
                cents,
                by=request.user,
                reason=form.cleaned_data["reason"],
                # The same form sent twice is one booking; another amount makes another form.
                key=f"office:{self.booking.slug}:{self.year.pk}:{cents}:{form.cleaned_data['key']}",
            )
        except DomainError as error:
            form.add_error(None, error.message)
            return self.render_to_response(self.get_context_data(form=form), status=409)
        messages.success(request, f"{self.booking.label}: {euro(cents)} sind gebucht.")
        return HttpResponseRedirect(reverse("admin:funding_budgetyear_change", args=[self.year.pk]))

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            title=self.booking.label,
            booking=self.booking,
            year=self.year,
            picture=budget_chart.picture(self.year, self.year.waiting_cents),
            **kwargs,
        )
