"""From the signed grant on: each ending of the demonstration as a story; a yield says when it goes on."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from django.utils import timezone

from funding import actions, change_plan
from funding.models import Delivery

from . import cashier, proofs, takebacks, usual
from .played import Played
from .shown import Ending
from .usual import Story


NEW_IBAN = "DE02120300000000202051"
WISH = "Der Lernort bietet uns nur einen Termin eine Woche später an."


def tell(played: Played) -> Story:
    """What follows a grant, in this case."""
    return ENDINGS[played.case.ending or Ending.USUAL](played)


def not_fetched(played: Played) -> Story:
    yield from ()


def posted(played: Played) -> Story:
    letter = played.application.letters.latest("pk")
    yield played.office_day(11, 12)
    sent = actions.send_again(
        letter=letter, channel=Delivery.Channel.POST, by=played.office.case_worker
    )
    yield timezone.now() + timedelta(hours=2)
    actions.record_posted(sent=sent, by=played.office.case_worker, posted_on=timezone.localdate())


def change_requested(played: Played) -> Story:
    yield from usual.fetched(played)
    yield played.ago(2)
    _wish(played, dearer=60_00)


def change_proposed(played: Played) -> Story:
    yield from usual.fetched(played)
    yield played.ago(6)
    _wish(played)
    yield played.ago(1)
    _propose_change(played)


def amended(played: Played) -> Story:
    yield from usual.fetched(played)
    yield played.ago(14)
    _wish(played)
    yield played.ago(10)
    _propose_change(played)
    yield played.ago(8)
    actions.amend(application=played.application, by=played.office.signer)
    yield played.ago(5)
    proofs.fetch(played)


def change_declined(played: Played) -> Story:
    yield from usual.fetched(played)
    yield played.ago(9)
    _wish(played, dearer=90_00)
    yield played.ago(7)
    actions.decline_change(
        application=played.application,
        by=played.office.case_worker,
        reasons="Für einen teureren Bus ist in diesem Jahr kein Geld mehr da. Ihr Bescheid gilt weiter.",
    )


def cancelled(played: Played) -> Story:
    yield from usual.fetched(played)
    yield played.ago(2)
    actions.cancel(
        application=played.application, by=played.head, note="Zu viele Kinder sind krank."
    )


def report_begun(played: Played) -> Story:
    yield from usual.fetched(played)
    yield played.ago(3)
    proofs.write(played, unfinished=True)


def reported(played: Played) -> Story:
    yield from usual.fetched(played)
    yield played.ago(6)
    proofs.write(played)
    proofs.send(played)
    proofs.ask_venue(played)
    if played.case.ending is Ending.REPORTED:
        yield played.ago(4)
        proofs.confirm_visits(played)


def handed_in_twice(played: Played) -> Story:
    yield from usual.fetched(played)
    yield played.ago(9)
    proofs.write(played, twin=True)
    proofs.send(played)


def asked_about(played: Played) -> Story:
    """A question about the proof: open, overdue or answered."""
    overdue = played.case.ending is Ending.REPORT_OVERDUE
    yield from usual.fetched(played)
    yield played.ago(30 if overdue else 15)
    proofs.write(played)
    proofs.send(played)
    yield played.ago(24 if overdue else 5)
    proofs.query(played, days=14)
    if played.case.ending is Ending.REPORT_ANSWERED:
        yield played.ago(2)
        proofs.answer(played)


def cut(played: Played) -> Story:
    yield from usual.settled(played, cut=True)
    yield from usual.paid(played)


def paying(played: Played) -> Story:
    """The four stations between settlement and money; each stops where it shall be shown."""
    yield from usual.fetched(played)
    yield played.ago(16)
    proofs.write(played)
    proofs.send(played)
    yield played.ago(7)
    proofs.settle(played)
    if played.case.ending is Ending.SETTLED:
        return
    yield played.ago(6)
    proofs.fetch(played)
    cashier.confirm(played)
    days = {Ending.LISTED: 4, Ending.ON_OPEN_LIST: 2, Ending.ORDERED: 1}
    if ago := days.get(played.case.ending):
        yield played.ago(ago) + timedelta(minutes=45 if ago == 1 else 0)
        cashier.order(played)


def failed(played: Played) -> Story:
    played.office.will_fail[played.application.pk] = "Konto erloschen"
    yield from usual.closed(played)


def failed_once(played: Played) -> Story:
    """The institution names another account; the new order is confirmed, ordered and paid."""
    yield from failed(played)
    yield played.office_day(1, 2)
    actions.change_bank_details(
        application=played.application,
        by=played.head,
        iban=NEW_IBAN,
        account_holder="Förderverein der Einrichtung",
    )
    yield played.office_day(1, 2)
    actions.prepare_again(application=played.application, by=played.office.case_worker)
    actions.reveal_iban(
        application=played.application, by=played.office.case_worker, purpose="Konto verglichen"
    )
    yield from usual.paid(played)


def _wish(played: Played, dearer: int = 0) -> None:
    """A week later; with a dearer bus, or two children fewer."""
    application = played.refresh()
    plan = change_plan.current(application)
    first = plan[0]
    day = first.starts_on + timedelta(days=7)
    plan[0] = replace(
        first,
        starts_on=day,
        ends_on=day,
        children=first.children if dearer else first.children - 2,
        costs=[
            replace(cost, total_cents=cost.total_cents + dearer) if cost.kind == "bus" else cost
            for cost in first.costs
        ],
    )
    actions.request_change(application=application, by=played.head, reasons=WISH, plan=plan)


def _propose_change(played: Played) -> None:
    application = played.refresh()
    change = application.change_requests.latest("pk")
    wanted = change_plan.from_json(change.plan_json)
    amount = change_plan.reckon(application, wanted, change.third_party_cents).cents
    actions.propose_change(
        application=application, by=played.office.case_worker, amount_cents=amount
    )


ENDINGS: dict[Ending, Callable[[Played], Story]] = {
    Ending.USUAL: usual.whole,
    Ending.NOT_FETCHED: not_fetched,
    Ending.POSTED: posted,
    Ending.ON_PAPER: not_fetched,
    Ending.CHANGE_REQUESTED: change_requested,
    Ending.CHANGE_PROPOSED: change_proposed,
    Ending.AMENDED: amended,
    Ending.CHANGE_DECLINED: change_declined,
    Ending.CANCELLED: cancelled,
    Ending.REPORT_BEGUN: report_begun,
    Ending.REPORTED: reported,
    Ending.VENUE_ASKED: reported,
    Ending.HANDED_IN_TWICE: handed_in_twice,
    Ending.REPORT_QUERY: asked_about,
    Ending.REPORT_OVERDUE: asked_about,
    Ending.REPORT_ANSWERED: asked_about,
    Ending.CUT: cut,
    Ending.SETTLED: paying,
    Ending.CONFIRMED: paying,
    Ending.LISTED: paying,
    Ending.ON_OPEN_LIST: paying,
    Ending.ORDERED: paying,
    Ending.FAILED: failed,
    Ending.FAILED_ONCE: failed_once,
    Ending.UNPROVEN: takebacks.unproven,
    Ending.REMINDED: takebacks.unproven,
    Ending.REMINDED_TWICE: takebacks.unproven,
    Ending.ANNOUNCED: takebacks.unproven,
    Ending.LAPSED: takebacks.unproven,
    Ending.HEARING: takebacks.hearing,
    Ending.HEARING_ANSWERED: takebacks.hearing_answered,
    Ending.HEARING_ENDED: takebacks.hearing_ended,
    Ending.REVOCATION_PROPOSED: takebacks.revocation_proposed,
    Ending.REVOKED: takebacks.revoked,
    Ending.CLAIMED: takebacks.claimed,
    Ending.REFUNDED: takebacks.claimed,
    Ending.WAIVED: takebacks.claimed,
}
