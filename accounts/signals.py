"""What allauth and Django tell of accounts: it is written down, and people hear of what concerns them."""

from allauth.account import signals as account_signals
from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.mfa import signals as mfa_signals
from django.contrib import messages
from django.contrib.auth import signals as auth_signals
from django.dispatch import receiver

from . import emails, second_factor, sessions
from .log import Kind, note
from .models import User


# So few recovery codes are worth a warning.
FEW = 3


def _actor(request) -> User | None:
    user = getattr(request, "user", None)
    return user if user is not None and user.is_authenticated else None


@receiver(auth_signals.user_logged_in, dispatch_uid="accounts.begin")
def _begin(sender, request, user, **kwargs):
    if request is not None:
        sessions.begin(request.session)


@receiver(account_signals.user_logged_in, dispatch_uid="accounts.signed_in")
def _signed_in(sender, request, user, **kwargs):
    agent = request.META.get("HTTP_USER_AGENT", "")
    address = get_adapter().get_client_ip(request)
    browser = sessions.browser_of(agent)
    note(Kind.SIGNED_IN, user=user, by=user, detail=browser)
    if not sessions.is_known(user, user_agent=agent, address=address):
        emails.new_sign_in(user, browser=browser, network=sessions.network_of(address))


@receiver(auth_signals.user_logged_out, dispatch_uid="accounts.signed_out")
def _signed_out(sender, request, user, **kwargs):
    request.has_signed_out = user is not None
    if user is not None and not hasattr(request, "timed_out"):
        note(Kind.SIGNED_OUT, user=user, by=user)


@receiver(auth_signals.user_login_failed, dispatch_uid="accounts.refused")
def _refused(sender, credentials, **kwargs):
    """Known and unknown addresses cost the same here; what was typed is kept nowhere."""
    email = credentials.get("email") or ""
    note(Kind.REFUSED, user=User.objects.filter(email__iexact=email).first(), by=None)


@receiver(account_signals.password_changed, dispatch_uid="accounts.changed")
@receiver(account_signals.password_set, dispatch_uid="accounts.set")
def _password_changed(sender, request, user, **kwargs):
    note(Kind.PASSWORD, user=user, by=user)
    sessions.end_all(user, but=request.session.session_key)


@receiver(account_signals.password_reset, dispatch_uid="accounts.reset")
def _password_reset(sender, user, **kwargs):
    note(Kind.PASSWORD, user=user, by=user, detail="über den Link in der E-Mail")
    sessions.end_all(user)


@receiver(account_signals.email_changed, dispatch_uid="accounts.email_changed")
@receiver(account_signals.email_added, dispatch_uid="accounts.email_added")
@receiver(account_signals.email_removed, dispatch_uid="accounts.email_removed")
def _address(sender, request, user, **kwargs):
    note(Kind.ADDRESS, user=user, by=_actor(request))


@receiver(mfa_signals.authenticator_added, dispatch_uid="accounts.factor_added")
def _factor_added(sender, request, user, authenticator, **kwargs):
    if authenticator.type == second_factor.Type.RECOVERY_CODES:
        return
    second_factor.record_set_up(request, authenticator)
    if authenticator.type == second_factor.Type.TOTP:
        # The code that proved the set-up is used up.
        authenticator.wrap().validate_code(request.POST.get("code", ""))
    note(Kind.FACTOR_ADDED, user=user, by=user, detail=second_factor.NAMES[authenticator.type])


@receiver(mfa_signals.authenticator_removed, dispatch_uid="accounts.factor_removed")
def _factor_removed(sender, request, user, authenticator, **kwargs):
    note(Kind.FACTOR_REMOVED, user=user, by=user, detail=second_factor.NAMES[authenticator.type])


@receiver(mfa_signals.authenticator_reset, dispatch_uid="accounts.factor_reset")
def _factor_reset(sender, user, **kwargs):
    note(Kind.FACTOR_RESET, user=user, by=user)


@receiver(mfa_signals.authenticator_used, dispatch_uid="accounts.factor_used")
def _factor_used(sender, request, user, authenticator, **kwargs):
    if authenticator.type != second_factor.Type.RECOVERY_CODES:
        return
    left = second_factor.codes_left(user) or 0
    if left <= FEW:
        emails.few_codes(user, left)
        told = {
            0: "Das war Ihr letzter Wiederherstellungs-Code.",
            1: "Sie haben noch einen Wiederherstellungs-Code.",
        }
        words = told.get(left, f"Sie haben noch {left} Wiederherstellungs-Codes.")
        messages.warning(request, f"{words} Bitte erzeugen Sie unter „Zweiter Faktor“ neue.")


@receiver(mfa_signals.authentication_failed, dispatch_uid="accounts.factor_refused")
def _factor_refused(sender, user, **kwargs):
    request = getattr(context, "request", None)
    note(Kind.FACTOR_REFUSED, user=user, by=_actor(request))
