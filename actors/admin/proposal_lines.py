"""A proposal field by field: what stood there, what is wanted, and what stands there now if that moved on."""

from dataclasses import dataclass, field

from django.core.files.storage import default_storage
from django.urls import reverse

from actors import actions, facts
from actors.models import Actor, ChangeProposal
from bildungsregion.base.errors import DomainError


@dataclass(frozen=True, slots=True)
class Side:
    """One value in words; ``picture`` is the address of one."""

    lines: list[str] = field(default_factory=list)
    picture: str = ""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One fact of a proposal; ``now`` only where the entry moved on since."""

    name: str
    label: str
    before: Side
    wanted: Side
    now: Side | None = None
    is_done: bool = False


def changes_of(proposal: ChangeProposal) -> list[FieldChange]:
    """The facts that a proposal wants changed, in the order of the forms."""
    known = facts.FACTS.get(proposal.subject, {})
    names = [name for name in known if name in proposal.wanted]
    current = _current(proposal, names)
    return [_line(proposal, name, current) for name in names]


def left_out_of(proposal: ChangeProposal) -> list[FieldChange]:
    """What was wanted and not taken over."""
    known = facts.FACTS.get(proposal.subject, {})
    nothing = Side()
    return [
        FieldChange(name, facts.label(proposal.subject, name), nothing, _side(proposal, name, want))
        for name, want in proposal.left_out.items()
        if name in known
    ]


def _current(proposal: ChangeProposal, names: list[str]) -> dict | None:
    """What the entry says now; None for a new one, or one that is gone."""
    if proposal.kind == ChangeProposal.Kind.NEW:
        return None
    try:
        return facts.read(proposal.subject, actions.subject_of(proposal), names)
    except DomainError:
        return None


def _line(proposal: ChangeProposal, name: str, current: dict | None) -> FieldChange:
    before, wanted = proposal.before.get(name), proposal.wanted[name]
    has_moved = current is not None and current[name] != before
    if proposal.kind == ChangeProposal.Kind.NEW:
        before = facts.FACTS[proposal.subject][name].empty
    return FieldChange(
        name=name,
        label=facts.label(proposal.subject, name),
        before=_side(proposal, name, before, "vorher"),
        wanted=_side(proposal, name, wanted, "neu"),
        now=_now(proposal, name, current[name]) if has_moved else None,
        is_done=has_moved and current[name] == wanted,
    )


def _side(proposal: ChangeProposal, name: str, value, which: str = "neu") -> Side:
    if name == "image" and value:
        if not default_storage.exists(value):
            return Side(lines=["ein Bild, inzwischen gelöscht"])
        return Side(picture=reverse("actors:proposal_picture", args=[proposal.pk, which]))
    return Side(lines=facts.show(proposal.subject, name, value) if value is not None else [])


def _now(proposal: ChangeProposal, name: str, value) -> Side:
    if name == "image" and value:
        return Side(picture=Actor.objects.get(pk=proposal.subject_pk).get_image_url())
    return Side(lines=facts.show(proposal.subject, name, value))
