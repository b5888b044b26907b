from django.contrib import messages
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


class OfferEnquiry(FormView):
    """A group asks a learning place; what is typed goes by mail and is kept nowhere else."""

    form_class = EnquiryForm
    template_name = "actors/offer_enquire.html"

    @cached_property
    def offer(self) -> Offer:
        offers = Offer.objects.published().select_related("actor__municipality")
        offer = get_object_or_404(offers, slug=self.kwargs["slug"])
        if not recipient(offer, self.request.region):
            raise Http404("nobody would read an enquiry")
        return offer

    def get_initial(self):
        return {
            name: self.request.GET.get(query, "")
            for name, query in (("children", "kinder"), ("adults", "erwachsene"))
        } | self.known_of_person()

    def known_of_person(self) -> dict[str, str]:
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
        return super().get_context_data(
            offer=self.offer, is_passed_on=not known_address(self.offer), **kwargs
        )

    def form_valid(self, form):
        try:
            with form.once() as is_first:
                if is_first:
                    actions.enquire(offer=self.offer, asked=form.asked)
        except DomainError as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        messages.success(
            self.request,
            _("Ihre Anfrage ist unterwegs. Eine Kopie geht an %s.") % form.asked.email,
        )
        return redirect(self.offer)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)
