from allauth.account.internal.stagekit import clear_login
from allauth.account.stages import LoginByCodeStage
from allauth.account.views import RequestLoginCodeView

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
