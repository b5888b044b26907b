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
from .catalogue import House, Seen, fault, not_here, percentile, too_slow
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
# Too long for us or for nginx: a time. Whatever else is no answer, or not the right one, is wrong on every machine.
WAITED = ("TimeoutError", 504)
REFUSAL = "Tage vor dem ersten Termin da sein"
# How long the readers have the portal for themselves, to compare with.
BEFORE_SECONDS = 5
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
    def p95(self) -> float:
        return percentile(self.waits)

    @property
    def wrong(self) -> list[str]:
        """Nobody who read was served anything but the page."""
        found = [] if self.statuses[200] else ["niemand kam zum Lesen"]
        return found + _failed("beim Lesen", self.statuses, well=(200,))

    @property
    def slow(self) -> list[str]:
        return _waited("beim Lesen", self.statuses) + too_slow("p95 Lesen", self.p95, READ_WITHIN)


def read_alone(door: Door, seconds: float = BEFORE_SECONDS) -> Readers:
    """The same readers on the same portal before anybody else comes."""
    with Readers().reading(door) as readers:
        time.sleep(seconds)
    return readers


def _failed(when: str, statuses: Counter, *, well: tuple[int, ...]) -> list[str]:
    return [f"{when} {n}-mal {s}" for s, n in statuses.items() if s not in (*well, *WAITED)]


def _waited(when: str, statuses: Counter) -> list[str]:
    return [f"{when} {n}-mal zu lange gewartet ({s})" for s, n in statuses.items() if s in WAITED]


def _reads_again(door: Door) -> list[str]:
    """After it all every page is there."""
    answers = {path: tried(lambda path=path: door.ask("GET", path)) for path in READ}
    return [
        f"danach {path}: {answer.status if answer else 'abgerissen'}"
        for path, answer in answers.items()
        if answer is None or answer.status != 200
    ]


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
    # What they were told whose file had taken until the deadline, and who came after it.
    too_late: Counter = field(default_factory=Counter)
    after: Counter = field(default_factory=Counter)

    def send(self, one: Applicant, door: Door, moment: float) -> None:
        """A file, then the application, at this moment of time.time()."""
        time.sleep(max(moment - time.time(), 0))
        self.sent(lambda: one.upload(door))
        if time.time() < self.deadline - 0.5:
            self.sent_in_time.append(one)
            self.sent(lambda: one.file(door))
        else:
            self.sent_too_late.append(one)
            self.too_late[_told(lambda: one.file(door))] += 1

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
        self.after[_told(lambda: one.file(door))] += 1

    @property
    def wrong(self) -> list[str]:
        """Everybody is served; who comes after the deadline reads why nothing is taken any more."""
        return [
            *_failed("beim Senden", self.statuses, well=(302,)),
            *_failed("Antrag um die Frist", self.too_late, well=(302, 409)),
            *_failed("nach der Frist", self.after, well=(409,)),
        ]

    @property
    def slow(self) -> list[str]:
        found = _waited("beim Senden", self.statuses) + _waited("nach der Frist", self.after)
        found += _waited("Antrag um die Frist", self.too_late)
        return found + too_slow("p95 Senden", percentile(self.answers), SEND_WITHIN)

    def work_off(self, door: Door) -> None:
        """Whoever saw no receipt looks again, with the very same form, until the queue is empty."""
        until = time.time() + WORKED_OFF
        while time.time() < until and (open_ := [o for o in self.sent_in_time if not o.told_filed]):
            for one in open_:
                tried(lambda one=one: one.file(door))


def _told(send: Callable[[], Answer]) -> int | str:
    """The status; a refusal without its sentence is no refusal."""
    try:
        answer = send()
    except Dropped as error:
        return str(error)
    has_sentence = answer.status != 409 or REFUSAL in answer.text
    return answer.status if has_sentence else "409 ohne den Satz"


def _rush(house: House, *, one_address: bool) -> Seen:
    if not NGINX:
        return not_here("nginx fehlt; erst mit ihm zählt der Augenblick, in dem ein Antrag ankommt")
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
        alone = read_alone(site.door)
        # Those who read while nobody sends yet would make the figure a better one.
        time.sleep(max(deadline - LAST_SECONDS - time.time(), 0))
        with readers.reading(site.door):
            together(calls)
        rush.work_off(site.door)
        again = _reads_again(site.door)
    seen = _judged(house, rush, readers, today, after)
    seen.wrong += again + alone.wrong
    seen.slow += _waited("vor dem Ansturm", alone.statuses)
    seen.figures["p95 Lesen vorher s"] = alone.p95
    return seen


def _judged(house: House, rush: Rush, readers: Readers, today: date, after: list[Applicant]) -> Seen:  # fmt: skip
    wrong = proof.faults(rush.sent_in_time) + proof.not_filed([*rush.sent_too_late, *after])
    days = Counter(
        Application.objects.filter(
            pk__in=[one.case.pk for one in rush.sent_in_time]
        ).values_list("received_on", "late")
    )  # fmt: skip
    if set(days) - {(today, False)}:
        wrong.append(f"nicht alle mit dem Tag der Frist: {dict(days)}")
    if any(one.told_filed for one in after):
        wrong.append("nach der Frist angenommen")
    slow = rush.slow + readers.slow
    in_time = len(rush.sent_in_time)
    if in_time * 2 < house.crowd:
        slow.append(f"nur {in_time} von {house.crowd} kamen vor der Frist zum Antrag")
    return Seen(
        did=f"{house.crowd} Personen sendeten in den letzten {LAST_SECONDS} s je 300 kB und ihren Antrag, "
        f"{AFTER} danach",
        held=f"alle {in_time}, deren Antrag vor der Frist da war, sind einmal gespeichert, mit Quittung "
        f"und dem Tag der Frist; die {AFTER} danach lasen, dass sie vorbei ist; gelesen wurde {len(readers.waits)}-mal",
        figures={
            "p95 Senden s": percentile(rush.answers),
            "p95 Lesen s": readers.p95,
            "Antrag vor der Frist da": in_time,
            "Datei kam erst nach der Frist an": len(rush.sent_too_late),
            "Antworten außer 302": sum(n for status, n in rush.statuses.items() if status != 302),
        },
        wrong=wrong + rush.wrong + readers.wrong,
        slow=slow,
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
        wrong = _reads_again(site.door)
    wrong += _failed("beim Senden", rush.statuses, well=(302,)) + readers.wrong
    wrong += [] if replaced else ["die alten Arbeitsprozesse laufen noch"]
    waited = _waited("beim Senden", rush.statuses) + _waited("beim Lesen", readers.statuses)
    return Seen(
        did=f"zweimal HUP, während {len(people)} Personen in {LAST_SECONDS} s Datei und Antrag sendeten",
        held="keine Anfrage abgerissen oder abgewiesen, auch beim Lesen nicht; alle Anträge einmal da",
        figures={
            "Anfragen": rush.statuses.total() + len(readers.waits),
            "davon zu lange gewartet": sum(
                rush.statuses[what] + readers.statuses[what] for what in WAITED
            ),
            "p95 Lesen s": readers.p95,
        },
        wrong=wrong + proof.faults(people),
        slow=waited,
    )


def _reload_twice(site: Site, moment: float) -> None:
    """The second time as soon as the portal answers after the first."""
    time.sleep(max(moment - time.time(), 0))
    for _ in range(2):
        site.reload()
        time.sleep(2)
        site.wait()
