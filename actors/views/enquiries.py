from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Model
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView

from actors import actions
from actors.enquiries import known_address, recipient
from actors.forms import EnquiryForm
from actors.models import Actor, Offer
from bildungsregion.base.errors import DomainError


class Enquiry(FormView):
    """Somebody asks about a published row; what is typed goes by mail and is kept nowhere else."""

    # The row, the action that takes it under ``row_name``, with ``asked``, and whether the office reads it first.
    row_name: str
    enquire: Callable[..., Any]
    is_passed_on: Callable[..., bool]

    @property
    def row(self) -> Model:
        return getattr(self, self.row_name)

    def get_initial(self):
        """What people who are signed in need not type again."""
        user = self.request.user
        if not user.is_authenticated:
            return {}
        school = Actor.objects.of_user(user).order_by("name").first()
        return {
            "name": user.name,
            "email": user.email,
            "institution": school.name if school else "",
        }

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "request": self.request}

    def get_context_data(self, **kwargs):
        kwargs |= {self.row_name: self.row, "is_passed_on": self.is_passed_on()}
        return super().get_context_data(**kwargs)

    def form_valid(self, form):
        try:
            with form.once() as is_first:
                if is_first:
                    self.enquire(**{self.row_name: self.row}, asked=form.asked)
        except DomainError as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        messages.success(
            self.request,
            _("Ihre Anfrage ist unterwegs. Eine Kopie geht an %s.") % form.asked.email,
        )
        return redirect(self.row)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)


class OfferEnquiry(Enquiry):
    """A group asks a learning place."""

    form_class = EnquiryForm
    template_name = "actors/offer_enquire.html"
    row_name = "offer"
    enquire = staticmethod(actions.enquire)

    @cached_property
    def offer(self) -> Offer:
        offers = Offer.objects.published().select_related("actor__municipality")
        offer = get_object_or_404(offers, slug=self.kwargs["slug"])
        if not recipient(offer, self.request.region):
            raise Http404("nobody would read an enquiry")
        return offer

    def is_passed_on(self):
        return not known_address(self.offer)

    def get_initial(self):
        return {
            name: self.request.GET.get(query, "")
            for name, query in (("children", "kinder"), ("adults", "erwachsene"))
        } | super().get_initial()
