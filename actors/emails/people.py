"""The mails of claims and invitations: who may speak for an institution."""

from django.conf import settings
from django.urls import reverse

from actors.models import Claim, Invitation, Membership
from bildungsregion.base import region, texts
from bildungsregion.base.languages import in_german
from bildungsregion.base.outbox import queue_mail


@in_german
def send(name: str, to: str, *, confidential: bool = False, **context) -> None:
    """The mail of that name to one address; nothing where there is none.

    Mails with a key are confidential: nobody in the office follows somebody else's link.
    """
    if not to:
        return
    here = region.current()
    context |= {"region": here, "portal": settings.PORTAL_URL.rstrip("/")}
    mail = texts.write(f"actors/{name}", context)
    queue_mail(
        to=[to], subject=mail.subject, body=mail.body, confidential=confidential, purpose=name,
    )  # fmt: skip


def claim_link(claim: Claim, key: str) -> None:
    """To the known address of the institution: somebody says they speak for you."""
    path = reverse("actors:claim_link", args=[key])
    send("claim_link", claim.mailed_to, confidential=True, claim=claim, path=path)


def claim_told(claim: Claim, head) -> None:
    """To a head: somebody wants to join."""
    path = reverse("actors:own_people", args=[claim.actor.slug])
    send("claim_told", head.email, claim=claim, path=path)


def claim_confirmed(claim: Claim) -> None:
    path = reverse("actors:own_entry", args=[claim.actor.slug])
    send("claim_confirmed", claim.user.email, claim=claim, path=path)


def claim_refused(claim: Claim) -> None:
    send("claim_refused", claim.user.email, claim=claim)


def invitation(row: Invitation, key: str) -> None:
    path = reverse("actors:invitation", args=[key])
    send("invitation", row.email, confidential=True, invitation=row, path=path)


def invitation_answered(row: Invitation, user) -> None:
    """To who invited, while that account is open: yes or no."""
    if not row.invited_by.is_active:
        return
    path = reverse("actors:own_people", args=[row.actor.slug])
    send("invitation_answered", row.invited_by.email, invitation=row, person=user, path=path)


def member_removed(tie: Membership) -> None:
    send("member_removed", tie.user.email, tie=tie)
