"""Signing in: institutions by mailed code, the office by password."""

from allauth.account.internal.decorators import login_stage_required
from allauth.account.internal.stagekit import clear_login
from allauth.account.stages import LoginByCodeStage
from allauth.account.views import ConfirmLoginCodeView, LoginView, RequestLoginCodeView
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts import actions
from accounts.forms import LIMIT
from accounts.login_codes import HashedCode


def _is_limited(form) -> bool:
    codes = {error.code for errors in form.errors.as_data().values() for error in errors}
    return not codes.isdisjoint({LIMIT, "too_many_login_attempts"})


class _SaysLimits:
    """Too many tries are answered with 429 (RFC 6585), with the sentence at the form."""

    def form_invalid(self, form):
        status = 429 if _is_limited(form) else 200
        return self.render_to_response(self.get_context_data(form=form), status=status)


class RequestLoginCode(_SaysLimits, RequestLoginCodeView):
    """One field, one button: signs in who has an account and makes one for who has none."""

    def _redirect_to_pending_stage(self, request, stage):
        # Who comes back here mistyped the address: they start anew instead of waiting for a code.
        if stage.key == LoginByCodeStage.key and stage.state.get("initiated_by_user"):
            clear_login(request)
            return None
        return super()._redirect_to_pending_stage(request, stage)

    def form_valid(self, form):
        email = form.cleaned_data["email"]
        HashedCode.start(request=self.request, user=actions.register(email=email), email=email)
        return HttpResponseRedirect(self.get_success_url())


request_login_code = RequestLoginCode.as_view()


class OfficeLogin(_SaysLimits, LoginView):
    """Password; the second factor is asked on the next page."""


login = OfficeLogin.as_view()


@method_decorator(never_cache, name="dispatch")
@method_decorator(
    login_stage_required(stage=LoginByCodeStage.key, redirect_urlname="account_request_login_code"),
    name="dispatch",
)
class ConfirmLoginCode(ConfirmLoginCodeView):
    def dispatch(self, request, *args, **kwargs):
        """As allauth's, with the code that is kept as a hash."""
        self.stage = request._login_stage
        self._process = HashedCode.resume(self.stage)
        if not self._process:
            return HttpResponseRedirect(reverse("account_request_login_code"))
        return super(ConfirmLoginCodeView, self).dispatch(request, *args, **kwargs)


_confirm_login_code = ConfirmLoginCode.as_view()


def confirm_login_code(request):
    """The page for the code; who typed one too late is told why they are asked anew."""
    answer = _confirm_login_code(request)
    is_sent_back = answer.headers.get("Location") == reverse("account_request_login_code")
    if request.method == "POST" and is_sent_back and not len(messages.get_messages(request)):
        messages.error(request, _("Dieser Code gilt nicht mehr. Bitte fordern Sie einen neuen an."))
    return answer
