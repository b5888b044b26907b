"""Anybody suggests a new entry or reports a mistake, without an account; nothing of it is public."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from actors.facts import SUBJECTS
from actors.models import Actor, ChangeProposal, Offer


# How long the address of somebody without an account is kept after the answer went out.
EMAIL_KEPT = timedelta(days=30)


@transaction.atomic
def suggest_entry(*, values: Mapping[str, Any], message: str, email: str, by) -> ChangeProposal:
    """An institution that the directory lacks; ``by`` is the account, or None."""
    return ChangeProposal.objects.create(
        kind=ChangeProposal.Kind.NEW, subject=SUBJECTS.ACTOR, title=values["name"],
        wanted={name: value for name, value in values.items() if value}, message=message,
        proposed_by=by, email="" if by else email,
    )  # fmt: skip


@transaction.atomic
def report_mistake(*, entry: Actor | Offer, what: str, text: str, email: str, by) -> ChangeProposal:
    """Something about an entry or an offer is wrong; ``what`` is the quick choice in words."""
    is_offer = isinstance(entry, Offer)
    return ChangeProposal.objects.create(
        kind=ChangeProposal.Kind.MISTAKE,
        subject=SUBJECTS.OFFER if is_offer else SUBJECTS.ACTOR,
        subject_pk=entry.pk, actor=entry.actor if is_offer else entry, title=str(entry),
        message=f"{what}\n{text}".strip(), proposed_by=by, email="" if by else email,
    )  # fmt: skip


@transaction.atomic
def forget_senders(*, today: date) -> int:
    """Take the addresses of people without an account out of what was decided; safe to repeat."""
    return senders_over(today).update(email="")


def senders_over(today: date) -> QuerySet[ChangeProposal]:
    """Decided so long ago that the address goes."""
    named = ChangeProposal.objects.exclude(email="")
    return named.filter(decided_at__date__lt=today - EMAIL_KEPT)
