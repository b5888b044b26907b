"""The office decides what people propose: accept all or some, return with a reason, take back what went live."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from actors import emails, facts, permissions
from actors.addresses import free_slug
from actors.facts import SUBJECTS
from actors.models import Actor, ChangeProposal, Membership, Municipality
from bildungsregion.base.errors import DomainError
from bildungsregion.base.journal.acting import acting

from .changing import accept_row, close, make_offer, write


State, Kind = ChangeProposal.State, ChangeProposal.Kind
NO_TIE, UNCONFIRMED, CONFIRMED = "", "unbestaetigt", "bestaetigt"


@transaction.atomic
def accept_change(
    *, proposal: ChangeProposal, by, version: datetime, names: Collection[str] | None = None,
    edited: Mapping[str, Any] | None = None, note: str = "", trust: bool = False,
) -> ChangeProposal:  # fmt: skip
    """Put a proposed change on the page: all of it, the facts of these ``names``, or as ``edited``.

    ``version`` is the ``updated_at`` that the page was made from. What is left out stays in the
    row's ``left_out`` and is named in the mail, with the office's note.
    Raises DomainError where the proposal or the entry does not allow it.
    """
    proposal = _open(proposal, by, version, Kind.CHANGE)
    entry = subject_of(proposal, lock=True)
    chosen = set(proposal.wanted if names is None else names) & proposal.wanted.keys()
    values = {name: proposal.wanted[name] for name in chosen} | dict(edited or {})
    if not values:
        raise DomainError("Bitte wählen Sie eine Angabe aus, oder geben Sie den Vorschlag zurück.")
    before = facts.read(proposal.subject, entry, values)
    with acting(reason=f"Vorschlag Nr. {proposal.pk} angenommen"):
        write(proposal.subject, entry, values)
    proposal.left_out = {name: want for name, want in proposal.wanted.items() if name not in values}
    proposal.wanted, proposal.before, proposal.reason = values, before, note
    accept_row(proposal, by)
    proposal.save()
    if trust:
        _trust_proposer(proposal, by)
    emails.proposal_accepted(proposal, entry)
    return proposal


@transaction.atomic
def accept_offer(
    *, proposal: ChangeProposal, by, version: datetime, edited: Mapping[str, Any] | None = None,
    note: str = "", trust: bool = False,
) -> ChangeProposal:  # fmt: skip
    """Publish a proposed offer of an institution, as it is or as ``edited``."""
    proposal = _open(proposal, by, version, Kind.NEW)
    if proposal.subject != SUBJECTS.OFFER:
        raise DomainError("Dieser Vorschlag ist kein Angebot.")
    proposal.wanted = proposal.wanted | dict(edited or {})
    offer = make_offer(proposal.actor, proposal.wanted)
    proposal.subject_pk, proposal.reason = offer.pk, note
    accept_row(proposal, by)
    proposal.save()
    if trust:
        _trust_proposer(proposal, by)
    emails.proposal_accepted(proposal, offer)
    return proposal


@transaction.atomic
def accept_entry(
    *, proposal: ChangeProposal, by, version: datetime, municipality: Municipality,
    edited: Mapping[str, Any] | None = None, tie: str = NO_TIE, note: str = "",
) -> ChangeProposal:  # fmt: skip
    """Publish a proposed institution; its place on the map follows later.

    ``tie`` says whether the account that proposed it now belongs to it: NO_TIE, UNCONFIRMED (it sees
    nothing but its own cases) or CONFIRMED (it keeps the entry).
    """
    proposal = _open(proposal, by, version, Kind.NEW)
    if proposal.subject != SUBJECTS.ACTOR:
        raise DomainError("Dieser Vorschlag ist keine Einrichtung.")
    if tie and proposal.proposed_by is None:
        raise DomainError("Der Vorschlag kam ohne Konto; niemand lässt sich zuordnen.")
    proposal.wanted = proposal.wanted | dict(edited or {})
    actor = Actor(
        slug=free_slug(Actor, proposal.wanted.get("name", "")),
        municipality=municipality,
        source="Vorschlag über das Portal",
    )
    write(SUBJECTS.ACTOR, actor, proposal.wanted)
    proposal.actor, proposal.subject_pk, proposal.reason = actor, actor.pk, note
    accept_row(proposal, by)
    proposal.save()
    if tie:
        _tie(proposal, actor, by, is_confirmed=tie == CONFIRMED)
    emails.proposal_accepted(proposal, actor, may_keep=tie == CONFIRMED)
    return proposal


@transaction.atomic
def return_proposal(*, proposal: ChangeProposal, reason: str, by, version: datetime) -> None:
    """Give a proposal back with a reason; who proposed it reads that by mail and may try again."""
    kind = ChangeProposal.objects.values_list("kind", flat=True).get(pk=proposal.pk)
    proposal = _open(proposal, by, version, kind)
    if not reason.strip():
        raise DomainError("Bitte begründen Sie, warum der Vorschlag zurückgeht.")
    close(proposal, State.RETURNED, by, reason.strip())
    emails.proposal_returned(proposal)


@transaction.atomic
def settle_mistake(*, proposal: ChangeProposal, note: str, by, version: datetime) -> None:
    """A reported mistake is mended; who gave an address reads that it is done."""
    proposal = _open(proposal, by, version, Kind.MISTAKE)
    proposal.reason = note.strip()
    accept_row(proposal, by)
    proposal.save()
    emails.mistake_settled(proposal)


@transaction.atomic
def take_back(*, proposal: ChangeProposal, reason: str, by) -> ChangeProposal:
    """Undo what a trusted person put on the page; facts that moved on since stay as they are.

    A new row records it. Raises DomainError where nothing of it stands there any more.
    """
    proposal = ChangeProposal.objects.select_for_update(no_key=True).get(pk=proposal.pk)
    if not permissions.can_moderate(by):
        raise DomainError("Dazu fehlt Ihnen das Recht.")
    is_new_entry = proposal.kind == Kind.NEW and proposal.subject != SUBJECTS.OFFER
    is_undone = ChangeProposal.objects.filter(takes_back=proposal).exists()
    if proposal.state != State.ACCEPTED or not proposal.wanted or is_undone or is_new_entry:
        raise DomainError("Das lässt sich nicht zurücknehmen.")
    if not reason.strip():
        raise DomainError("Bitte begründen Sie, warum Sie die Änderung zurücknehmen.")
    entry = subject_of(proposal, lock=True)
    old = {"is_published": False} if proposal.kind == Kind.NEW else _untouched(proposal, entry)
    if not old:
        raise DomainError("Inzwischen steht dort etwas anderes; es gibt nichts zurückzunehmen.")
    undone = ChangeProposal(
        subject=proposal.subject, subject_pk=proposal.subject_pk, actor=proposal.actor,
        title=proposal.title, wanted=old, before=facts.read(proposal.subject, entry, old),
        proposed_by=by, reason=reason.strip(), takes_back=proposal,
    )  # fmt: skip
    write(proposal.subject, entry, old)
    accept_row(undone, by)
    undone.save()
    emails.change_taken_back(undone, proposal)
    return undone


@transaction.atomic
def trust(*, membership: Membership, by) -> None:
    """From now on this person's changes go live at once."""
    membership = Membership.objects.select_for_update(no_key=True).get(pk=membership.pk)
    if not permissions.can_trust(by):
        raise DomainError("Dazu fehlt Ihnen das Recht.")
    if membership.confirmed_at is None:
        raise DomainError("Sofort erscheinen nur Änderungen bestätigter Personen.")
    membership.is_trusted = True
    membership.save(update_fields=["is_trusted", "updated_at"])


@transaction.atomic
def distrust(*, membership: Membership, by) -> None:
    """From now on the office sees this person's changes first."""
    if not permissions.can_trust(by):
        raise DomainError("Dazu fehlt Ihnen das Recht.")
    membership = Membership.objects.select_for_update(no_key=True).get(pk=membership.pk)
    membership.is_trusted = False
    membership.save(update_fields=["is_trusted", "updated_at"])


def subject_of(proposal: ChangeProposal, *, lock: bool = False):
    """The entry or offer that a proposal speaks of. Raises DomainError where it is gone."""
    model = facts.MODELS[proposal.subject]
    rows = model.objects.select_for_update(of=("self",), no_key=True) if lock else model.objects
    entry = rows.filter(pk=proposal.subject_pk).first()
    if entry is None:
        raise DomainError(
            "Diesen Eintrag gibt es nicht mehr. Bitte geben Sie den Vorschlag zurück."
        )
    return entry


def _open(proposal: ChangeProposal, by, version: datetime, kind: str) -> ChangeProposal:
    """The proposal, locked and still to be decided as it was seen."""
    if not permissions.can_moderate(by):
        raise DomainError("Dazu fehlt Ihnen das Recht.")
    proposal = ChangeProposal.objects.select_for_update(no_key=True).get(pk=proposal.pk)
    if proposal.state != State.OPEN:
        raise DomainError("Über diesen Vorschlag ist schon entschieden.")
    if proposal.updated_at != version:
        raise DomainError(
            "Der Vorschlag wurde inzwischen geändert. Bitte sehen Sie ihn noch einmal an."
        )
    if proposal.kind != kind:
        raise DomainError("So lässt sich über diesen Vorschlag nicht entscheiden.")
    return proposal


def _untouched(proposal: ChangeProposal, entry) -> dict[str, Any]:
    """The former values of what still stands as the change left it."""
    now = facts.read(proposal.subject, entry, proposal.wanted)
    return {
        name: proposal.before.get(name, facts.FACTS[proposal.subject][name].empty)
        for name, value in proposal.wanted.items()
        if now[name] == value
    }


def _trust_proposer(proposal: ChangeProposal, by) -> None:
    tie = Membership.objects.filter(user=proposal.proposed_by, actor=proposal.actor).first()
    if tie is None:
        raise DomainError("Diese Person gehört nicht zu der Einrichtung.")
    trust(membership=tie, by=by)


def _tie(proposal: ChangeProposal, actor: Actor, by, *, is_confirmed: bool) -> None:
    tie = Membership(user=proposal.proposed_by, actor=actor, role=Membership.Role.HEAD)
    if is_confirmed:
        tie.confirmed_at, tie.confirmed_by = timezone.now(), by
    try:
        tie.full_clean()
    except ValidationError as error:
        raise DomainError(" ".join(error.messages)) from error
    tie.save()
