from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core import context as current
from allauth.mfa.adapter import DefaultMFAAdapter
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bildungsregion.base import region
from bildungsregion.base.outbox import queue_mail

from . import sealing
from .confirming import is_recent
from .second_factor import may_remove


KEEP_ONE = (
    "Das Büro ist nur mit einem zweiten Faktor erreichbar. Bitte richten Sie zuerst einen anderen ein, dann "
    "können Sie diesen entfernen."
)


class AccountAdapter(DefaultAccountAdapter):
    """Accounts without user names; their mails carry codes, so the outbox keeps them confidential."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "too_many_login_attempts": _(
            "Zu viele Versuche in kurzer Zeit. Bitte fordern Sie einen neuen Code an; "
            "klappt das nicht, warten Sie eine Stunde."
        ),
        "rate_limited": _("Zu viele Versuche in kurzer Zeit. Bitte warten Sie etwas."),
        "incorrect_code": _(
            "Dieser Code stimmt nicht. Bitte vergleichen Sie ihn mit der letzten E-Mail."
        ),
        "email_password_mismatch": _("E-Mail-Adresse oder Passwort stimmen nicht."),
        "enter_current_password": _("Bitte geben Sie Ihr jetziges Passwort ein."),
        "cannot_remove_primary_email": _(
            "Mit dieser Adresse melden Sie sich an, darum können Sie sie nicht entfernen."
        ),
        "unverified_primary_email": _("Bitte bestätigen Sie diese Adresse zuerst."),
        "max_email_addresses": _("Mehr als %d E-Mail-Adressen kann ein Konto nicht haben."),
        "select_only_one": _("Bitte wählen Sie nur eine Möglichkeit."),
    }

    def get_login_redirect_url(self, request):
        """Where nothing else was asked for: the office begins with „Heute“, all others with their own area."""
        if request.user.is_staff:
            return reverse("admin:index")
        return super().get_login_redirect_url(request)

    def is_reauthentication_required(self, *, app, **kwargs):
        """Who has just signed in is not asked again."""
        return not is_recent(current.request, least=15)

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        """Accounts that the office or a command made have no row of their address yet."""
        email = email or EmailAddress.objects.get_primary_email(user) or user.email
        super().send_notification_mail(template_prefix, user, context=context, email=email)

    def send_mail(self, template_prefix, email, context):
        message = self.render_mail(
            template_prefix, email, {"email": email, "region": region.current(), **context}
        )
        queue_mail(
            to=message.to,
            subject=message.subject,
            body=message.body,
            confidential=True,
            purpose=template_prefix,
        )


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": KEEP_ONE,
        "incorrect_code": "Dieser Code stimmt nicht oder ist abgelaufen. Bitte nehmen Sie den neuesten.",
    }

    def can_delete_authenticator(self, authenticator):
        return may_remove(authenticator)

    def encrypt(self, text):
        return sealing.seal(text)

    def decrypt(self, encrypted_text):
        return sealing.unseal(encrypted_text)
