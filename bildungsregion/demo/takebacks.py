"""When a grant of the demonstration goes wrong: reminded, lapsed, heard, revoked, claimed back."""

from django.utils import timezone

from funding import actions, budget

from . import usual
from .played import Played
from .shown import Ending
from .usual import Story


FELL_OUT = "Nach Auskunft des Lernorts wurde der Termin verlegt; einen neuen gibt es noch nicht."
PAID_ELSEWHERE = "Für die Fahrt liegt inzwischen eine Gutschrift des Busbetriebs vor."


def unproven(played: Played) -> Story:
    """Nothing comes: reminded twice, announced, lapsed, as far as this case goes."""
    by = played.office.case_worker
    days = {
        Ending.UNPROVEN: (),
        Ending.REMINDED: (10,),
        Ending.REMINDED_TWICE: (36, 18),
        Ending.ANNOUNCED: (62, 43, 23),
        Ending.LAPSED: (92, 74, 55),
    }[played.case.ending]
    yield from usual.fetched(played)
    for level, ago in enumerate(days, start=1):
        yield played.ago(ago)
        verb = actions.announce_lapse if level == 3 else actions.remind
        verb(application=played.application, by=by)
        yield from usual.fetched(played)
    if played.case.ending is Ending.LAPSED:
        yield played.ago(34)
        actions.lapse(application=played.application, by=played.office.signer)
        yield from usual.fetched(played)


def hearing(played: Played) -> Story:
    yield from usual.fetched(played)
    yield played.ago(6)
    _hear(played, FELL_OUT)
    yield from usual.fetched(played)


def hearing_answered(played: Played) -> Story:
    yield from usual.closed(played)
    yield played.ago(12)
    _hear(played, PAID_ELSEWHERE)
    yield from usual.fetched(played)
    yield played.ago(3)
    _state(played, "Die Gutschrift betrifft eine andere Fahrt. Den Beleg schicken wir gern.")


def hearing_ended(played: Played) -> Story:
    yield from usual.closed(played)
    yield played.ago(50)
    _hear(played, PAID_ELSEWHERE)
    yield from usual.fetched(played)
    yield played.ago(43)
    _state(played, "Die Gutschrift betrifft eine andere Fahrt unserer Schule.")
    yield played.ago(40)
    actions.drop_hearing(
        application=played.application,
        by=played.office.case_worker,
        note="Vielen Dank, damit ist die Sache geklärt. Der Zuschuss bleibt bei Ihnen.",
    )


def revocation_proposed(played: Played) -> Story:
    yield from usual.fetched(played)
    yield from _heard_and_proposed(played, FELL_OUT, opened=30, proposed=2)


def revoked(played: Played) -> Story:
    yield from usual.fetched(played)
    yield from _heard_and_proposed(played, FELL_OUT, opened=70, proposed=52)
    yield from _revoked(played, 48)


def claimed(played: Played) -> Story:
    """Paid, revoked, claimed back: a part has come, all of it, or the rest is waived."""
    yield from usual.closed(played)
    paid = budget.balance(played.refresh())["paid"]
    remaining = paid - 18_40 if played.case.ending is Ending.WAIVED else paid - 120_00
    yield from _heard_and_proposed(
        played, PAID_ELSEWHERE, opened=84, proposed=66, remaining=max(0, remaining)
    )
    yield from _revoked(played, 60)
    claim = played.refresh().claim
    if played.case.ending is Ending.WAIVED:
        yield played.ago(20)
        reason = "Der Aufwand der Beitreibung läge über dem Betrag."
        actions.waive_claim(claim=claim, by=played.office.signer, reason=reason)
        return
    yield played.ago(35)
    part = claim.amount_cents
    _refund(played, part if played.case.ending is Ending.REFUNDED else part // 2)


def _heard_and_proposed(
    played: Played, reasons: str, *, opened: int, proposed: int, remaining: int = 0
) -> Story:
    yield played.ago(opened)
    _hear(played, reasons)
    yield from usual.fetched(played)
    yield played.ago(proposed)
    actions.propose_revocation(
        application=played.application,
        by=played.office.case_worker,
        reasons=reasons,
        remaining_cents=remaining,
    )


def _revoked(played: Played, ago: int) -> Story:
    yield played.ago(ago)
    actions.revoke(application=played.application, by=played.office.signer)
    yield from usual.fetched(played)


def _hear(played: Played, reasons: str) -> None:
    actions.open_hearing(
        application=played.application, by=played.office.case_worker, reasons=reasons
    )


def _state(played: Played, statement: str) -> None:
    actions.answer_hearing(application=played.application, by=played.head, statement=statement)


def _refund(played: Played, cents: int) -> None:
    actions.record_refund(
        claim=played.refresh().claim,
        by=played.office.cashier,
        cents=cents,
        received_on=timezone.localdate(),
        reference=f"KB-{played.application.pk:05d}",
    )
