"""The office decides a case of the demonstration: asked back, proposed, signed, or left waiting for money."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils import timezone

from bildungsregion.base.errors import DomainError
from bildungsregion.base.money import euro
from funding import actions, budget, waitlist
from funding.models import Application, BudgetYear, CheckItem

from .plan import Fate
from .played import Played, at_desk


S = Application.Status
NO_MONEY = "Die Mittel des Haushaltsjahres sind bereits vollständig gebunden."
QUESTION = "Bitte reichen Sie das Angebot des Busunternehmens nach."
REFUSALS = (
    "Für dieselben Kosten zahlt bereits ein anderer Fonds den vollen Preis.",
    "Der Bus war nach Auskunft der Einrichtung schon verbindlich gebucht; das Vorhaben hatte damit begonnen.",
    "Die Rückfrage zu den Kosten blieb trotz Erinnerung unbeantwortet.",
)
BLOCK = "Haushaltssperre der Kämmerei bis zum nächsten Bericht (Beispiel)"
SHOWS_PROPOSAL = (Fate.PROPOSED, Fate.SENT_BACK)
# So long before the demonstration nobody looks at the waiting list any more: a task for whoever clicks.
LEFT_TO_DO = timedelta(days=9)
# So near to its first day a case that waits is told that nothing came of it.
TOO_NEAR = timedelta(days=6)


def review(played: Played, filed: datetime) -> Iterator[datetime]:
    """Taken up, asked back perhaps, proposed and signed; the story of a grant goes on in endings.py."""
    fate, dice, office = played.case.fate, played.dice, played.office
    yield at_desk(filed + timedelta(days=dice.randint(1, 3), hours=1))
    actions.start_review(application=played.application, by=office.case_worker)
    if fate is Fate.WITHDRAWN:
        yield filed + timedelta(days=dice.randint(5, 9))
        note = "Der Ausflug fällt leider aus."
        actions.withdraw(application=played.application, by=played.head, note=note)
        return
    if fate in (Fate.ASKED, Fate.OVERDUE, Fate.ANSWERED) or (
        played.case.ending is None and dice.random() < 0.1
    ):
        ask(played, 4 if fate is Fate.OVERDUE else 14)
        if fate in (Fate.ASKED, Fate.OVERDUE):
            return
        yield played.ago(1) if fate is Fate.ANSWERED else filed + timedelta(days=dice.randint(7, 9))
        answer = "Das Angebot liegt nun bei."
        actions.answer_info(application=played.application, by=played.head, answer=answer)
    if fate in (Fate.IN_REVIEW, Fate.ANSWERED):
        return
    yield at_desk(filed + timedelta(days=10, hours=2))
    yield from _decide(played, filed)


def ask(played: Played, days: int) -> None:
    actions.request_info(
        application=played.application,
        by=played.office.case_worker,
        items=[QUESTION],
        sections=[Application.Section.ATTACHMENTS],
        due_on=timezone.localdate() + timedelta(days=days),
    )


def _decide(played: Played, filed: datetime) -> Iterator[datetime]:
    fate, office = played.case.fate, played.office
    amount, reasons = _worth(played)
    for code in CheckItem.Code:
        actions.record_check(
            application=played.application, code=code, result="ok", by=office.case_worker
        )
    year = played.application.programme.budget_years.get(year=played.case.visits_on[0].year)
    if played.case.ending is not None:
        office.find_money(year, amount)
    if fate is Fate.WAITING:
        _block(played, year, amount)
    if not _is_there(year, amount):
        yield from _wait(played, year, amount, reasons)
        return
    _propose(played, amount, reasons)
    if fate is Fate.PROPOSED:
        return
    days = 14 if played.case.ending else played.dice.randint(13, 20)
    yield at_desk(filed + timedelta(days=days, hours=3))
    if fate is Fate.SENT_BACK:
        note = "Bitte den Bus noch einmal mit dem Angebot vergleichen."
        actions.send_back(application=played.application, by=office.signer, note=note)
        return
    if played.case.ending is not None:
        office.find_money(year, amount)
    if not _sign(played):
        yield from _wait(played, year, amount, reasons)


def _worth(played: Played) -> tuple[int, str]:
    """The amount and the reasons that the case worker will propose."""
    fate, application = played.case.fate, played.refresh()
    computed = application.reckon().cents
    if fate is Fate.REJECTED or not computed:
        return 0, played.dice.choice(REFUSALS)
    if fate is Fate.PARTLY:
        reasons = f"Berechnet sind {euro(computed)}; das Honorar ist nur zum Teil angemessen."
        return computed * 8 // 10, reasons
    return computed, ""


def _is_there(year: BudgetYear, amount: int) -> bool:
    year.refresh_from_db()
    return amount <= year.available_cents


def _block(played: Played, year: BudgetYear, amount: int) -> None:
    """Where the money is still there, it is blocked: a demonstration shows a waiting list on any day."""
    year.refresh_from_db()
    if amount <= year.available_cents:
        cents = year.available_cents - min(amount // 2, 50_00)
        key = f"demo-block-{year.pk}"
        budget.block(year, cents, by=played.office.cashier, reason=BLOCK, key=key)


def _propose(played: Played, amount: int, reasons: str) -> None:
    actions.propose(
        application=played.application,
        by=played.office.case_worker,
        amount_cents=amount,
        reasons=reasons,
    )


def _sign(played: Played) -> bool:
    """Signed; or the year's money went in between, and the case comes back."""
    try:
        actions.sign(application=played.application, by=played.office.signer)
    except DomainError as refused:
        actions.send_back(
            application=played.application, by=played.office.signer, note=refused.message
        )
        return False
    return True


def _wait(played: Played, year: BudgetYear, amount: int, reasons: str) -> Iterator[datetime]:
    """On the waiting list until it is its turn, or its day comes too near."""
    actions.put_on_waitlist(
        application=played.application, by=played.office.case_worker, budget_year=year
    )
    first = played.case.visits_on[0]
    while True:
        yield timezone.now() + timedelta(days=5)
        today = timezone.localdate()
        if first - today <= TOO_NEAR:
            _propose(played, 0, NO_MONEY)
            break
        may_be_called = (
            today <= played.office.today - LEFT_TO_DO and played.case.fate != Fate.WAITING
        )
        if may_be_called and waitlist.next_up(year, today) == played.application:
            _propose(played, amount, reasons)
            break
    yield timezone.now() + timedelta(days=1)
    actions.sign(application=played.application, by=played.office.signer)
