"""F5 to F7: mail servers that are down, slow or rude, and a mail worker that is killed."""

import time
from collections.abc import Callable, Iterable

from django.db import connection
from django.utils import timezone

from bildungsregion.base.models import OutgoingMail

from . import proof
from .catalogue import House, Seen, fault, too_slow
from .people import Applicant
from .sink import Sink
from .site import Site


# A person sees the receipt within so many seconds, whatever the mail server does.
RECEIPT_WITHIN = 3
# The sender looks every second; its PDF takes a hundredth of one.
WRITTEN_WITHIN = 10
# The first repetition comes after two minutes by itself.
REPEATED_WITHIN = 240
SLOW = 8


def _site(house: House, sink: Sink) -> Site:
    """What earlier faults left in the outbox counts as sent."""
    connection.close()
    OutgoingMail.objects.waiting().update(sent_at=timezone.now())
    return Site(house.folder, EMAIL_URL=sink.url)


def _mail(one: Applicant) -> OutgoingMail:
    """The mail with the receipt; raises TimeoutError where the sender has not written it by then."""
    rows = OutgoingMail.objects.filter(subject__contains="eingegangen").order_by("-pk")
    began = time.monotonic()
    while time.monotonic() - began < WRITTEN_WITHIN:
        if found := [pk for pk, to in rows.values_list("pk", "to") if one.user.email in to]:
            return OutgoingMail.objects.get(pk=found[0])
        time.sleep(0.2)
    raise TimeoutError("die E-Mail mit der Eingangsbestätigung")


def _until(holds: Callable[[], bool], within: float, what: str) -> float:
    """Seconds until it holds; raises TimeoutError."""
    began = time.monotonic()
    while time.monotonic() - began < within:
        if holds():
            return time.monotonic() - began
        time.sleep(0.2)
    raise TimeoutError(what)


def _sent(people: Iterable[Applicant]) -> Callable[[], bool]:
    people = list(people)
    return lambda: all(_mail(one).sent_at for one in people)


def _tried(one: Applicant) -> Callable[[], bool]:
    return lambda: bool(_mail(one).last_error)


def _filed(site: Site, one: Applicant) -> float:
    """Send the application; seconds until its receipt was on the page."""
    answer = one.file(site.door)
    if not one.told_filed:
        raise RuntimeError(f"keine Quittung: {answer.status}")
    return answer.seconds


def _lease_over(one: Applicant) -> None:
    """As if the time had passed after which a mail is anybody's again."""
    OutgoingMail.objects.filter(pk=_mail(one).pk).update(due_at=timezone.now())


def _copies(sink: Sink, people: list[Applicant], most: int) -> list[str]:
    """Each mail came, under one Message-ID, and not more than ``most`` times over all that was needed."""
    copies = sink.copies()
    ids = [_mail(one).message_id for one in people]
    found = [f"{mail} ist verloren" for mail in ids if not copies[mail]]
    extra = sum(copies[mail] - 1 for mail in ids)
    if extra > most:
        found.append(f"{extra} Doppelte statt höchstens {most}")
    found += [f"fremde Message-ID {mail}" for mail in copies.keys() - set(ids)]
    return found


@fault("F5", "Mailserver aus, danach 451")
def away(house: House) -> Seen:
    people = [Applicant(), Applicant()]
    with Sink() as sink, _site(house, sink) as site:
        sink.shut()
        site.start_outbox()
        receipts = [_filed(site, people[0])]
        _until(_tried(people[0]), 60, "kein Versuch bei totem Mailserver")
        sink.mode = "451"
        sink.open()
        receipts.append(_filed(site, people[1]))
        _until(_tried(people[1]), 60, "kein Versuch bei 451")
        sink.mode = "take"
        waited = _until(_sent(people), REPEATED_WITHIN, "die E-Mails kamen nicht von selbst")
        wrong = _copies(sink, people, most=0)
    return Seen(
        did="zwei Anträge gesendet, einer bei totem Mailserver, einer bei 451; dann lief er wieder",
        held="Quittung sofort auf der Seite; beide E-Mails gingen von selbst und einmal hinaus",
        figures={"Quittung nach s": max(receipts), "E-Mails von selbst nach s": waited},
        wrong=wrong + proof.faults(people),
        slow=too_slow("Quittung", max(receipts), RECEIPT_WITHIN),
    )


@fault("F6", "Mailserver langsam, dann bricht er nach DATA ab")
def rude(house: House) -> Seen:
    people = [Applicant(), Applicant()]
    with Sink() as sink, _site(house, sink) as site:
        site.start_outbox()
        sink.pause = SLOW
        receipts = [_filed(site, people[0])]
        slowly = _until(_sent(people[:1]), 60, "die langsame E-Mail kam nicht an")
        sink.pause, sink.mode = 0.0, "drop"
        receipts.append(_filed(site, people[1]))
        _until(_tried(people[1]), 60, "der Abbruch blieb unbemerkt")
        sink.mode = "take"
        _lease_over(people[1])
        _until(_sent(people), 60, "die abgebrochene E-Mail kam nicht an")
        wrong = _copies(sink, people, most=1)
    return Seen(
        did=f"Antwort erst nach {SLOW} s; dann die Verbindung nach DATA abgebrochen",
        held="die Seite wartete nicht; keine E-Mail verloren, eine doppelt unter derselben Message-ID",
        figures={"Quittung nach s": max(receipts), "langsame E-Mail nach s": slowly},
        wrong=wrong + proof.faults(people),
        slow=too_slow("Quittung", max(receipts), RECEIPT_WITHIN),
    )


@fault("F7", "Postausgang getötet zwischen Senden und Vermerken")
def between(house: House) -> Seen:
    kills = max(house.rounds // 5, 1)
    people = [Applicant() for _ in range(kills)]
    with Sink() as sink, _site(house, sink) as site:
        for one in people:
            sink.pause = SLOW
            sink.arrived.clear()
            site.start_outbox()
            _filed(site, one)
            if not sink.arrived.wait(60):
                raise TimeoutError("die E-Mail kam nicht beim Mailserver an")
            site.kill_outbox()
            sink.pause = 0.0
            _lease_over(one)
            site.start_outbox()
            _until(_sent([one]), 60, "die E-Mail wurde nicht wiederholt")
            site.stop_outbox()
        wrong = _copies(sink, people, most=kills)
        doubled = sum(sink.copies().values()) - len(people)
    return Seen(
        did=f"{kills}-mal kill -9, als der Mailserver die E-Mail schon hatte und noch nicht geantwortet hatte",
        held=f"keine E-Mail verloren; {doubled} doppelt, jede unter derselben Message-ID",
        figures={"Tode": kills, "Doppelte": doubled},
        wrong=wrong + proof.faults(people),
    )
