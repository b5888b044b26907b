"""On the way to the office: show the second factor, or set one up; and keep at least one."""

from allauth.account.utils import get_next_redirect_url
from allauth.mfa.webauthn.views import RemoveWebAuthnView
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from accounts.adapter import KEEP_ONE
from accounts.second_factor import Type, may_remove, own
from bildungsregion.base.second_factor import is_shown


@login_required(login_url="account_login")
def second_factor(request):
    """To the page that asks for it; whoever has none yet is led to its set-up."""
    target = get_next_redirect_url(request) or reverse("admin:index")
    if is_shown(request):
        return HttpResponseRedirect(target)
    kinds = {row.type for row in own(request.user)}
    if not kinds:
        messages.info(
            request,
            "Das Büro ist nur mit einem zweiten Faktor erreichbar. Bitte richten Sie hier einen ein; "
            "danach geht es weiter in die Verwaltung.",
        )
        return HttpResponseRedirect(reverse("mfa_index"))
    page = "mfa_reauthenticate" if Type.TOTP in kinds else "mfa_reauthenticate_webauthn"
    return HttpResponseRedirect(f"{reverse(page)}?{urlencode({'next': target})}")


class RemoveKey(RemoveWebAuthnView):
    """allauth asks the adapter for the app only; the last key is kept as well."""

    def form_valid(self, form):
        if not may_remove(self.object):
            messages.error(self.request, KEEP_ONE)
            return HttpResponseRedirect(self.get_success_url())
        return super().form_valid(form)


remove_webauthn = RemoveKey.as_view()
