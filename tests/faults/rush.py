"""F15 to F17: everybody comes in the last seconds before a deadline, and the portal is reloaded meanwhile."""

import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time as hour, timedelta

from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

from funding.models import Application, Programme

from . import proof
from .catalogue import House, Seen, fault, percentile
from .doors import Answer, Door, Dropped
from .front import NGINX, behind_nginx
from .people import Applicant, together, tried
from .site import Site


AFTER, LAST_SECONDS = 10, 20
LEAD_DAYS = 42
# From the start of the server to the deadline of its clock.
UNTIL_DEADLINE = 75
# What the crowd has left in the queue is worked off by then, on whatever machine.
WORKED_OFF = 300
SEND_WITHIN, READ_WITHIN = 3, 1
READERS = 4
READ = ("/akteure/", "/", "/foerderung/", "/veranstaltungen/")


@dataclass
class Readers:
    """People who only read, all the while."""

    waits: list[float] = field(default_factory=list)
    statuses: Counter = field(default_factory=Counter)

    @contextmanager
    def reading(self, door: Door):
        over = threading.Event()

        def read(number: int) -> None:
            own = replace(door, source=f"127.0.9.{number + 1}")
            while not over.is_set():
                try:
                    answer = own.ask("GET", READ[number % len(READ)])
                except Dropped as error:
                    self.statuses[str(error)] += 1
                    continue
                self.waits.append(answer.seconds)
                self.statuses[answer.status] += 1
                over.wait(0.1)

        threads = [threading.Thread(target=read, args=(number,)) for number in range(READERS)]
        for thread in threads:
            thread.start()
        try:
            yield self
        finally:
            over.set()
            for thread in threads:
                thread.join()

    @property
    def wrong(self) -> list[str]:
        return _counted("beim Lesen", {s: n for s, n in self.statuses.items() if s != 200})


def _counted(when: str, statuses: dict) -> list[str]:
    return [f"{when} {count}-mal {status}" for status, count in statuses.items()]


def _applicants(count: int) -> list[Applicant]:
    """Whose first day is so far ahead that today is the last day to apply."""
    connection.close()
    people = [Applicant(days_ahead=LEAD_DAYS) for _ in range(count)]
    Session.objects.update(expire_date=timezone.now() + timedelta(days=3))
    return people


@contextmanager
def _hard_deadline():
    Programme.objects.update(lead_days=LEAD_DAYS, lead_is_soft=False)
    try:
        yield
    finally:
        connection.close()
        Programme.objects.update(lead_is_soft=True)


def _midnight_ahead(today: date) -> float:
    """How many seconds the server's clock goes ahead so that today ends in UNTIL_DEADLINE seconds."""
    midnight = timezone.make_aware(datetime.combine(today + timedelta(days=1), hour()))
    return midnight.timestamp() - time.time() - UNTIL_DEADLINE


@dataclass
class Rush:
    """What came of it, person by person."""

    deadline: float
    answers: list[float] = field(default_factory=list)
    sent_in_time: list[Applicant] = field(default_factory=list)
    sent_too_late: list[Applicant] = field(default_factory=list)
    statuses: Counter = field(default_factory=Counter)
    after: Counter = field(default_factory=Counter)

    def send(self, one: Applicant, door: Door, moment: float) -> None:
        """A file, then the application, at this moment of time.time()."""
        time.sleep(max(moment - time.time(), 0))
        self.sent(lambda: one.upload(door))
        (self.sent_in_time if time.time() < self.deadline - 0.5 else self.sent_too_late).append(one)
        self.sent(lambda: one.file(door))

    def sent(self, send: Callable[[], Answer]) -> None:
        """Send, and write down how it went."""
        try:
            answer = send()
        except Dropped as error:
            self.statuses[str(error)] += 1
            return
        self.statuses[answer.status] += 1
        self.answers.append(answer.seconds)

    def send_after(self, one: Applicant, door: Door) -> None:
        time.sleep(max(self.deadline + 1 - time.time(), 0))
        answer = tried(lambda: one.file(door))
        self.after[answer.status if answer else "abgerissen"] += 1

    def work_off(self, door: Door) -> None:
        """Whoever saw no receipt looks again, with the very same form, until the queue is empty."""
        until = time.time() + WORKED_OFF
        while time.time() < until and (open_ := [o for o in self.sent_in_time if not o.told_filed]):
            for one in open_:
                tried(lambda one=one: one.file(door))


def _rush(house: House, *, one_address: bool) -> Seen:
    today = timezone.localdate()
    people, after = _applicants(house.crowd), _applicants(AFTER)
    ahead, deadline = _midnight_ahead(today), time.time() + UNTIL_DEADLINE
    rush, readers = Rush(deadline), Readers()
    given = {"application": "tests.faults.shifted", "FAULTS_CLOCK_AHEAD": str(ahead)}
    with _hard_deadline(), behind_nginx(house.folder, **given) as site:
        doors = [site.door if one_address else replace(site.door, source=f"127.0.{2 + n // 200}.{1 + n % 200}")
                 for n in range(house.crowd + AFTER)]  # fmt: skip
        calls = [
            lambda one=one, door=door: rush.send(
                one, door, deadline - house.dice.uniform(1, LAST_SECONDS)
            )
            for one, door in zip(people, doors, strict=False)
        ]
        calls += [lambda one=one, door=door: rush.send_after(one, door)
                  for one, door in zip(after, doors[house.crowd :], strict=True)]  # fmt: skip
        with readers.reading(site.door):
            together(calls)
        rush.work_off(site.door)
    return _judged(house, rush, readers, today, after)


def _judged(house: House, rush: Rush, readers: Readers, today: date, after: list[Applicant]) -> Seen:  # fmt: skip
    wrong = proof.faults(rush.sent_in_time) + proof.not_filed([*rush.sent_too_late, *after])
    days = Counter(
        Application.objects.filter(
            pk__in=[one.case.pk for one in rush.sent_in_time]
        ).values_list("received_on", "late")
    )  # fmt: skip
    if set(days) - {(today, False)} and NGINX:
        wrong.append(f"nicht alle mit dem Tag der Frist: {dict(days)}")
    if any(one.told_filed for one in after):
        wrong.append("nach der Frist angenommen")
    p95, reading = percentile(rush.answers), percentile(readers.waits)
    slow = house.too_slow(p95, SEND_WITHIN) + house.too_slow(reading, READ_WITHIN)
    shut_out = {status: n for status, n in rush.statuses.items() if status in (429, 403)}
    wrong += _counted("beim Senden", shut_out)
    if house.is_quiet:
        # Where others use the machine, too, the queue may be longer than the proxy's patience.
        late = {status: n for status, n in rush.statuses.items() if status != 302}
        slow += _counted("beim Senden", late) + readers.wrong
    return Seen(
        did=f"{house.crowd} Personen sendeten in den letzten {LAST_SECONDS} s je 300 kB und ihren Antrag, "
        f"{AFTER} danach",
        held=f"alle {len(rush.sent_in_time)}, deren Antrag vor der Frist da war, sind einmal gespeichert, mit Quittung "
        f"und dem Tag der Frist; die {AFTER} danach nicht; gelesen wurde {len(readers.waits)}-mal",
        figures={
            "p95 Senden s": p95,
            "p95 Lesen s": reading,
            "Antrag vor der Frist da": len(rush.sent_in_time),
            "Datei kam erst nach der Frist an": len(rush.sent_too_late),
            "Antworten außer 302": sum(n for status, n in rush.statuses.items() if status != 302),
        },
        wrong=wrong + slow,
    )


@fault("F15", "Ansturm vor der Frist, jede Person von eigener Adresse")
def many_addresses(house: House) -> Seen:
    return _rush(house, one_address=False)


@fault("F16", "Ansturm vor der Frist, alle hinter einer Adresse")
def one_address(house: House) -> Seen:
    return _rush(house, one_address=True)


@fault("F17", "Neues Laden (HUP) mitten im Ansturm")
def reloaded(house: House) -> Seen:
    people, readers = _applicants(max(house.crowd // 3, 1)), Readers()
    rush = Rush(deadline=0)
    with behind_nginx(house.folder) as site, readers.reading(site.door):
        before, began = set(site.workers()), time.time() + 1

        def send(one: Applicant, moment: float) -> None:
            time.sleep(max(moment - time.time(), 0))
            rush.sent(lambda: one.upload(site.door))
            rush.sent(lambda: one.file(site.door))

        calls = [
            lambda one=one: send(one, began + house.dice.uniform(0, LAST_SECONDS)) for one in people
        ]
        together([*calls, lambda: _reload_twice(site, began + 5)])
        replaced = not before & set(site.workers())
        rush.sent_in_time = people
        rush.work_off(site.door)
    failed = rush.statuses + readers.statuses
    del failed[302], failed[200]
    # Where others use the machine, too, new workers need longer than the proxy's patience.
    waited = {} if house.is_quiet else {"TimeoutError": 0, 504: 0}
    wrong = _counted("es gab", {what: n for what, n in failed.items() if what not in waited})
    wrong += [] if replaced else ["die alten Arbeitsprozesse laufen noch"]
    return Seen(
        did=f"zweimal HUP, während {len(people)} Personen in {LAST_SECONDS} s Datei und Antrag sendeten",
        held="keine Anfrage abgerissen oder abgewiesen, auch beim Lesen nicht; alle Anträge einmal da",
        figures={
            "Anfragen": rush.statuses.total() + len(readers.waits),
            "davon zu lange gewartet": sum(n for what, n in failed.items() if what in waited),
            "p95 Lesen s": percentile(readers.waits),
        },
        wrong=wrong + proof.faults(people),
    )


def _reload_twice(site: Site, moment: float) -> None:
    """The second time as soon as the portal answers after the first."""
    time.sleep(max(moment - time.time(), 0))
    for _ in range(2):
        site.reload()
        time.sleep(2)
        site.wait()
