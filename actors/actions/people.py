"""Several people speak for one institution: invite, accept, take off, hand over, leave."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from actors import emails, keys, permissions
from actors.models import Actor, Invitation, Membership
from bildungsregion.base.errors import DomainError


State, Role = Invitation.State, Membership.Role
# Withdrawn ones count: nobody writes to strangers through the portal.
MOST_A_DAY = 20
# How long answered and run-out invitations stay in the list of the institution.
KEPT = timedelta(days=30)


@transaction.atomic
def invite(
    *, actor: Actor, email: str, role: str, by, hands_over: bool = False, stays: bool = True
) -> Invitation:
    """Ask a colleague by mail to join, or with ``hands_over`` to become head in one's stead.

    Raises DomainError where one may not, or the person is there or invited already.
    """
    actor = Actor.objects.select_for_update(of=("self",), no_key=True).get(pk=actor.pk)
    if not permissions.can_manage_people(by, actor):
        raise DomainError(_("Das darf nur die Leitung der Einrichtung."))
    _refuse_known(actor, email, hands_over)
    key = keys.new_key()
    row = Invitation.objects.create(
        actor=actor, email=email.strip().lower(), role=Role.HEAD if hands_over else role,
        hands_over=hands_over, inviter_stays=stays, invited_by=by, key_hash=keys.hash_of(key),
        key_until=timezone.now() + keys.VALID_FOR,
    )  # fmt: skip
    emails.invitation(row, key)
    return row


def invitation_of_key(key: str) -> Invitation | None:
    """The invitation that the mailed link belongs to, while it is open and valid."""
    rows = Invitation.objects.open().select_related("actor", "invited_by")
    return rows.filter(key_hash=keys.hash_of(key), key_until__gt=timezone.now()).first()


@transaction.atomic
def accept_invitation(*, invitation: Invitation, by) -> Membership:
    """Join the institution; where the head hands over, the former head steps back at once."""
    row = _answerable(invitation, by)
    actor = Actor.objects.select_for_update(of=("self",), no_key=True).get(pk=row.actor_id)
    if not permissions.can_manage_people(row.invited_by, actor):
        raise DomainError(_("Wer Sie eingeladen hat, leitet die Einrichtung nicht mehr."))
    tie, _made = Membership.objects.get_or_create(user=by, actor=actor)
    if tie.confirmed_at is None or tie.role != Role.HEAD:
        tie.role = row.role
    if tie.confirmed_at is None:
        tie.confirmed_at, tie.confirmed_by = timezone.now(), row.invited_by
    tie.save()
    if row.hands_over:
        _step_back(row)
    _answer(row, State.ACCEPTED, by)
    emails.invitation_answered(row, by)
    return tie


@transaction.atomic
def decline_invitation(*, invitation: Invitation, by) -> None:
    row = _answerable(invitation, by)
    _answer(row, State.DECLINED, by)
    emails.invitation_answered(row, by)


@transaction.atomic
def withdraw_invitation(*, invitation: Invitation, by) -> None:
    row = Invitation.objects.select_for_update(of=("self",), no_key=True).get(pk=invitation.pk)
    if not permissions.can_manage_people(by, row.actor):
        raise DomainError(_("Das darf nur die Leitung der Einrichtung."))
    if row.state != State.OPEN:
        raise DomainError(_("Diese Einladung ist schon beantwortet."))
    _answer(row, State.WITHDRAWN, by)


@transaction.atomic
def remove_member(*, membership: Membership, by) -> None:
    """Take a contact off; that person reads it by mail. Heads leave by themselves or by the office."""
    tie = Membership.objects.select_for_update(of=("self",), no_key=True).get(pk=membership.pk)
    if not permissions.can_manage_people(by, tie.actor):
        raise DomainError(_("Das darf nur die Leitung der Einrichtung."))
    if tie.user_id == by.pk:
        raise DomainError(_("Sich selbst nehmen Sie mit „Einrichtung verlassen“ heraus."))
    if tie.role == Role.HEAD and tie.confirmed_at:
        raise DomainError(
            _("Eine andere Leitung nimmt nur das Büro heraus. Bitte schreiben Sie uns.")
        )
    tie.delete()
    emails.member_removed(tie)


@transaction.atomic
def leave(*, actor: Actor, by) -> None:
    """Speak for the institution no longer. The last head hands over first, or tells the office."""
    actor = Actor.objects.select_for_update(of=("self",), no_key=True).get(pk=actor.pk)
    tie = permissions.membership_of(by, actor)
    if tie is None:
        raise DomainError(_("Sie gehören nicht zu dieser Einrichtung."))
    others = actor.memberships.filter(role=Role.HEAD, confirmed_at__isnull=False).exclude(pk=tie.pk)
    if tie.role == Role.HEAD and not others.exists():
        raise DomainError(
            _(
                "Sie sind die einzige Leitung. Bitte übergeben Sie zuerst, oder schreiben Sie dem Büro."
            )
        )
    tie.delete()
    actor.invitations.open().filter(invited_by=by).update(
        state=State.WITHDRAWN, answered_at=timezone.now(), answered_by=by
    )


@transaction.atomic
def forget_invitations(*, today: date) -> int:
    """Delete invitations that were answered or ran out thirty days ago; their addresses go with them."""
    return invitations_over(today).delete()[0]


def invitations_over(today: date) -> QuerySet[Invitation]:
    answered = ~Q(state=State.OPEN) & Q(answered_at__date__lt=today - KEPT)
    late = Q(state=State.OPEN, key_until__date__lt=today - KEPT)
    return Invitation.objects.filter(answered | late)


def _refuse_known(actor: Actor, email: str, hands_over: bool) -> None:
    ties = actor.memberships.filter(user__email__iexact=email, confirmed_at__isnull=False)
    if hands_over:
        ties = ties.filter(role=Role.HEAD)
    if ties.exists():
        raise DomainError(_("Diese Person gehört schon dazu."))
    waiting = actor.invitations.open().filter(email__iexact=email)
    if waiting.filter(key_until__gt=timezone.now()).exists():
        raise DomainError(_("Diese Person ist schon eingeladen."))
    waiting.delete()
    since = timezone.now() - timedelta(days=1)
    if actor.invitations.filter(created_at__gt=since).count() >= MOST_A_DAY:
        raise DomainError(
            _("Heute gingen schon viele Einladungen hinaus. Bitte warten Sie bis morgen.")
        )


def _answerable(invitation: Invitation, by) -> Invitation:
    row = (
        Invitation.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk=invitation.pk)
        .first()
    )
    if row is None or row.state != State.OPEN or row.key_until <= timezone.now():
        raise DomainError(_("Diese Einladung gilt nicht mehr."))
    if not permissions.can_answer_invitation(by, row):
        raise DomainError(_("Diese Einladung ist für eine andere E-Mail-Adresse."))
    return row


def _step_back(row: Invitation) -> None:
    """The head who handed over becomes a contact, or goes."""
    former = row.actor.memberships.filter(user=row.invited_by)
    if row.inviter_stays:
        former.update(role=Role.CONTACT)
    else:
        former.delete()


def _answer(row: Invitation, state: str, by) -> None:
    row.state, row.answered_at, row.answered_by = state, timezone.now(), by
    row.save()
