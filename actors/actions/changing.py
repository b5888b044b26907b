"""People of an institution change their entry and its offers; who is new waits for the office."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from actors import facts, permissions
from actors.addresses import free_slug
from actors.facts import SUBJECTS
from actors.models import Actor, ChangeProposal, FreshnessAsk, Offer
from bildungsregion.base.errors import DomainError

from .freshening import mark_checked


State, Kind = ChangeProposal.State, ChangeProposal.Kind


class MovedOnError(DomainError):
    """Somebody else changed the entry meanwhile; ``names`` are the facts that differ from what was seen."""

    def __init__(self, names: list[str]):
        super().__init__(
            _("Inzwischen hat jemand anderes etwas geändert. Bitte sehen Sie noch einmal hin.")
        )
        self.names = names


@dataclass(frozen=True)
class Saved:
    """What became of a change: ``is_live`` at once, or a proposal that waits; neither if nothing changed."""

    proposal: ChangeProposal | None
    is_live: bool


@transaction.atomic
def change(
    *, subject: str, entry: Actor | Offer, values: Mapping[str, Any], seen: Mapping[str, str],
    by, message: str = "", picture: ContentFile | None = None,
) -> Saved:  # fmt: skip
    """Change these facts of an entry or an offer: at once for trusted people, else as a proposal.

    ``values`` are the facts of the form as JSON, ``seen`` the digests of what the form was made from.
    A second save by the same person goes into the proposal that is open.
    Raises MovedOnError where the entry is no longer what was seen, DomainError where the person may not.
    """
    rows = facts.MODELS[subject].objects.select_for_update(of=("self",), no_key=True)
    entry = rows.get(pk=entry.pk)
    actor = entry if subject == SUBJECTS.ACTOR else entry.actor
    if not permissions.can_keep(by, actor):
        raise DomainError(_("Für diesen Eintrag sind Sie nicht bestätigt."))
    current = facts.read(subject, entry, values)
    if moved := [name for name, now in current.items() if facts.digest(now) != seen.get(name)]:
        raise MovedOnError(moved)
    if picture is not None:
        values = {**values, "image": default_storage.save(f"actors/{picture.name}", picture)}
    touched = {name: value for name, value in values.items() if value != current[name]}
    waiting = open_proposal(subject=subject, entry=entry, by=by, lock=True)
    if permissions.can_keep_at_once(by, actor):
        return _change_at_once(subject, entry, actor, touched, current, values, waiting, by)
    kept = {name: want for name, want in _wanted(waiting).items() if name not in values}
    wanted = kept | touched
    if not wanted:
        return _nothing_left(waiting, by)
    # What was proposed earlier keeps what it was proposed against: the office sees if that moved on.
    before = {name: waiting.before.get(name) for name in kept} if waiting else {}
    before |= {name: current[name] for name in touched}
    if waiting is None:
        waiting = ChangeProposal(
            subject=subject, subject_pk=entry.pk, actor=actor, proposed_by=by, title=str(entry)
        )
    _forget_pictures(waiting.wanted, wanted)
    waiting.wanted, waiting.before = wanted, before
    waiting.message = message or waiting.message
    waiting.save()
    return Saved(waiting, is_live=False)


def open_proposal(
    *, subject: str, entry: Actor | Offer, by, lock: bool = False
) -> ChangeProposal | None:
    """The change of this entry by this person that still waits."""
    rows = ChangeProposal.objects.select_for_update(no_key=True) if lock else ChangeProposal.objects
    return rows.filter(
        subject=subject, subject_pk=entry.pk, proposed_by=by, kind=Kind.CHANGE, state=State.OPEN
    ).first()


@transaction.atomic
def offer_something_new(*, actor: Actor, values: Mapping[str, Any], by) -> Saved:
    """A new offer of the institution: on the page at once for trusted people, else a proposal."""
    actor = Actor.objects.select_for_update(of=("self",), no_key=True).get(pk=actor.pk)
    if not permissions.can_keep(by, actor):
        raise DomainError(_("Für diesen Eintrag sind Sie nicht bestätigt."))
    said = {
        name: value
        for name, value in values.items()
        if value != facts.FACTS[SUBJECTS.OFFER][name].empty
    }
    proposal = ChangeProposal(
        kind=Kind.NEW, subject=SUBJECTS.OFFER, actor=actor, title=values["title"],
        wanted=said, proposed_by=by,
    )  # fmt: skip
    is_live = permissions.can_keep_at_once(by, actor)
    if is_live:
        entry = make_offer(actor, said)
        proposal.subject_pk = entry.pk
        accept_row(proposal, by)
    proposal.save()
    return Saved(proposal, is_live)


def make_offer(actor: Actor, values: Mapping[str, Any]) -> Offer:
    """The offer that these values describe, published. Raises DomainError where they are impossible."""
    offer = Offer(actor=actor, slug=free_slug(Offer, values.get("title", "")))
    write(SUBJECTS.OFFER, offer, values)
    return offer


@transaction.atomic
def withdraw_proposal(*, proposal: ChangeProposal, by) -> None:
    """Take back what still waits. Raises DomainError where it was decided, or is somebody else's."""
    proposal = ChangeProposal.objects.select_for_update(no_key=True).get(pk=proposal.pk)
    if not permissions.can_withdraw(by, proposal):
        raise DomainError(_("Das ist nicht Ihr Vorschlag."))
    if proposal.state != State.OPEN:
        raise DomainError(_("Über diesen Vorschlag ist schon entschieden."))
    close(proposal, State.WITHDRAWN, by)


@transaction.atomic
def say_all_is_true(*, actor: Actor, by) -> Actor:
    """ "Stimmt alles noch": the institution looked through its entry today."""
    actor = Actor.objects.select_for_update(of=("self",), no_key=True).get(pk=actor.pk)
    if not permissions.can_keep(by, actor):
        raise DomainError(_("Für diesen Eintrag sind Sie nicht bestätigt."))
    mark_checked(actor=actor, today=timezone.localdate(), answer=FreshnessAsk.Answer.CONFIRMED)
    return actor


def write(subject: str, entry, values: Mapping[str, Any]) -> None:
    """facts.write() with its refusal as a DomainError that names the field."""
    try:
        facts.write(subject, entry, values)
    except ValidationError as error:
        raise DomainError(_refusal(subject, error)) from error


def _refusal(subject: str, error: ValidationError) -> str:
    if not hasattr(error, "error_dict"):
        return " ".join(error.messages)
    said = []
    for name, sentences in error.message_dict.items():
        known = name in facts.FACTS[subject]
        prefix = f"{facts.label(subject, name)}: " if known else ""
        said += [f"{prefix}{sentence}" for sentence in sentences]
    return " ".join(said)


def _change_at_once(subject, entry, actor, touched, current, values, waiting, by) -> Saved:
    """What a trusted person changes is on the page, and recorded as accepted by that person."""
    if waiting is not None:
        rest = {name: want for name, want in waiting.wanted.items() if name not in values}
        if rest:
            waiting.wanted = rest
            waiting.before = {name: waiting.before.get(name) for name in rest}
            waiting.save()
        else:
            close(waiting, State.WITHDRAWN, by)
    if not touched:
        return Saved(None, is_live=False)
    write(subject, entry, touched)
    proposal = ChangeProposal(
        subject=subject, subject_pk=entry.pk, actor=actor, proposed_by=by, title=str(entry),
        wanted=touched, before={name: current[name] for name in touched},
    )  # fmt: skip
    accept_row(proposal, by)
    proposal.save()
    return Saved(proposal, is_live=True)


def _nothing_left(waiting: ChangeProposal | None, by) -> Saved:
    """Everything is as it stands on the page: a proposal that said otherwise has lost its sense."""
    if waiting is not None:
        close(waiting, State.WITHDRAWN, by)
    return Saved(None, is_live=False)


def _wanted(proposal: ChangeProposal | None) -> dict[str, Any]:
    return proposal.wanted if proposal else {}


def accept_row(proposal: ChangeProposal, by) -> None:
    """Mark as accepted; the caller saves."""
    proposal.state, proposal.decided_at, proposal.decided_by = State.ACCEPTED, timezone.now(), by


def close(proposal: ChangeProposal, state: str, by, reason: str = "") -> None:
    """End a proposal without effect; a picture that came with it goes."""
    proposal.state, proposal.reason = state, reason
    proposal.decided_at, proposal.decided_by = timezone.now(), by
    proposal.save()
    _forget_pictures(proposal.wanted, {})


def _forget_pictures(old: Mapping[str, Any], new: Mapping[str, Any]) -> None:
    """Delete a proposed picture that nothing wants any more, once the transaction holds."""
    name = old.get("image")
    if name and name != new.get("image") and not Actor.objects.filter(image=name).exists():
        transaction.on_commit(lambda: default_storage.delete(name))
