"""F8 and F9: people who press at the same moment."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from threading import Barrier

from django.db import connection, transaction
from django.utils import timezone

from funding import actions
from funding.models import Application, BudgetYear, LedgerEntry
from tests.factories.funding import (
    make_budget_year,
    make_officer,
    make_programme,
    make_proposed,
    make_rule_set,
)
from tests.funding.racing import at_once

from . import proof
from .catalogue import House, Seen, fault
from .people import Applicant, together, tried
from .site import Site


SIGNERS = 4
# A bus for 750 euro is granted with 80 %: 60 % of the money that there is.
EDGE_CENTS, BUS_CENTS, SHARE_CENTS = 1_000_00, 750_00, 600_00
DAYS_AHEAD = 60
CLICKS = 5


@fault("F8", "Mehrere zeichnen zugleich, das Geld reicht für einen", spoils=True)
def signers(house: House) -> Seen:
    races = max(house.rounds // 3, 1)
    wrong = [line for number in range(races) for line in _race(*_edge(number), _sign)]
    wrong += proof.faults([])
    # The planted fault comes last: what it books is wrong on purpose.
    seen_without = _race(*_edge(races), _Careless())
    wrong += (
        [] if seen_without else ["ohne Sperren blieb der Wettlauf unbemerkt: er beweist nichts"]
    )
    return Seen(
        did=f"{races}-mal {SIGNERS} Personen zugleich, jeder Bescheid über 60 % des Geldes; "
        "danach einmal mit einer Buchung ohne Sperren",
        held="jedes Mal gewann genau einer, die übrigen lasen, dass das Geld fehlt; kein Cent zu viel; "
        f"ohne Sperren schlägt die Prüfung an ({seen_without[0] if seen_without else '–'})",
        figures={"Wettläufe": races, "Zeichnungen": races * SIGNERS},
        wrong=wrong,
    )


def _edge(number: int) -> tuple[BudgetYear, list[Application]]:
    """A fund of its own with money for one, and as many proposals as signers."""
    programme = make_programme(slug=f"r{number:03d}-rand")
    make_rule_set(programme)
    first_day = timezone.localdate() + timedelta(days=DAYS_AHEAD)
    year = make_budget_year(programme, year=first_day.year, allocated=EDGE_CENTS)
    cost = {"kind": "bus", "total_cents": BUS_CENTS}
    cases = [
        make_proposed(programme=programme, budget_year=year, days_ahead=DAYS_AHEAD, costs=(cost,))
        for _ in range(SIGNERS)
    ]
    return year, cases


def _race(year: BudgetYear, cases: list[Application], sign: Callable) -> list[str]:
    officers = [make_officer(name="Zeichnung") for _ in cases]
    results = at_once(*(
        lambda case=case, by=by: sign(year, case, by)
        for case, by in zip(cases, officers, strict=True)
    ))  # fmt: skip
    kinds = Counter(type(one).__name__ for one in results)
    booked = sum(year.entries.filter(kind="COMMIT").values_list("amount_cents", flat=True))
    year.refresh_from_db()
    found = []
    if kinds["DomainError"] != SIGNERS - 1 or len(kinds) != 2:
        found.append(f"{year}: {dict(kinds)}")
    if not booked == year.committed_cents == SHARE_CENTS:
        found.append(f"{year}: {booked} Cent gebucht, {year.committed_cents} Cent gebunden")
    return found


def _sign(year: BudgetYear, case: Application, by):
    return actions.sign(application=case, by=by)


class _Careless:
    """Books as a careless program would: looks at what is left, and writes later what it made of that."""

    def __init__(self):
        self.all_have_looked = Barrier(SIGNERS)

    def __call__(self, year: BudgetYear, case: Application, by) -> LedgerEntry:
        known = BudgetYear.objects.get(pk=year.pk).committed_cents
        self.all_have_looked.wait(30)
        with transaction.atomic():
            BudgetYear.objects.filter(pk=year.pk).move(committed_cents=known + SHARE_CENTS)
            return LedgerEntry.objects.create(
                kind="COMMIT", budget_year=year, amount_cents=SHARE_CENTS, application=case,
                idempotency_key=f"careless:{case.pk}", booked_by=by,
            )  # fmt: skip


@fault("F9", "Fünffacher Klick auf „Einreichen“, später noch einmal")
def clicks(house: House) -> Seen:
    people = [Applicant() for _ in range(max(house.rounds // 3, 1))]
    wrong = []
    with Site(house.folder, WEB_WORKERS="4") as site:
        for one in people:
            one.upload(site.door)
            answers = together([lambda one=one: tried(lambda: one.file(site.door))] * CLICKS)
            answers.append(one.file(site.door))
            led = {(answer.status, answer.location) for answer in answers if answer}
            connection.close()
            number = Application.objects.get(pk=one.case.pk).number
            if None in answers or led != {(302, f"/foerderung/antraege/{number}/eingegangen/")}:
                wrong.append(f"{number}: {sorted(map(str, led))}")
    return Seen(
        did=f"{len(people)} Anträge, jeder {CLICKS}-mal im selben Augenblick an vier Arbeitsprozesse, dann noch einmal",
        held="je ein Antrag, eine Quittung, eine E-Mail; alle Antworten führen zu ihm",
        figures={"Klicks": len(people) * (CLICKS + 1)},
        wrong=wrong + proof.faults(people),
    )
