from allauth.account.adapter import DefaultAccountAdapter

from bildungsregion.base import region
from bildungsregion.base.outbox import queue_mail


class AccountAdapter(DefaultAccountAdapter):
    """Accounts without user names; their mails carry codes, so the outbox keeps them confidential."""

    def send_mail(self, template_prefix, email, context):
        message = self.render_mail(
            template_prefix, email, {"email": email, "region": region.current(), **context}
        )
        queue_mail(
            to=message.to, subject=message.subject, body=message.body, confidential=True, purpose=template_prefix
        )
