"""Pages of an account: somebody leaves the office, or has lost their access."""

from allauth.account.adapter import get_adapter
from django import forms
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse

from accounts import actions, leaving
from accounts.actions.leaving import name_as_role
from accounts.administrators import LAST, is_last
from accounts.confirming import confirmed
from accounts.models import User
from bildungsregion.base.admin import OwnPages, demand_right
from bildungsregion.base.errors import DomainError
from bildungsregion.base.forms import SiteForm


class LeaveForm(SiteForm):
    """Who takes over what, and one tick that this is meant."""

    def __init__(self, *args, parts: list[leaving.Open], **kwargs):
        super().__init__(*args, **kwargs)
        for part in parts:
            if part.hand_over is not None:
                choices = [("", "Bitte wählen"), *((heir.pk, str(heir)) for heir in part.heirs)]
                self.fields[part.key] = forms.TypedChoiceField(
                    label=f"{part.title}: Wer übernimmt?", choices=choices, coerce=int
                )
        self.fields["sure"] = forms.BooleanField(label="Ja, dieses Konto endgültig stilllegen")
        self._say_what_is_missing(self.fields.values())

    def heirs(self) -> dict[str, User]:
        chosen = {key: pk for key, pk in self.cleaned_data.items() if key != "sure"}
        people = User.objects.in_bulk(list(chosen.values()))
        return {key: people[pk] for key, pk in chosen.items()}


class LeavingPages(OwnPages):
    """Mixed into the admin of accounts."""

    def leaving_urls(self) -> list:
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/ausscheiden/", view(confirmed(self.leave_view)), name="accounts_user_leave"),
            path("<int:pk>/zugang-zuruecksetzen/", view(confirmed(self.reset_view)),
                 name="accounts_user_reset"),
        ]  # fmt: skip

    def _person(self, request, pk: int) -> User:
        demand_right(request, "accounts.change_user")
        return get_object_or_404(User, pk=pk, is_staff=True, is_active=True)

    def leave_view(self, request, pk: int):
        person = self._person(request, pk)
        parts = leaving.open_of(person)
        form = LeaveForm(request.POST if request.method == "POST" else None, parts=parts)
        context = {
            "title": f"{person} scheidet aus",
            "person": person,
            "parts": parts,
            "form": form,
            "role_name": name_as_role(person),
            "hindrance": LAST if is_last(person) else "",
        }
        status = 200
        if request.method == "POST" and form.is_valid():
            try:
                actions.leave(user=person, by=request.user, heirs=form.heirs())
            except DomainError as error:
                form.add_error(None, error.message)
                status = 409
            else:
                messages.success(
                    request, f"Das Konto ist stillgelegt. Es heißt jetzt „{context['role_name']}“."
                )
                return HttpResponseRedirect(reverse("admin:accounts_user_changelist"))
        template = "admin/accounts/user/leave.html"
        if status == 409:
            return self._refused(request, template, context)
        return self.own_page(request, template, context, form=form)

    def _refused(self, request, template: str, context: dict):
        answer = self.own_page(request, template, context, form=context["form"])
        answer.status_code = 409
        return answer

    def reset_view(self, request, pk: int):
        person = self._person(request, pk)
        context = {"title": "Zugang zurücksetzen", "person": person, "form": None}
        if request.method == "POST":
            try:
                actions.reset_access(user=person, by=request.user)
            except DomainError as error:
                messages.error(request, error.message)
            else:
                messages.success(
                    request, f"Der alte Zugang ist zu, ein Link ist unterwegs an {person.email}."
                )
            return HttpResponseRedirect(reverse("admin:accounts_user_change", args=[person.pk]))
        return self.own_page(request, "admin/accounts/user/reset.html", context)

    def tell_address(self, user: User, former: str) -> None:
        """To the old address: so it is noticed where somebody takes an account over."""
        get_adapter().send_notification_mail(
            "account/email/email_changed",
            user,
            context={"from_email": former, "to_email": user.email},
            email=former,
        )
