from allauth.account.adapter import DefaultAccountAdapter
from django.utils.translation import gettext_lazy as _

from bildungsregion.base import region
from bildungsregion.base.outbox import queue_mail


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
