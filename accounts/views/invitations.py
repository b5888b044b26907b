"""The link of an invitation: password and second factor in one go, then into the office."""

import base64

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, clear_totp_secret
from django.contrib.auth import logout
from django.db import transaction
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe
from django.views.generic import FormView

from accounts import actions, roles
from accounts.log import Kind, note
from accounts.models import User
from accounts.office_forms import InvitationForm
from accounts.second_factor import record_set_up
from bildungsregion.base.errors import DomainError


KEY = "office_invitation"


@never_cache
@require_safe
def invitation_key(request, key):
    """The key goes from the address into the session: it stands in no history, log or referrer."""
    request.session[KEY] = key
    return HttpResponseRedirect(reverse("account_invitation"))


@method_decorator([never_cache, sensitive_post_parameters()], name="dispatch")
class Invitation(FormView):
    template_name = "accounts/own/invitation.html"
    form_class = InvitationForm

    def dispatch(self, request, *args, **kwargs):
        key = request.session.get(KEY, "")
        self.invitation = actions.find_open(key) if key else None
        if self.invitation is None:
            # Unknown, over, used and withdrawn look the same.
            return self.render_to_response({"invitation": None, "view": self}, status=404)
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self):
        row = self.invitation
        return super().get_form_kwargs() | {"email": row.email, "name": row.name}

    def get_context_data(self, **kwargs):
        context = super().get_context_data(invitation=self.invitation, **kwargs)
        context["role"] = roles.ROLES.get(self.invitation.role)
        if secret := getattr(context["form"], "secret", ""):
            adapter = get_mfa_adapter()
            svg = adapter.build_totp_svg(adapter.build_totp_url(context["form"].person, secret))
            picture = base64.b64encode(svg.encode()).decode()
            context |= {"secret": secret, "qr_code": f"data:image/svg+xml;base64,{picture}"}
        return context

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def form_valid(self, form):
        key = self.request.session[KEY]
        try:
            with transaction.atomic():
                user = actions.accept(key=key, password=form.cleaned_data["password1"])
                return self._enter(user, form)
        except DomainError as error:
            form.add_error(None, error.message)
            return self.render_to_response(self.get_context_data(form=form), status=409)

    def _enter(self, user: User, form: InvitationForm) -> HttpResponseRedirect:
        """Sign in as this person; the session counts as opened with the second factor."""
        secret = getattr(form, "secret", "")
        logout(self.request)
        record_authentication(self.request, user, method="password", email=user.email)
        answer = perform_login(
            self.request,
            Login(user=user, email=user.email, redirect_url=reverse("admin:index")),
        )
        if not secret:
            return answer
        factor = TOTP.activate(user, secret)
        # Used up: who looked over the shoulder cannot sign in with it.
        factor.validate_code(form.cleaned_data["code"])
        RecoveryCodes.activate(user)
        record_set_up(self.request, factor.instance)
        clear_totp_secret(self.request)
        note(Kind.FACTOR_ADDED, user=user, by=user, detail="Authenticator-App")
        return HttpResponseRedirect(reverse("mfa_view_recovery_codes"))


invitation = Invitation.as_view()
