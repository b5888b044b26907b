"""F1 to F3: processes that are killed with -9 while applications arrive."""

import os
import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone

from bildungsregion.base import orphans

from . import proof
from .catalogue import House, Seen, fault, not_here, too_slow
from .people import Applicant, together, tried
from .site import BACK_WITHIN, Site


# How many send at the moment of a kill: every other one a file, the others the application.
AT_ONCE = 4
# Seconds between the first byte and the kill: before, within and after the work.
EARLIEST, LATEST = 0.002, 0.2


def _send_and_kill(
    house: House, site: Site, people: list[Applicant], kill: Callable, heal: Callable
) -> tuple[float, int]:
    """Each sends what they have to send; the kill comes at a moment of the dice.

    Gives the seconds until all is back, and how many it met while they waited for their answer.
    """
    moment = house.dice.uniform(EARLIEST, LATEST)

    def strike() -> float:
        time.sleep(moment)
        kill()
        began = time.monotonic()
        heal()
        site.wait()
        return time.monotonic() - began

    sent = [lambda one=one: tried(lambda: one.upload(site.door)) for one in people[::2]]
    sent += [lambda one=one: tried(lambda: one.file(site.door)) for one in people[1::2]]
    back, *answers = together([strike, *sent])
    return back, sum(answer is None or answer.status != 302 for answer in answers)


def _again(site: Site, people: list[Applicant]) -> list[str]:
    """Everybody sends the same again, as people do who saw no answer; and once more, late."""
    found = []
    for place, one in enumerate(people):
        file_too = [one.upload] if place % 2 == 0 else []
        for send in (*file_too, one.file, one.file):
            answer = tried(lambda send=send: send(site.door))
            if answer is None or answer.status != 302:
                said = answer.status if answer else "keine"
                found.append(f"Antrag {one.case.pk}: beim zweiten Mal Antwort {said}")
        if not one.told_filed:
            found.append(f"Antrag {one.case.pk}: keine Eingangsbestätigung")
    return found


def _play(house: House, site: Site, rounds: int, kill: Callable, heal: Callable) -> Seen:
    """So many kills; after each the portal must be back, then everybody sends again."""
    everybody, back, wrong, whole, met = [], [], [], 0, 0
    for _ in range(rounds):
        people = [Applicant() for _ in range(AT_ONCE)]
        for one in people[1::2]:
            one.upload(site.door)
        seconds, hit = _send_and_kill(house, site, people, kill, heal)
        back.append(seconds)
        met += hit
        wrong += proof.not_filed(people)
        whole += sum(one.told_filed for one in people[1::2])
        wrong += _again(site, people)
        everybody += people
    swept = _sweep()
    wrong += proof.faults(everybody)
    wrong += [f"liegt noch da, ohne Eintrag: {name}" for name in proof.orphans()]
    return Seen(
        did=f"{rounds}-mal getötet, während je {AT_ONCE} Personen sendeten ({len(everybody)} Anträge mit Datei)",
        held=f"alle {len(everybody)} Anträge genau einmal da, mit einer Quittung, einer E-Mail, ganzen Dateien; "
        f"{whole} hatten trotz des Todes ihre Quittung, die übrigen beim zweiten Senden; "
        f"{swept} Dateien ohne Eintrag blieben liegen und wurden gekehrt",
        figures={
            "Tode": rounds,
            "Anträge": len(everybody),
            "ohne Antwort durch den Tod": met,
            "wieder da nach höchstens s": max(back),
            "Dateien ohne Eintrag": swept,
        },
        wrong=wrong,
        slow=too_slow("wieder da", max(back), BACK_WITHIN),
        unjudged=[] if met else ["kein Tod hat jemanden beim Senden getroffen"],
    )


def _sweep() -> int:
    """What the dead have left behind goes with the night, as if it had lain for three days."""
    connection.close()
    long_ago = time.time() - 3 * 24 * 3600
    for name in proof.orphans():
        os.utime(Path(settings.MEDIA_ROOT) / name, (long_ago, long_ago))
    return orphans.sweep(timezone.now())


@fault("F1", "kill -9 aller Arbeitsprozesse beim Senden")
def workers(house: House) -> Seen:
    with Site(house.folder) as site:
        return _play(house, site, house.rounds, site.kill_workers, lambda: None)


@fault("F2", "kill -9 des ganzen Servers")
def server(house: House) -> Seen:
    with Site(house.folder) as site:
        return _play(house, site, max(house.rounds // 5, 1), site.kill, site.start)


@fault("F3", "kill -9 von PostgreSQL mitten in Transaktionen")
def database(house: House) -> Seen:
    if house.server is None:
        return not_here("SQLite hat keinen Server; sein Fall ist F1 und F2")
    with Site(house.folder) as site:
        master, workers_before = site.server.pid, set(site.workers())
        seen = _play(house, site, max(house.rounds // 3, 1), house.server.kill, house.server.start)
        seen.held += "; das Portal heilte ohne Neustart"
        if site.server.pid != master or not workers_before & set(site.workers()):
            seen.wrong.append("das Portal ist neu gestartet worden")
        return seen
