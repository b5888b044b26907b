"""Who stands in for me, and for whom I do."""

from django.contrib import messages
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import FormView, View

from accounts import actions, deputies
from accounts.models import Deputyship, User
from accounts.office_forms import DeputyForm
from accounts.roles import may_give
from bildungsregion.base.errors import DomainError

from .doors import OfficeOnly


ADMINISTERS = "accounts.change_user"


class DeputyList(OfficeOnly, FormView):
    """One's own deputies; the administration may name some for others (``pk``), who fell ill."""

    template_name = "accounts/own/deputies.html"
    form_class = DeputyForm

    @cached_property
    def principal(self) -> User:
        if "pk" not in self.kwargs:
            return self.request.user
        if not self.request.user.has_perm(ADMINISTERS):
            raise PermissionDenied(ADMINISTERS)
        return get_object_or_404(User, pk=self.kwargs["pk"], is_staff=True, is_active=True)

    @cached_property
    def lendable(self) -> QuerySet[Group]:
        """One's own roles; of others those that one may give: what is lent cannot be handed on."""
        held = self.principal.groups.order_by("name")
        if self.principal == self.request.user:
            return held
        return held.filter(name__in=may_give(self.request.user))

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"principal": self.principal, "lendable": self.lendable}

    def get_context_data(self, **kwargs):
        mine, theirs = deputies.around(self.principal)
        return super().get_context_data(
            principal=self.principal,
            is_own=self.principal == self.request.user,
            standing_in=mine,
            represented=theirs,
            has_roles=self.lendable.exists(),
            **kwargs,
        )

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def form_valid(self, form):
        try:
            row = actions.name_deputy(
                principal=self.principal, by=self.request.user, **form.cleaned_data
            )
        except DomainError as error:
            form.add_error(None, error.message)
            return self.form_invalid(form)
        messages.success(self.request, f"Benannt: {row}. Die Vertretung hat eine E-Mail bekommen.")
        return HttpResponseRedirect(self.request.path)


class DeputyEnd(OfficeOnly, View):
    """End a deputyship early: either of the two, or the administration; for others it is not there."""

    http_method_names = ("post",)

    def post(self, request, pk):
        rows = Deputyship.objects.all()
        if not request.user.has_perm(ADMINISTERS):
            rows = rows.filter(Q(principal=request.user) | Q(deputy=request.user))
        row = get_object_or_404(rows, pk=pk)
        try:
            actions.end_deputyship(deputyship=row, by=request.user)
            messages.success(request, "Die Vertretung ist beendet.")
        except DomainError as error:
            messages.error(request, error.message)
        if request.user.pk in (row.principal_id, row.deputy_id):
            return HttpResponseRedirect(reverse("deputy_list"))
        return HttpResponseRedirect(reverse("deputy_list_of", args=[row.principal_id]))
