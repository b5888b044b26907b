"""Who may do what with an entry: its own people by confirmed membership, the office by its rights.

What a membership lets people see of the fund's cases is funding/permissions.py's matter.
"""

from .models import Actor, ChangeProposal, Claim, Invitation, Membership


def membership_of(user, actor: Actor) -> Membership | None:
    """The user's confirmed tie to the institution."""
    if not (user.is_authenticated and user.is_active):
        return None
    return Membership.objects.filter(user=user, actor=actor, confirmed_at__isnull=False).first()


def is_head(user, actor: Actor) -> bool:
    tie = membership_of(user, actor)
    return tie is not None and tie.role == Membership.Role.HEAD


def can_keep(user, actor: Actor) -> bool:
    """Propose changes of the entry and its offers, see what is open, say that all is still true."""
    return membership_of(user, actor) is not None


def can_keep_at_once(user, actor: Actor) -> bool:
    """Changes go live without the office looking first."""
    tie = membership_of(user, actor)
    return tie is not None and tie.is_trusted


def can_manage_people(user, actor: Actor) -> bool:
    """Invite colleagues, take them off, hand over."""
    return is_head(user, actor)


def can_decide_claim(user, claim: Claim) -> bool:
    """The office every claim of others; the head of an institution those of contacts."""
    if claim.user_id == user.pk:
        return False
    if can_decide_claims(user):
        return True
    return claim.role == Membership.Role.CONTACT and is_head(user, claim.actor)


def can_decide_claims(user) -> bool:
    return _of_office(user, "actors.change_claim")


def can_answer_invitation(user, invitation: Invitation) -> bool:
    """Whoever signs in with the address that was invited: the mailed code proves it."""
    return user.is_authenticated and user.is_active and (
        user.email.casefold() == invitation.email.casefold()
    )  # fmt: skip


def can_withdraw(user, proposal: ChangeProposal) -> bool:
    return user.is_authenticated and user.is_active and proposal.proposed_by_id == user.pk


def can_moderate(user) -> bool:
    """Decide what people propose."""
    return _of_office(user, "actors.change_changeproposal")


def can_trust(user) -> bool:
    """Let a person's changes go live at once, and take that back."""
    return _of_office(user, "actors.change_membership")


def can_see_picture(user, proposal: ChangeProposal) -> bool:
    """A proposed picture is for the one who proposed it and those who decide."""
    return can_withdraw(user, proposal) or can_moderate(user)


def _of_office(user, permission: str) -> bool:
    return user.is_active and user.is_staff and user.has_perm(permission)
