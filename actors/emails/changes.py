"""The mails on proposals: what became of them."""

from actors import facts
from actors.models import ChangeProposal
from bildungsregion.base.languages import in_german

from .people import send


@in_german
def proposal_accepted(proposal: ChangeProposal, entry, *, may_keep: bool = False) -> None:
    """To who proposed: what is on the page now, and what was left out."""
    left = [facts.label(proposal.subject, name) for name in proposal.left_out]
    send(
        "proposal_accepted", sender_of(proposal), proposal=proposal, entry=entry, left_out=left,
        may_keep=may_keep,
    )  # fmt: skip


def proposal_returned(proposal: ChangeProposal) -> None:
    send("proposal_returned", sender_of(proposal), proposal=proposal)


def mistake_settled(proposal: ChangeProposal) -> None:
    send("mistake_settled", sender_of(proposal), proposal=proposal)


@in_german
def change_taken_back(undone: ChangeProposal, proposal: ChangeProposal) -> None:
    names = [facts.label(undone.subject, name) for name in undone.wanted]
    send("change_taken_back", sender_of(proposal), undone=undone, names=names)


def sender_of(proposal: ChangeProposal) -> str:
    """Where an answer goes; "" if nobody wanted one, or the account is shut."""
    person = proposal.proposed_by
    if person is None:
        return proposal.email
    return person.email if person.is_active else ""
