"""The mails of subscriptions: plain text and HTML, nothing loaded from anywhere, nothing counted."""

from django.conf import settings
from django.template.loader import render_to_string

from bildungsregion.base import region
from bildungsregion.base.outbox import queue_mail

from . import lists
from .lists import Digest
from .models import Subscription


# All of them begin so; old ones are deleted by what they are for.
PURPOSE = "subscription_"


def please_confirm(subscription: Subscription) -> None:
    """The first mail: nothing else is sent before its link was followed and its button pressed."""
    _send(subscription, "confirm")


def already_subscribed(subscription: Subscription) -> None:
    """To somebody who asked for what they have; the page said the same as to anybody."""
    _send(subscription, "already", can_leave=True)


def ended(subscription: Subscription) -> None:
    """The last mail: a filter of the subscription is no more."""
    _send(subscription, "ended")


def digest(subscription: Subscription, told: Digest) -> None:
    _send(subscription, "digest", can_leave=True, digest=told)


def _send(subscription: Subscription, name: str, *, can_leave: bool = False, **context) -> None:
    here, portal = region.current(), settings.PORTAL_URL.rstrip("/")
    subscribed = lists.find(subscription.list)
    context |= {
        "subscription": subscription,
        "list": subscribed,
        "page": portal + (subscribed.page_path(subscription.query) if subscribed else "/"),
        "confirm": portal + subscription.confirm_path,
        "leave": portal + subscription.leave_path if can_leave else "",
        "portal": portal,
        "region": here,
    }
    headers = {"List-Unsubscribe": f"<{context['leave']}>"} if can_leave else {}
    if can_leave:
        # RFC 8058: mailboxes show a button that leaves with one click.
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    queue_mail(
        to=[subscription.email],
        reply_to=[here.office_email] if here.office_email else [],
        subject=render_to_string(f"subscriptions/emails/{name}_subject.txt", context),
        body=render_to_string(f"subscriptions/emails/{name}.txt", context),
        html=render_to_string(f"subscriptions/emails/{name}.html", context),
        headers=headers,
        purpose=f"{PURPOSE}{name}",
    )
