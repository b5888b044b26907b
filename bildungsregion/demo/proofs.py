"""The proof of use in the demonstration: heads, costs and receipts, the venue's word, the settlement."""

import re
from dataclasses import replace
from datetime import date, timedelta

from django.utils import timezone

from bildungsregion.base.models import OutgoingMail
from funding import actions
from funding.actions import ActualLine
from funding.models import Application, CostLine, Delivery, Receipt

from . import papers
from .papers import Bill
from .played import Played


WORDS = (
    "Es war ein guter Tag. Die Kinder haben viel gefragt und noch lange davon erzählt.",
    "Alles hat geklappt. Im Unterricht arbeiten wir mit den Ergebnissen weiter.",
    "Der Besuch passte genau zu unserem Thema. Die Führung war auf das Alter abgestimmt.",
    "Die Gruppe war begeistert, besonders vom praktischen Teil. Wir kommen wieder.",
)
CUTS = {
    "bus": "Die Wartezeit wegen der verspäteten Rückfahrt gehört nicht zu den Fahrkosten.",
    "": "Ein Teil der Rechnung betrifft Getränke und ist nicht förderfähig.",
}
ISSUERS = {"bus": "Busbetrieb (Beispiel)", "opnv": "Nahverkehr, Fahrkartenautomat (Beispiel)"}
CONFIRMER = "Kasse des Lernorts"


def fetch(played: Played) -> None:
    """The institution opens every letter that lies in the portal."""
    waiting = Delivery.objects.current().filter(
        letter__application=played.application,
        channel=Delivery.Channel.PORTAL,
        fetched_at__isnull=True,
    )
    for delivery in waiting.select_related("letter"):
        actions.record_fetch(letter=delivery.letter, by=played.head)


def write(played: Played, *, twin: bool = False, unfinished: bool = False) -> None:
    """Write the report; ``twin`` hands in an invoice that another case has, ``unfinished`` stops half-way."""
    application, head = played.refresh(), played.head
    actions.begin_report(application=application, by=head)
    planned = twin or unfinished
    heads, lines = _what_it_was(application, 0 if planned else played.dice.choice((0, 0, 1, 2, 3)))
    if not planned:
        lines = [_dearer_or_not(line, played) for line in lines]
    text = "" if unfinished else played.dice.choice(WORDS)
    actions.save_report(application=application, by=head, text=text, heads=heads, lines=lines)
    rows = CostLine.objects.filter(appointment__application=application, phase="actual")
    rows = list(rows.select_related("appointment__application").order_by("pk"))
    for line in rows[:1] if unfinished else rows:
        if line.total_cents:
            _prove(line, played, twin=twin)


def send(played: Played) -> None:
    actions.submit_report(application=played.application, by=played.head)


def ask_venue(played: Played) -> None:
    """Each visit's venue gets its link; the demonstration reads it in the mail, as the venue does."""
    host = played.case.offer.actor.slug[:40]
    for row in played.application.appointments.filter(starts_on__lte=timezone.localdate()):
        actions.ask_venue(appointment=row, email=f"besuch@{host}.example", by=played.head)
        mail = OutgoingMail.objects.filter(purpose="funding_venue_asked").latest("pk")
        played.links.append(re.search(r"/besuch/([\w-]+)/", mail.body)[1])


def confirm_visits(played: Played) -> None:
    case = played.case
    while played.links:
        actions.confirm_visit(
            token=played.links.pop(), confirmer=CONFIRMER, persons=case.children + case.adults
        )


def query(played: Played, days: int) -> None:
    actions.query_report(
        application=played.application,
        by=played.office.case_worker,
        items=[
            "Auf einem Beleg ist das Datum nicht zu lesen. Bitte laden Sie ihn noch einmal hoch."
        ],
        due_on=timezone.localdate() + timedelta(days=days),
    )


def answer(played: Played) -> None:
    actions.answer_report(
        application=played.application,
        by=played.head,
        answer="Der Tag des Besuchs stimmt, die Kasse hat ihn uns bestätigt.",
    )


def settle(played: Played, *, cut: bool = False) -> None:
    """The case worker goes through the receipts, cuts one of them if told so, and settles."""
    by = played.office.case_worker
    found = Receipt.objects.filter(cost_line__appointment__application=played.application)
    judgements = [actions.Judgement(receipt.pk) for receipt in found]
    if cut:
        first = found[0]
        reason = CUTS.get(first.cost_line.kind, CUTS[""])
        judgements[0] = actions.Judgement(first.pk, first.claimed_cents * 9 // 10, reason)
    actions.judge_receipts(application=played.application, by=by, judgements=judgements)
    actions.settle(application=played.application, by=by)


def _what_it_was(application: Application, absent: int):
    """Heads and cost lines as they were: so many children fewer in the first group."""
    heads, lines = {}, []
    for row in application.appointments.prefetch_related("cost_lines"):
        heads[row.pk] = (row.children - absent, row.adults)
        for line in row.cost_lines.all():
            if line.phase != CostLine.Phase.ACTUAL:
                continue
            said = ActualLine(
                appointment=row.pk,
                kind=line.kind,
                total_cents=line.total_cents,
                persons=line.persons,
                unit_cents=line.unit_cents,
                label=line.label,
                for_adults=line.for_adults,
                pk=line.pk,
            )
            if line.unit_cents and not line.for_adults:
                persons = line.persons - absent
                said = replace(said, persons=persons, total_cents=persons * line.unit_cents)
            lines.append(said)
        absent = 0
    return heads, lines


def _dearer_or_not(line: ActualLine, played: Played) -> ActualLine:
    if line.kind != "bus":
        return line
    return replace(
        line, total_cents=line.total_cents + played.dice.choice((0, 0, 0, 15_00, -20_00))
    )


def _prove(line: CostLine, played: Played, *, twin: bool) -> None:
    if twin and line.kind == "bus" and (other := _same_invoice_elsewhere(line)):
        bill, checked = _said_by(other), papers.copy_of(other)
    else:
        bill = _bill(line, played)
        # Invoices come as PDF, tickets as a photo.
        on_paper = line.kind in ("bus", "honorar") or played.dice.random() < 0.3
        checked = papers.invoice(bill) if on_paper else papers.ticket(bill)
    actions.add_receipt(
        line=line,
        by=played.head,
        issued_on=bill.issued_on,
        amount_cents=bill.total_cents,
        checked=checked,
        number=bill.number,
        issuer=bill.issuer,
    )


def _bill(line: CostLine, played: Played) -> Bill:
    application, row = line.appointment.application, line.appointment
    issued_on = min(row.starts_on + timedelta(days=line.kind == "bus"), timezone.localdate())
    return Bill(
        issuer=ISSUERS.get(line.kind, application.provider_label)[:120],
        number=_number(issued_on, played),
        issued_on=issued_on,
        recipient=str(application.institution),
        occasion=f"{application.title}, {row.group_label}, {row.starts_on:%d.%m.%Y}",
        service=line.label or line.get_kind_display(),
        total_cents=line.total_cents,
        persons=line.persons,
        unit_cents=line.unit_cents,
    )


def _number(day: date, played: Played) -> str:
    return f"{day:%Y}-{played.dice.randint(10_000, 99_999)}"


def _same_invoice_elsewhere(line: CostLine) -> Receipt | None:
    alike = Receipt.objects.filter(cost_line__kind=line.kind, amount_cents=line.total_cents)
    others = alike.exclude(cost_line__appointment__application=line.appointment.application)
    return others.select_related("attachment").order_by("pk").first()


def _said_by(receipt: Receipt) -> Bill:
    return Bill(
        issuer=receipt.issuer,
        number=receipt.number,
        issued_on=receipt.issued_on,
        recipient="",
        occasion="",
        service="",
        total_cents=receipt.amount_cents,
    )
