"""The mail that asks an institution whether its entry still holds."""

from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse

from actors import freshness
from actors.models import FreshnessAsk
from bildungsregion.base import region, texts
from bildungsregion.base.languages import in_german
from bildungsregion.base.outbox import queue_mail


@in_german
def still_true(asked: FreshnessAsk, to: Sequence[str], *, again: bool) -> None:
    """To everybody who may know, one mail each; answers go to the office."""
    here = region.current()
    portal = settings.PORTAL_URL.rstrip("/")
    context = {
        "actor": asked.actor,
        "facts": freshness.in_words(asked.actor),
        "again": again,
        "region": here,
        "link": portal + reverse("actors:still_true", args=[asked.key]),
        "change_link": portal + reverse("actors:still_true_change", args=[asked.key]),
        "days": freshness.KEY_LASTS.days,
    }
    mail = texts.write("actors/still_true", context)
    reply_to = [here.office_email] if here.office_email else []
    for address in to:
        queue_mail(
            to=[address],
            subject=mail.subject,
            body=mail.body,
            reply_to=reply_to,
            purpose="still_true",
        )
