from allauth.account import views
from allauth.account.internal.stagekit import clear_login
from allauth.account.stages import LoginByCodeStage
from allauth.account.views import RequestLoginCodeView
from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _

from . import actions


class RequestLoginCode(RequestLoginCodeView):
    """One field, one button: signs in who has an account and makes one for who has none."""

    def _redirect_to_pending_stage(self, request, stage):
        # Who comes back here mistyped the address: they start anew instead of waiting for a code.
        if stage.key == LoginByCodeStage.key and stage.state.get("initiated_by_user"):
            clear_login(request)
            return None
        return super()._redirect_to_pending_stage(request, stage)

    def form_valid(self, form):
        form._user = actions.register(email=form.cleaned_data["email"])
        return super().form_valid(form)


request_login_code = RequestLoginCode.as_view()


def confirm_login_code(request):
    """allauth's page for the code; who typed one too late is told why they are asked anew."""
    answer = views.confirm_login_code(request)
    is_sent_back = answer.headers.get("Location") == reverse("account_request_login_code")
    if request.method == "POST" and is_sent_back and not len(messages.get_messages(request)):
        messages.error(request, _("Dieser Code gilt nicht mehr. Bitte fordern Sie einen neuen an."))
    return answer
