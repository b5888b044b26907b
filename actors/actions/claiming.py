"""A person says that an institution is theirs to keep; its known address, its head or the office confirms it."""

from datetime import date, timedelta

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from actors import emails, keys, permissions
from actors.models import Actor, Claim, Membership
from bildungsregion.base.errors import DomainError


State, Way, Role = Claim.State, Claim.Way, Membership.Role
MOST_CLAIMS_A_DAY = 5
# Links to one institution a day, whoever asks: nobody fills its mailbox.
MOST_LINKS_A_DAY = 3
UNKNOWN_THERE = "Die Einrichtung kennt diese Anfrage nicht."
# How long decided claims stay in the list of the office.
KEPT = timedelta(days=365)


@transaction.atomic
def claim(*, actor: Actor, role: str, message: str, by) -> Claim:
    """Ask to speak for an institution.

    Whoever signed in with its known address is believed at once; otherwise a link goes to that address,
    or the office decides. A second head beside others is the office's matter, not the mailbox's.
    Raises DomainError where the person speaks for it already, asked already, or asks too often.
    """
    actor = Actor.objects.select_for_update(of=("self",), no_key=True).get(pk=actor.pk)
    _refuse_twice(actor, by)
    heads = _heads(actor)
    row = Claim(actor=actor, user=by, role=role, message=message.strip())
    goes_by_mail = bool(actor.email) and not (heads and role == Role.HEAD)
    if goes_by_mail and _owns_address(by, actor.email):
        row.way, row.mailed_to = Way.MAIL, actor.email
        row.save()
        _tell(heads, _confirm(row, by=by))
        return row
    if goes_by_mail and _links_today(actor) < MOST_LINKS_A_DAY:
        key = keys.new_key()
        row.way, row.mailed_to = Way.MAIL, actor.email
        row.key_hash, row.key_until = keys.hash_of(key), timezone.now() + keys.VALID_FOR
        row.save()
        emails.claim_link(row, key)
    else:
        row.way = Way.OFFICE
        row.save()
    _tell(heads, row)
    return row


def claim_of_key(key: str) -> Claim | None:
    """The claim that the mailed link belongs to, while it is open and the link is valid."""
    return (
        Claim.objects.open()
        .select_related("actor", "user")
        .filter(key_hash=keys.hash_of(key), key_until__gt=timezone.now())
        .first()
    )


@transaction.atomic
def confirm_by_link(*, key: str) -> Claim:
    """Whoever reads the institution's mail says yes; the link works once. Raises DomainError if it does not."""
    row = _locked(claim_of_key(key))
    return _confirm(row, by=row.user)


@transaction.atomic
def refuse_by_link(*, key: str) -> Claim:
    """Whoever reads the institution's mail does not know the person."""
    row = _locked(claim_of_key(key))
    return _refuse(row, UNKNOWN_THERE, by=row.user)


@transaction.atomic
def confirm_claim(*, claim: Claim, by) -> Claim:
    """The office, or the head for a contact, says yes."""
    return _confirm(_decidable(claim, by), by=by)


@transaction.atomic
def refuse_claim(*, claim: Claim, reason: str, by) -> Claim:
    row = _decidable(claim, by)
    if not reason.strip():
        raise DomainError(_("Bitte begründen Sie die Ablehnung."))
    return _refuse(row, reason.strip(), by=by)


@transaction.atomic
def forget_claims(*, today: date) -> int:
    """Delete what was decided more than a year ago; memberships stay. Safe to repeat."""
    return claims_over(today).delete()[0]


def claims_over(today: date) -> QuerySet[Claim]:
    return Claim.objects.filter(decided_at__date__lt=today - KEPT)


def _refuse_twice(actor: Actor, by) -> None:
    if permissions.membership_of(by, actor):
        raise DomainError(_("Sie gehören schon zu dieser Einrichtung."))
    mine = Claim.objects.filter(user=by)
    if mine.open().filter(actor=actor).exists():
        raise DomainError(_("Ihre Anfrage liegt schon vor. Sie bekommen eine E-Mail."))
    since = timezone.now() - timedelta(days=1)
    if mine.filter(created_at__gt=since).count() >= MOST_CLAIMS_A_DAY:
        raise DomainError(
            _(
                "Das waren heute schon viele Anfragen. Bitte warten Sie bis morgen oder rufen Sie an."
            )
        )


def _heads(actor: Actor) -> list[Membership]:
    ties = actor.memberships.filter(role=Role.HEAD, confirmed_at__isnull=False)
    return list(ties.select_related("user"))


def _tell(heads: list[Membership], row: Claim) -> None:
    for head in heads:
        emails.claim_told(row, head.user)


def _owns_address(user, email: str) -> bool:
    """Whether the account proved that address by a mailed code."""
    return EmailAddress.objects.filter(user=user, email__iexact=email, verified=True).exists()


def _links_today(actor: Actor) -> int:
    since = timezone.now() - timedelta(days=1)
    return actor.claims.filter(way=Way.MAIL, created_at__gt=since).count()


def _locked(row: Claim | None) -> Claim:
    fresh = (
        row and Claim.objects.select_for_update(of=("self",), no_key=True).filter(pk=row.pk).first()
    )
    if fresh is None or fresh.state != State.OPEN:
        raise DomainError(_("Dieser Link gilt nicht mehr."))
    return fresh


def _decidable(claim: Claim, by) -> Claim:
    row = Claim.objects.select_for_update(of=("self",), no_key=True).get(pk=claim.pk)
    if not permissions.can_decide_claim(by, row):
        raise DomainError(_("Darüber entscheiden nicht Sie."))
    if row.state != State.OPEN:
        raise DomainError(_("Darüber ist schon entschieden."))
    return row


def _confirm(row: Claim, *, by) -> Claim:
    _close(row, State.CONFIRMED, by)
    tie, _made = Membership.objects.get_or_create(user=row.user, actor=row.actor)
    tie.role, tie.confirmed_at, tie.confirmed_by = row.role, timezone.now(), by
    tie.save()
    emails.claim_confirmed(row)
    return row


def _refuse(row: Claim, reason: str, *, by) -> Claim:
    row.reason = reason
    _close(row, State.REFUSED, by)
    emails.claim_refused(row)
    return row


def _close(row: Claim, state: str, by) -> None:
    row.state, row.decided_at, row.decided_by = state, timezone.now(), by
    row.key_hash, row.key_until = "", None
    row.save()
