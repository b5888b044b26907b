"""What waits between the proof and the money: cases to settle, orders to confirm, lists for the cashier."""

from collections.abc import Callable, Sequence
from datetime import date

from django.db.models import (
    Case,
    CharField,
    Count,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
    Window,
)
from django.db.models.functions import Coalesce, RowNumber
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from bildungsregion.base.money import euro
from bildungsregion.base.today import Line
from funding.models import Application, PaymentOrder, PaymentRun, Receipt

from .lines import SHOWN, Reading, Waiting, step_url, waiting, waiting_apart, without_tie


S = Application.Status


def in_hand(user: User, today: date) -> tuple[Waiting, Waiting, Waiting]:
    """Reports to settle, payments that came back, and orders that lack a confirmation; oldest first.

    None of this person's own institution.
    """
    receipts = Receipt.objects.filter(cost_line__appointment__application=OuterRef("pk"))
    orders = PaymentOrder.objects.filter(application=OuterRef("pk"))
    failed = orders.filter(failed_at__isnull=False).order_by("-failed_at", "-pk")
    group = "cost_line__appointment__application"
    rows = (
        without_tie(Application.objects.all(), user)
        .filter(status__in=[S.REPORTED, S.ORDER_FAILED, S.SETTLED])
        .annotate(
            receipts=_count(receipts, group),
            judged=_count(receipts.filter(judged_at__isnull=False), group),
            failed_reason=Subquery(failed.values("failed_reason")[:1]),
            lacks=_lacking(PaymentOrder.objects.to_confirm()),
            waits_since=Case(
                When(status=S.REPORTED, then="usage_report__submitted_at"),
                When(status=S.ORDER_FAILED, then=Subquery(failed.values("failed_at")[:1])),
                default="settled_at",
            ),
        )
        .exclude(status=S.SETTLED, lacks=None)
    )
    readings = {
        S.REPORTED: _reading("waits_since", _why_settle, "receipts"),
        S.ORDER_FAILED: _reading(
            "waits_since",
            lambda case: f"Die Zahlung kam zurück: {case.failed_reason}",
            "prepare_again",
        ),
        S.SETTLED: _reading("waits_since", _why_confirm, "confirm_payment"),
    }
    settle, back, confirm = waiting_apart(rows, today, readings, by="status", order="waits_since")
    return settle, back, confirm


def to_confirm(user: User, today: date) -> Waiting:
    """Orders that lack a factual or an arithmetical confirmation."""
    rows = without_tie(Application.objects.all(), user)
    rows = _with_order(rows, PaymentOrder.objects.to_confirm())
    return waiting(rows, today, _reading("settled_at", _why_confirm, "confirm_payment"))


def to_order(user: User, today: date) -> Waiting:
    """Confirmed orders that this person may order: who confirmed both may not, nor who typed the case in."""
    orders = PaymentOrder.objects.to_order().exclude(factual_by=user, arithmetic_by=user)
    rows = _with_order(without_tie(Application.objects.all(), user, signs=True), orders)
    return waiting(
        rows,
        today,
        _reading(
            "settled_at",
            lambda case: f"{euro(case.settled_cents)} sind festgestellt.",
            "order_payment",
        ),
    )


def to_list(today: date) -> Waiting:
    """Orders that are in no list yet: the list is put together of all of them at once."""
    orders = PaymentOrder.objects.all().to_list().select_related("application__institution")
    orders = list(orders.annotate(total=Window(Count("pk"))).order_by("ordered_at", "pk")[:SHOWN])
    url = reverse("admin:funding_paymentrun_open")
    lines = [
        Line(
            title=order.application.title,
            url=url,
            number=order.number,
            institution=str(order.application.institution),
            why=f"{euro(order.amount_cents)} sind angeordnet.",
            since=timezone.localdate(order.ordered_at),
        )
        for order in orders
    ]
    return Waiting(lines, orders[0].total if orders else 0)


def lists(user: User, today: date) -> tuple[Waiting, Waiting, Waiting]:
    """Payment lists in one query: to release (put together by somebody else), to export, without an answer."""
    still = Q(orders__paid_on__isnull=True, orders__failed_at__isnull=True)
    counted = Q(exported_at__isnull=True) | still
    stage = Case(
        When(released_at__isnull=True, then=Value("open")),
        When(exported_at__isnull=True, then=Value("released")),
        default=Value("exported"),
    )
    rows = PaymentRun.objects.exclude(released_at__isnull=True, opened_by=user).annotate(
        stage=stage,
        since=Coalesce("exported_at", "released_at", "opened_at"),
        count=Count("orders", filter=counted),
        cents=Sum("orders__amount_cents", filter=counted),
    )
    rank = Window(RowNumber(), partition_by=F("stage"), order_by=("since", "pk"))
    total = Window(Count("pk"), partition_by=F("stage"))
    rows = rows.filter(count__gt=0).select_related("opened_by").annotate(total=total, rank=rank)
    runs = list(rows.filter(rank__lte=SHOWN).order_by("rank"))
    whys = {
        "open": lambda run: f"{_orders(run)}, zusammengestellt: {run.opened_by}",
        "released": lambda run: f"{_orders(run)}, freigegeben",
        "exported": lambda run: f"Ohne Rückmeldung: {_orders(run)}",
    }
    return tuple(_runs([run for run in runs if run.stage == key], why) for key, why in whys.items())


def _with_order(
    rows: QuerySet[Application], orders: QuerySet[PaymentOrder]
) -> QuerySet[Application]:
    """Settled cases whose live order is among these; ``lacks`` says what it waits for."""
    rows = rows.filter(status=S.SETTLED).annotate(lacks=_lacking(orders))
    return rows.filter(lacks__isnull=False).order_by("settled_at", "pk")


def _lacking(orders: QuerySet[PaymentOrder]) -> Subquery:
    """Which confirmation the case's order among these lacks; None where it has none."""
    lacks = Case(
        When(factual_at__isnull=False, then=Value("rechnerisch")),
        When(arithmetic_at__isnull=False, then=Value("sachlich")),
        default=Value("sachlich und rechnerisch"),
        output_field=CharField(),
    )
    orders = orders.filter(application=OuterRef("pk")).annotate(lacks=lacks)
    return Subquery(orders.values("lacks")[:1])


def _count(rows: QuerySet, group: str) -> Subquery:
    return Subquery(rows.order_by().values(group).annotate(n=Count("pk")).values("n"))


def _reading(since: str, why: Callable[[Application], str], page: str) -> Reading:
    """Cases that wait since the moment in a column, and have no day until when."""
    return Reading(
        why,
        lambda case: timezone.localdate(getattr(case, since)),
        url=lambda case: step_url(case, page),
        until="",
    )


def _runs(runs: Sequence[PaymentRun], why: Callable[[PaymentRun], str]) -> Waiting:
    lines = [
        Line(
            title=str(run),
            url=reverse("admin:funding_paymentrun_change", args=[run.pk]),
            why=why(run),
            since=timezone.localdate(run.since),
        )
        for run in runs
    ]
    return Waiting(lines, runs[0].total if runs else 0)


def _orders(run: PaymentRun) -> str:
    word = "1 Anordnung" if run.count == 1 else f"{run.count} Anordnungen"
    return f"{word}, {euro(run.cents)}"


def _why_settle(case: Application) -> str:
    """How far the receipts are judged."""
    receipts, judged = case.receipts or 0, case.judged or 0
    word = "1 Beleg" if receipts == 1 else f"{receipts} Belege"
    return f"{word}, {judged} davon geprüft." if judged else f"{word} zu prüfen."


def _why_confirm(case: Application) -> str:
    return f"{euro(case.settled_cents)}: {case.lacks} festzustellen."
