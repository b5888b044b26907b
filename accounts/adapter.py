from allauth.account.adapter import DefaultAccountAdapter
from django.utils.translation import gettext_lazy as _

from bildungsregion.base import region
from bildungsregion.base.outbox import queue_mail


class AccountAdapter(DefaultAccountAdapter):
    """Accounts without user names; their mails carry codes, so the outbox keeps them confidential."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "too_many_login_attempts": _(
            "Zu viele Anmeldungen in kurzer Zeit. Bitte warten Sie eine Stunde und versuchen Sie es dann erneut."
        ),
        "incorrect_code": _(
            "Dieser Code stimmt nicht. Bitte vergleichen Sie ihn mit der letzten E-Mail."
        ),
        "email_password_mismatch": _("E-Mail-Adresse oder Passwort stimmen nicht."),
    }

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
