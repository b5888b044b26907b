"""What is there before the play, and who does what in it."""

import hashlib
import time
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count

from django.db import connection
from django.urls import reverse
from django.utils import timezone

from actors.models import Actor
from bildungsregion.base.outbox.models import OutgoingMail
from events.models import Event, Registration
from funding import budget, ledger_proof
from funding.models import Application
from tests.bench import crowd, rows, writing
from tests.factories.funding import (
    make_budget_year,
    make_draft,
    make_member,
    make_municipality,
    make_officer,
    make_programme,
    make_proposed,
    make_rule_set,
    make_school,
)
from tests.factories.registration import make_open_event
from tests.funding.browsing import blank_pdf

from .crowd import Told, sends


ROWS = 300
APPLICANTS, CASES = 4, 5
TO_SIGN, MONEY_FOR = 24, 16
GUESTS, PLACES = 100, 60
FROM_ONE, LIMIT = 36, 30
OPEN = "mass-7"


@dataclass
class World:
    """The rows that the play begins with, and the requests that are sent in it."""

    cases: list[Application] = field(default_factory=list)
    typing: list[list[bytes]] = field(default_factory=list)
    signing: list[bytes] = field(default_factory=list)
    proposed: list[Application] = field(default_factory=list)
    year: object = None
    event: Event | None = None
    busy: Event | None = None


def make() -> World:
    world = World()
    programme = make_programme()
    make_rule_set(programme)
    for number in range(8):
        make_municipality(name=f"Gemeinde {number}")
    _applicants(world, programme)
    _decisions(world, programme)
    rows.fill(ROWS)
    start = f"{timezone.localdate() + timedelta(days=40)} 16:00"
    world.event = make_open_event(capacity=PLACES, dates=((start, None),))
    world.busy = make_open_event(capacity=1000, dates=((start, None),))
    connection.close()
    return world


def _applicants(world: World, programme) -> None:
    pdf = blank_pdf()
    for number in range(APPLICANTS):
        school = make_school(name=f"Schule {number}")
        user = make_member(school)
        cookie, chain = crowd.session_of(user), []
        for _ in range(CASES):
            case = make_draft(programme=programme, by=user, institution=school)
            world.cases.append(case)
            chain += writing._Typing(case, Application.Section.PROJECT, cookie).saves(3)
            path = reverse(
                "funding:application_step", args=[case.key, Application.Section.ATTACHMENTS]
            )
            files = {"files": (f"Angebot {case.pk}.pdf", pdf)}
            chain.append(crowd.upload(path, {"kind": "angebot"}, files, cookie=cookie))
            chain.append(writing._filed(case, cookie))
        world.typing.append(chain)


def _decisions(world: World, programme) -> None:
    worker, signer = make_officer(), make_officer(name="Zeichnung")
    school = make_school(name="Schule am Deich")
    by, visit = make_member(school), timezone.localdate() + timedelta(days=60)
    whole = TO_SIGN * writing.GRANT
    world.year = make_budget_year(programme, year=visit.year, allocated=whole)
    world.proposed = [
        make_proposed(
            case_worker=worker,
            programme=programme,
            institution=school,
            by=by,
            budget_year=world.year,
        )
        for _ in range(TO_SIGN)
    ]
    left = (TO_SIGN - MONEY_FOR) * writing.GRANT
    budget.block(world.year, left, by=worker, reason="Sperre der Probe", key="scale-block")
    cookie = crowd.session_of(signer)
    world.signing = [
        crowd.post(
            reverse("admin:funding_application_sign", args=[case.pk]),
            {"version": case.version, "read": "on"},
            cookie=cookie,
        )
        for case in world.proposed
    ]


def pages() -> list[tuple[bytes, bytes]]:
    paths = ("/", "/akteure/", "/akteure/?art=museum", "/veranstaltungen/", "/suche/?q=theater", "/projekte/",
             f"/akteure/{OPEN}/")  # fmt: skip
    return [(crowd.get(path), b"</html>") for path in paths]


def edits(port: int, told: Told, until) -> None:
    """Changes an institution and looks at once on every machine: nobody may read the old words."""
    asked = crowd.get(f"/akteure/{OPEN}/")
    for number in count():
        if until():
            break
        Actor.objects.filter(slug=OPEN).update(summary=f"Stand {number}.")
        for _ in range(6):
            answer = crowd.exchange(port, asked)
            told.note(answer)
            if answer.status != 200:
                told.fault(f"an edited page answered {answer.status} to a reader")
            elif f"Stand {number}.".encode() not in answer.body:
                told.fault(f"edit {number} was not seen at once")
        time.sleep(0.5)
    connection.close()


def applies(port: int, chain: list[bytes], told: Told, pause: float) -> None:
    for request in chain:
        # A file that was stored before the line broke is refused the second time.
        is_file = b"multipart/form-data" in request[:600]
        sends(port, request, told, well=(302, 422) if is_file else (302,))
        time.sleep(pause)


def signs(port: int, requests: list[bytes], told: Told, pause: float) -> None:
    for request in requests:
        sends(port, request, told, well=(302, 409))
        time.sleep(pause)


def stamps(port: int, event: Event, addresses: list[str]) -> list[bytes]:
    """The filled-in forms of people who register, each from an address of its own; to be sent after three seconds."""
    path = reverse("events:event_register", args=[event.slug])
    found = []
    for number, address in enumerate(addresses):
        answer = crowd.exchange(port, crowd.get(path, X_Tried_From=address))
        fields = writing._who(number, crowd.hidden(answer.body, "stamp"))
        found.append(crowd.post(path, fields, X_Tried_From=address))
    return found


def registers(port: int, forms: list[bytes], told: Told, pause: float) -> None:
    for form in forms:
        sends(port, form, told, well=(302,))
        time.sleep(pause)


def proof(world: World) -> list[str]:
    """What is wrong or lost in the rows after the play, a German sentence each."""
    return [*_cases(world), *_money(world), *_places(world)]


def _cases(world: World):
    numbers = set()
    for case in world.cases:
        case.refresh_from_db()
        files = list(case.attachments.all())
        if case.status != Application.Status.SUBMITTED or case.title != "Besuch 3":
            yield f"Antrag {case.pk} ist nicht so angekommen, wie er gesendet wurde."
        if len(files) != 1:
            yield f"Antrag {case.number}: {len(files)} Anlagen statt einer."
        for one in files:
            with one.file.open("rb") as content:
                if hashlib.sha256(content.read()).hexdigest() != one.sha256:
                    yield f"Antrag {case.number}: Die Anlage ist eine andere geworden."
        if (
            case.letters.filter(kind="receipt").count() != 1
            or case.steps.filter(verb="submit").count() != 1
        ):
            yield f"Antrag {case.number}: Eingang fehlt oder steht doppelt da."
        numbers.add(case.number)
    if len(numbers) != len(world.cases):
        yield "Zwei Anträge haben dieselbe Nummer."


def _money(world: World):
    signed = sum(
        Application.objects.get(pk=case.pk).status == "approved" for case in world.proposed
    )
    letters = sum(case.letters.filter(kind="grant_notice").count() for case in world.proposed)
    world.year.refresh_from_db()
    if signed != MONEY_FOR or letters != MONEY_FOR:
        yield f"Bewilligt sind {signed}, Bescheide gibt es {letters}; das Geld reicht für {MONEY_FOR}."
    if world.year.committed_cents != MONEY_FOR * writing.GRANT:
        yield f"Gebunden sind {world.year.committed_cents} Cent statt {MONEY_FOR * writing.GRANT}."
    yield from map(str, ledger_proof.faults())


def _places(world: World):
    date = world.event.occurrences.get()
    taken = date.registrations.taking(timezone.now()).persons()
    rows_there = Registration.objects.filter(occurrence=date).count()
    if taken != PLACES:
        yield f"{taken} von {PLACES} Plätzen sind vergeben."
    if rows_there != GUESTS:
        yield f"{rows_there} Anmeldungen statt {GUESTS}."
    wrote = sum(
        "@familie.example" in str(to) for to in OutgoingMail.objects.values_list("to", flat=True)
    )
    if wrote != GUESTS:
        yield f"{wrote} Mails an Angemeldete statt {GUESTS}."


def limit_of_one_network(port: int, world: World) -> int:
    """How many registrations one address may send, over all machines together."""
    forms = stamps(port, world.busy, ["203.0.113.9"] * FROM_ONE)
    time.sleep(3.1)
    return sum(crowd.exchange(port, form).status == 302 for form in forms)


def files_out(port: int, world: World) -> list[str]:
    """A private file leaves by nginx as it was stored, with the portal's headers, to whom it belongs."""
    case = world.cases[0]
    attachment = case.attachments.get()
    path = reverse("funding:attachment_download", args=[case.key, attachment.pk])
    owner = crowd.exchange(port, crowd.get(path, cookie=crowd.session_of(case.created_by)))
    head, _, body = owner.body.partition(b"\r\n\r\n")
    said = head.decode("latin-1").lower()
    found = []
    if owner.status != 200 or hashlib.sha256(body).hexdigest() != attachment.sha256:
        found.append(f"Die Anlage kam nicht heil durch nginx ({owner.status}).")
    for words in ("cache-control: private, no-store", "content-disposition: attachment", "nosniff", "sandbox",
                  "content-type: application/pdf"):  # fmt: skip
        if words not in said:
            found.append(f"Der Antwort mit der Anlage fehlt „{words}“.")
    names = [line.partition(":")[0] for line in said.split("\r\n")[1:]]
    foreign = [name for name in names if name.startswith(("x-amz", "access-control-"))]
    if foreign or names.count("content-type") != 1:
        found.append(f"Die Antwort mit der Anlage zeigt Köpfe des Speichers: {', '.join(foreign)}.")
    stranger = crowd.exchange(port, crowd.get(path)).status
    straight = crowd.exchange(port, crowd.get(f"/geschuetzt/{attachment.file.name}")).status
    if (stranger, straight) != (302, 404):
        found.append(f"Fremde bekommen {stranger}, am Portal vorbei kommt {straight}.")
    return found
