"""What people write, at once: steps of an application, filing, signing, registering; counted afterwards.

Beside the bare one-query view, as the pages are. Counted: answers that failed, and rows that are not what was sent.
"""

import hashlib
import json
import time
from collections.abc import Iterable, Iterator
from datetime import timedelta
from statistics import median, quantiles
from time import perf_counter

from django.db import connection
from django.urls import reverse
from django.utils import timezone

from bildungsregion.base.outbox.models import OutgoingMail
from events.models import Registration
from funding import budget, drafts, ledger_proof
from funding.models import Application, BudgetYear
from tests.factories.funding import (
    make_budget_year,
    make_draft,
    make_member,
    make_officer,
    make_programme,
    make_proposed,
    make_rule_set,
    make_school,
)
from tests.factories.registration import make_open_event

from . import crowd
from .applying import DECLARED, applying
from .figures import ROUNDS, SECONDS, Measured, Run, said
from .fund import _office, counting
from .office import office
from .server import CLIENTS, per_second, serving


# quality.md: shares of the bare one-query view. The same shares count beside the bare view that writes a row: what is
# on the disk when the answer goes cannot be faster than the disk (docs/adr/0361).
SHOWN, SAVED, FILED, OFFICE = 0.35, 0.25, 0.1, 0.12
BARE_WRITES = 24
SAVES, FILINGS = 12, 6
TO_SIGN, MONEY_FOR = 48, 32
CROWD, PLACES = 240, 100
GRANT = 280_00
# Milliseconds: who sends a form waits that long without clicking again.
PATIENCE = 1000
SERVER = {
    "KEPT_PAGES_MB": "0", "BEHIND_PROXY": "true", "TRUSTED_PROXY_COUNT": "1", "OFFICE_CONFIRM_MINUTES": "0",
}  # fmt: skip


def writing(run: Run) -> Iterator[Measured]:
    """All of it on a server of its own, which believes what we say of our address."""
    with serving("bildungsregion.wsgi", **SERVER) as port:
        yield from _office_pages(run)
        _place_to_write()
        written = []
        for part in (_steps(run, port), _filing(run, port), _signing(port), _registering(port)):
            for figure in part:
                written.append(figure)
                yield figure
        run.words += _advice(written)
        began = perf_counter()
        assert ledger_proof.faults() == []
        yield Measured(
            "Schreiben: Beweis der Bücher danach", [(perf_counter() - began) * 1000], "ms"
        )


def _office_pages(run: Run) -> Iterator[Measured]:
    client, cookie = _office()
    pages = {
        "Arbeitsliste": reverse("admin:index"),
        "Akte": reverse("admin:funding_application_change", args=[run.first.pk]),
    }
    for name, path in pages.items():
        client.get(path)
        with counting() as counted:
            assert client.get(path).status_code == 200, path
        yield Measured(f"{name}: Abfragen", counted, "", at_most=25)
        yield Measured(
            f"{name}: Anteil der nackten Ansicht", run.ratios(path, cookie), "", at_least=OFFICE
        )


def _steps(run: Run, port: int) -> Iterator[Measured]:
    """Eight people fill in their applications, each of them the same step again and again."""
    cases = [make_draft(programme=run.first.programme) for _ in range(CLIENTS)]
    cookies = [crowd.session_of(case.created_by) for case in cases]
    section = Application.Section.PROJECT
    path = reverse("funding:application_step", args=[cases[0].key, section])
    shown = run.ratios(path, cookies[0])
    yield Measured("Antragsschritt zeigen: Anteil der nackten Ansicht", shown, "", at_least=SHOWN)
    people = [_Typing(case, section, cookie) for case, cookie in zip(cases, cookies, strict=True)]
    crowd.chained(port, [person.saves(2) for person in people])
    alone = crowd.chained(port, [people[0].saves(SAVES)])
    yield from _said("Antragsschritt speichern, allein", alone)
    shares, answers = _Shares(run), []
    for _ in range(ROUNDS):
        answers += shares.measured(port, [person.saves(SAVES) for person in people])
    yield from _said("Antragsschritt speichern, zu acht", answers)
    yield from shares.told("Antragsschritt speichern", at_least=SAVED)
    wrong = [person for person in people if not person.is_kept()]
    yield _none("Antragsschritt speichern: verlorene Eingaben", len(wrong))


class _Shares:
    """What is written in a second, in turns with the bare one-query view and the bare view that writes a row."""

    def __init__(self, run: Run):
        self.run, self.of_query, self.of_write = run, [], []

    def measured(self, port: int, chains: list[list[bytes]]) -> list[list[crowd.Answer]]:
        """The answers to these requests, each chain by a client of its own."""
        limit = per_second(self.run.bare, "/query/", seconds=SECONDS)
        self.run.bare_rounds.append(limit)
        bare, _answers = _pace(self.run.bare, [[crowd.post("/write/", {})] * BARE_WRITES] * CLIENTS)
        pace, answers = _pace(port, chains)
        self.of_query.append(pace / limit)
        self.of_write.append(pace / bare)
        return answers

    def told(self, what: str, *, at_least: float) -> Iterator[Measured]:
        yield Measured(f"{what}: Anteil der nackten Ansicht", self.of_query, "", at_least=at_least)
        yield Measured(
            f"{what}: Anteil der nackten, die schreibt", self.of_write, "", at_least=at_least
        )


def _pace(port: int, chains: list[list[bytes]]) -> tuple[float, list[list[crowd.Answer]]]:
    """Answers in a second, and the answers."""
    began = perf_counter()
    answers = crowd.chained(port, chains)
    return sum(map(len, chains)) / (perf_counter() - began), answers


def _place_to_write() -> None:
    """The table of the bare view that writes."""
    kind = "INTEGER" if connection.vendor == "sqlite" else "BIGINT GENERATED BY DEFAULT AS IDENTITY"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE bare_note (id {kind} PRIMARY KEY, text TEXT NOT NULL)")
    connection.close()


class _Typing:
    """Somebody who changes the title of an application and saves, over and over."""

    def __init__(self, case: Application, section: str, cookie: str):
        self.case, self.section, self.cookie, self.number = case, section, cookie, 0
        self.text = drafts.own_fields(section, drafts.typed(case, section))
        self.path = reverse("funding:application_step", args=[case.key, section])
        self.seen = drafts.stamp(case, section)

    def saves(self, count: int) -> list[bytes]:
        """So many forms, each made from what the one before has saved."""
        found = []
        for _ in range(count):
            self.number += 1
            self.text = self.text | {"title": f"Besuch {self.number}"}
            sent = self.text | {"stand": self.seen, "later": "1"}
            found.append(crowd.post(self.path, sent, cookie=self.cookie))
            text = json.dumps(self.text, sort_keys=True)
            self.seen = hashlib.sha256(text.encode()).hexdigest()[:16]
        return found

    def is_kept(self) -> bool:
        self.case.refresh_from_db()
        return self.case.title == f"Besuch {self.number}"


def _filing(run: Run, port: int) -> Iterator[Measured]:
    """The evening of the deadline: everybody files at once."""
    programme = run.first.programme
    people = [make_member(make_school(name=f"Schule {n}")) for n in range(CLIENTS)]
    cookies = [crowd.session_of(user) for user in people]
    before = Application.objects.filed().count()

    def chains(count: int) -> list[list[bytes]]:
        """For each of them so many applications to file."""
        found = []
        for user, cookie in zip(people, cookies, strict=True):
            filled = {"by": user, "institution": user.memberships.get().actor}
            drafts = [make_draft(programme=programme, **filled) for _ in range(count)]
            found.append([_filed(case, cookie) for case in drafts])
        return found

    # As with all other pages, what a process works out once is there already.
    crowd.chained(port, chains(1))
    shares, answers, sent = _Shares(run), [], CLIENTS
    for _ in range(ROUNDS):
        answers += shares.measured(port, chains(FILINGS))
        sent += CLIENTS * FILINGS
    yield from _said("Antrag einreichen, zu acht", answers)
    yield from shares.told("Antrag einreichen", at_least=FILED)
    filed = Application.objects.filed()
    lost = sent - (filed.count() - before)
    numbers = list(filed.values_list("number", flat=True))
    yield _none("Antrag einreichen: verloren", lost)
    yield _none("Antrag einreichen: doppelte Nummern", len(numbers) - len(set(numbers)))


def _filed(case: Application, cookie: str) -> bytes:
    path = reverse("funding:application_review", args=[case.key])
    return crowd.post(path, DECLARED | {"token": f"bench-{case.pk}"}, cookie=cookie)


def _signing(port: int) -> Iterator[Measured]:
    """More is proposed than the year has money for; all signatures at once."""
    cases, year = _proposed()
    cookie = crowd.session_of(make_officer(name="Zeichnung"))
    connection.close()
    requests = [
        crowd.post(
            reverse("admin:funding_application_sign", args=[case.pk]),
            {"version": case.version, "read": "on"},
            cookie=cookie,
        )
        for case in cases
    ]
    alone, others = requests[:8], crowd.dealt(requests[8:], CLIENTS)
    yield from _said("Bescheid zeichnen, allein", crowd.chained(port, [alone]))
    yield from _said("Bescheid zeichnen, zu acht", crowd.chained(port, others))
    year.refresh_from_db()
    signed = Application.objects.filter(programme=year.programme, status="approved").count()
    letters = sum(case.letters.filter(kind="grant_notice").count() for case in cases)
    over = year.committed_cents - MONEY_FOR * GRANT
    yield _none("Bescheid zeichnen: bewilligt über dem Geld", max(0, signed - MONEY_FOR))
    yield _none("Bescheid zeichnen: bewilligt zu wenig", max(0, MONEY_FOR - signed))
    yield _none("Bescheid zeichnen: Bescheide ohne oder zu viel", abs(letters - signed))
    yield _none("Bescheid zeichnen: Cent über dem Haushalt", max(0, over))


def _proposed() -> tuple[list[Application], BudgetYear]:
    """Cases that wait for a signature, and their year, of whose money a part is blocked afterwards."""
    programme = make_programme(slug="messung", name="Fonds der Messung")
    make_rule_set(programme)
    worker, school = make_officer(), make_school(name="Schule am Deich")
    visit, by = timezone.localdate() + timedelta(days=60), make_member(school)
    year = make_budget_year(programme, year=visit.year, allocated=TO_SIGN * GRANT)
    same = {"case_worker": worker, "programme": programme, "institution": school, "by": by}
    cases = [make_proposed(budget_year=year, **same) for _ in range(TO_SIGN)]
    rest = (TO_SIGN - MONEY_FOR) * GRANT
    budget.block(year, rest, by=worker, reason="Sperre der Messung", key="bench-block")
    return cases, year


def _registering(port: int) -> Iterator[Measured]:
    """Registrations open: more people than places, each from an address of their own."""
    start = f"{timezone.localdate() + timedelta(days=40)} 16:00"
    for name, clients, count, places in (
        ("allein", 1, 30, 20),
        ("zu acht", CLIENTS, CROWD, PLACES),
    ):
        event = make_open_event(capacity=places, dates=((start, None),))
        connection.close()
        path = reverse("events:event_register", args=[event.slug])
        addresses = [f"10.{clients}.{n // 250}.{n % 250 + 1}" for n in range(count)]
        asked = [crowd.get(path, X_Forwarded_For=address) for address in addresses]
        shown = crowd.chained(port, crowd.dealt(asked, clients))
        yield from _said(f"Anmeldeformular zeigen, {name}", shown)
        # The form wants three seconds between its opening and its sending.
        time.sleep(3.1)
        stamps = [crowd.hidden(answer.body, "stamp") for chain in shown for answer in chain]
        sent = [
            crowd.post(path, _who(number, stamp), X_Forwarded_For=address)
            for number, (stamp, address) in enumerate(zip(stamps, addresses, strict=True))
        ]
        mails = OutgoingMail.objects.count()
        answers = crowd.chained(port, crowd.dealt(sent, clients))
        yield from _said(f"Zum Termin anmelden, {name}", answers)
        date = event.occurrences.get()
        taken = date.registrations.taking(timezone.now()).persons()
        rows = Registration.objects.filter(occurrence=date).count()
        yield _none(f"Zum Termin anmelden, {name}: über den Plätzen", max(0, taken - places))
        yield _none(f"Zum Termin anmelden, {name}: frei geblieben", max(0, places - taken))
        yield _none(f"Zum Termin anmelden, {name}: verloren oder doppelt", abs(rows - count))
        written = OutgoingMail.objects.count() - mails
        yield _none(
            f"Zum Termin anmelden, {name}: Mails zu viel oder zu wenig", abs(written - count)
        )


def _advice(figures: list[Measured]) -> Iterator[str]:
    """Which database such figures are enough for; said of the one that was measured."""
    slowest = max((f for f in figures if f.name.endswith("zu acht: p95")), key=lambda f: f.median)
    wrong = sum(f.median for f in figures if f.at_most == 0)
    what = slowest.name.removesuffix(", zu acht: p95")
    yield (
        f"Schreiben: Acht zugleich, {said(wrong)} Fehler oder falsche Zeilen. Am längsten dauerte „{what}“ mit "
        f"{said(slowest.median)} ms (p95)."
    )
    if connection.vendor == "sqlite":
        holds = not wrong and slowest.median < PATIENCE
        yield (
            "Für ein Büro mit 150 bis 250 Anträgen im Jahr und einen Rechner "
            + (
                "reicht SQLite mit diesen Zahlen."
                if holds
                else "reicht SQLite mit diesen Zahlen nicht."
            )
            + " PostgreSQL ist zu nehmen, sobald mehr als ein Rechner das Portal trägt, sobald Schreibende im "
            "Ansturm länger als eine Sekunde warten (p95), wo sich Hunderte zugleich zu Terminen anmelden, oder von "
            "100.000 Zeilen einer Art an (Teil growth)."
        )


def _who(number: int, stamp: str) -> dict:
    return {
        "name": f"Familie {number}", "email": f"kommt-{number}@familie.example", "who": "person",
        "persons": "1", "institution": "", "stamp": stamp, "homepage": "",
    }  # fmt: skip


def _said(label: str, chains: Iterable[Iterable[crowd.Answer]]) -> Iterator[Measured]:
    """Waits, answers a second, and how many failed; a sentence that refuses is no failure."""
    answers = [answer for chain in chains for answer in chain]
    waits = [answer.seconds * 1000 for answer in answers]
    parts = quantiles(waits, n=100)
    yield Measured(f"{label}: p50", [median(waits)], "ms")
    yield Measured(f"{label}: p95", [parts[94]], "ms")
    yield _none(f"{label}: Fehler", sum(answer.has_failed for answer in answers))


def _none(label: str, count: int) -> Measured:
    return Measured(label, [count], "", at_most=0)


BENCHES = (applying, office, writing)
