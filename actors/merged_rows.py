"""Rows that two entries both have, when they become one: which of them stays, and what it takes over."""

from collections.abc import Callable
from functools import partial

from django.core.files.storage import default_storage
from django.db import models, transaction
from django.utils import timezone

from .models import (
    AccessFact,
    Actor,
    ChangeProposal,
    Contact,
    FreshnessAsk,
    Membership,
)


def drop(row: models.Model, twin: models.Model | None) -> None:
    type(row)._default_manager.filter(pk=row.pk).delete()


def _join_members(row: Membership, twin: Membership) -> None:
    """One person in both: whatever was confirmed stays so."""
    confirmed = row.confirmed_at is not None
    if confirmed and (twin.confirmed_at is None or row.role == Membership.Role.HEAD):
        twin.role = row.role
    if confirmed and twin.confirmed_at is None:
        twin.confirmed_at, twin.confirmed_by = row.confirmed_at, row.confirmed_by
    twin.is_trusted = twin.is_trusted or row.is_trusted
    drop(row, twin)
    twin.save()


def _join_facts(row: AccessFact, twin: AccessFact) -> None:
    """What is known wins over what is not."""
    if twin.state == AccessFact.State.UNKNOWN and row.state != twin.state:
        twin.state, twin.note = row.state, row.note or twin.note
        twin.save()
    drop(row, twin)


def _join_contacts(row: Contact, twin: Contact) -> None:
    """Two contacts for one area stay two."""
    if (row.phone, row.email, row.note) == (twin.phone, twin.email, twin.note):
        drop(row, twin)
        return
    number, stem = 2, row.area[:90]
    while Contact.objects.filter(actor=twin.actor_id, area=f"{stem} ({number})").exists():
        number += 1
    row.area = f"{stem} ({number})"
    row.save()


JOINED: dict[str, Callable] = {
    "actors.Membership": _join_members,
    "actors.AccessFact": _join_facts,
    "actors.Contact": _join_contacts,
}


def move_proposals(keep: models.Model, gone: models.Model, *, subject: str = "actor") -> None:
    """They name the entry by its number too. One person's open changes of both become one; the kept entry's win.

    ``subject`` is that of the proposals: both are entries of that kind.
    """
    rows = ChangeProposal.objects.select_for_update(no_key=True).filter(subject=subject)
    for row in rows.filter(subject_pk=gone.pk):
        twin = None
        if row.proposed_by_id and row.kind == "change" and row.state == "open":
            same = rows.filter(kind="change", state="open", proposed_by=row.proposed_by_id)
            twin = same.filter(subject_pk=keep.pk).first()
        if twin is None:
            rows.filter(pk=row.pk).update(subject_pk=keep.pk)
            continue
        picture = row.wanted.get("image")
        if picture and "image" in twin.wanted:
            transaction.on_commit(partial(default_storage.delete, picture))
        twin.wanted, twin.before = row.wanted | twin.wanted, row.before | twin.before
        twin.message = "\n\n".join(dict.fromkeys(filter(None, (twin.message, row.message))))
        row.delete()
        twin.save()


def answer_questions(gone: Actor) -> None:
    """Two questions in vain are the other entry's: they leave no doubt on the one that the office keeps."""
    if gone.doubtful_since:
        answer = {"answered_on": timezone.localdate(), "answer": FreshnessAsk.Answer.OFFICE}
        gone.freshness_asks.open().update(**answer)
