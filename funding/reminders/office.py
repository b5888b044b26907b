"""What the office is reminded of; each function gives what is due on a day."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from bildungsregion.base.money import euro
from funding import waitlist, worklist
from funding.models import Application, BudgetYear, Claim, Delivery, PaymentOrder
from funding.worklist.lines import last_step

from .institutions import waiting_requests
from .words import Reminder, beginning, name_of, officers, said, to_office


S = Application.Status
# The office hears of a year's money when less than a tenth of it is left.
NEARLY_GONE = 10
# A report may lie so long before its case worker hears of it.
REPORT_MAY_LIE = timedelta(days=7)
OF_CASE = ("application__assignee", "application__institution")


def answers_overdue(today: date) -> Iterator[Reminder]:
    """To the case worker: an answer did not come in time."""
    for request in waiting_requests().filter(due_on__lt=today):
        text = f"Zu {name_of(request.application)} ist die Antwort seit dem {said(request.due_on)} überfällig."
        yield from to_office(request.application, f"overdue:{request.pk}", text)


def undecided_near(today: date) -> Iterator[Reminder]:
    """To the office: a project begins soon and is not decided."""
    for case, day in beginning(today, worklist.NEAR, Application.OPEN):
        text = f"{name_of(case)} beginnt am {said(day)} und ist noch nicht entschieden."
        yield from to_office(case, f"undecided:{case.pk}:{day}", text)


def money_for_the_waiting(today: date) -> Iterator[Reminder]:
    """Money came free for somebody on the waiting list."""
    for call in waitlist.calls(today):
        case = call.application
        text = f"Für {name_of(case)} auf der Warteliste ist jetzt Geld da: {euro(call.free_cents)} sind frei."
        yield from to_office(case, f"waiting:{case.pk}:{call.budget_year.pk}", text)


def reports_lying(today: date) -> Iterator[Reminder]:
    """A usage report waits for its settlement for a week."""
    reports = Application.objects.awaiting_settlement().annotate(since=last_step("taken_at"))
    for case in reports.select_related("assignee", "institution").order_by("since", "pk"):
        since = timezone.localdate(case.since)
        if since + REPORT_MAY_LIE <= today:
            text = (
                f"Der Nachweis zu {name_of(case)} wartet seit dem {said(since)} auf die Abrechnung."
            )
            yield from to_office(case, f"reports:{case.pk}:{since}", text)


def payments_failed(today: date) -> Iterator[Reminder]:
    """A payment came back and nobody has laid it out again."""
    orders = PaymentOrder.objects.filter(
        failed_at__isnull=False, application__status=S.ORDER_FAILED
    ).order_by("failed_at", "pk")
    latest = {order.application_id: order for order in orders.select_related(*OF_CASE)}
    for order in latest.values():
        text = f"Die Zahlung zu {name_of(order.application)} kam zurück: {order.failed_reason}"
        yield from to_office(order.application, f"failed:{order.pk}", text)


def letters_to_post(today: date) -> Iterator[Reminder]:
    """A letter waits for the post, or was not fetched in the portal in time and has to go there."""
    midnight = timezone.make_aware(datetime.combine(today, time()))
    of_case = [f"letter__{path}" for path in ("application__assignee", "application__institution")]
    waiting = Delivery.objects.to_post().filter(letter__issued_at__lt=midnight)
    for delivery in waiting.select_related(*of_case).order_by("pk"):
        text = f"{delivery.letter} wartet darauf, mit der Post hinauszugehen."
        yield from to_office(delivery.letter.application, f"post:{delivery.pk}", text)
    for delivery in Delivery.objects.not_fetched(today).select_related(*of_case).order_by("pk"):
        text = (
            f"{delivery.letter} wurde im Portal nicht abgerufen und muss jetzt mit der Post hinaus."
        )
        yield from to_office(delivery.letter.application, f"unfetched:{delivery.pk}", text)


def repayments_overdue(today: date) -> Iterator[Reminder]:
    """To the cashier: money that was claimed back did not come in time."""
    claims = Claim.objects.overdue(today).select_related("application__institution")
    for claim in claims.order_by("due_on", "pk"):
        text = (
            f"Die Rückzahlung zu {name_of(claim.application)} ist seit dem {said(claim.due_on)} fällig; "
            f"offen sind {euro(claim.outstanding_cents)}."
        )
        for user in officers("run_payments"):
            path = worklist.case_url(claim.application)
            yield Reminder(user, f"claims:{claim.pk}", text, path)


def budget_low(today: date) -> Iterator[Reminder]:
    """To the office: the money of the running year is nearly gone, or gone."""
    years = BudgetYear.objects.filter(year=today.year).exclude(state=BudgetYear.State.CLOSED)
    left = F("allocated_cents") - F("blocked_cents") - F("committed_cents")
    usable = F("allocated_cents") - F("blocked_cents")
    years = years.annotate(tenfold=left * NEARLY_GONE, whole=usable).filter(whole__gt=0)
    for year in years.filter(tenfold__lt=F("whole")).select_related("programme").order_by("pk"):
        gone = year.available_cents == 0
        text = (
            f"{year}: Das Geld ist vollständig bewilligt."
            if gone
            else f"{year}: Von {euro(year.usable_cents)} sind noch {euro(year.available_cents)} verfügbar."
        )
        # New money makes it a new thing to be reminded of.
        key = f"budget:{year.pk}:{year.usable_cents}:{'gone' if gone else 'low'}"
        path = reverse("admin:funding_budgetyear_change", args=[year.pk])
        for user in officers("review_application", "manage_budget"):
            yield Reminder(user, key, text, path)
