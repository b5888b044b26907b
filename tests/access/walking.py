"""The walk itself: what somebody meets at every address, held against the tables; faults as sentences."""

import re
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field

import pytest
from django.db import connection, transaction
from django.template.response import SimpleTemplateResponse

from tests.access import helping, office, table
from tests.access.people import (
    ANONYMOUS,
    EVERYBODY,
    SUPERUSER,
    WITHOUT_FACTOR,
    Person,
)
from tests.access.places import Place
from tests.access.table import LOGIN
from tests.access.world import NO_NUMBER, NO_WORD, World


ODD = ("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND")
# Arguments that name no row: a choice of the portal itself.
CHOICES = frozenset({
    "app_label", "booking", "check", "content_type_id", "fmt", "form", "kind", "label", "language", "part", "period",
    "section", "url", "which", "width", "year",
})  # fmt: skip
# Tables that every GET may write: who is signed in, and what is counted once for all.
OF_THE_HOUSE = frozenset({"django_session", "cache_entries", "usersessions_usersession"})
_WRITES = re.compile(r'(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)"?', re.IGNORECASE)
_LOGINS = ("/konto/anmelden/", "/verwaltung/login/", "/konto/zweiter-faktor/")


@dataclass(frozen=True)
class Answer:
    status: int
    body: str
    location: str
    writes: frozenset[str]


@dataclass
class Walk:
    """All places for one person."""

    world: World
    person: Person
    faults: list[str] = field(default_factory=list)
    seen: int = 0

    def through(self, places: list[Place]) -> list[str]:
        """What was wrong, place by place; nothing of what was sent stays."""
        turn = EVERYBODY.index(self.person.kind)
        for number, place in enumerate(places):
            try:
                self._visit(place, number + turn)
            except LookupError as lacking:
                self.faults.append(str(lacking))
        return self.faults

    def _visit(self, place: Place, number: int) -> None:
        """Looked at once by everybody; what is for all alike, and the rest of the methods, in turn."""
        if not self._is_worth_it(place, number):
            return
        address = self.world.address(place)
        is_drawn = self._is_drawn(place, number)
        found = self._ask("GET", address, is_drawn=is_drawn)
        self._check(place, "GET", found)
        self._check_writes(place, found)
        if found.status == 200 and is_drawn:
            for said in helping.faults(place, self.person, found.body):
                self._say(place, "GET", said)
        match number % 6:
            case 0:
                self._check_made_up(place, address, found)
            case 1:
                self._check_head(place, address, found)
            case 2:
                odd = ODD[number // 6 % len(ODD)]
                self._check_odd(place, odd, self._ask(odd, address))
            case 3 | 4:
                self._check(place, "POST", self._ask("POST", address))

    def _is_drawn(self, place: Place, number: int) -> bool:
        """Pages of the office take most of the time: who sees all reads all, and of each role every sixth is read."""
        is_colleague = self.person.is_in_office and self.person.kind != SUPERUSER
        return not (place.is_of_the_office and is_colleague) or number % 6 == 0

    def _is_worth_it(self, place: Place, number: int) -> bool:
        kind = self.person.kind
        if place.is_of_the_office:
            return (
                self.person.is_in_office or kind in (ANONYMOUS, WITHOUT_FACTOR) or number % 4 == 0
            )
        rule = table.rule_of(place)
        for_all = rule.who == table.ALL and not rule.but
        return not for_all or kind == ANONYMOUS or number % len(EVERYBODY) in (0, 3)

    def _expected(self, place: Place, method: str) -> frozenset[int]:
        if place.is_of_the_office:
            return office.door_of(place).statuses(self.person, method)
        return frozenset({table.rule_of(place).status(self.person, method)})

    def _ask(self, method: str, address: str, *, is_drawn: bool = True) -> Answer:
        self.seen += 1
        with undone() as writes, nullcontext() if is_drawn else undrawn():
            response = self.person.ask(method, address)
            body = b"".join(response) if response.streaming else response.content
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        text = body.decode(errors="replace") if is_page or response.status_code >= 400 else ""
        return Answer(
            response.status_code, text, response.headers.get("Location", ""), frozenset(writes)
        )

    def _say(self, place: Place, method: str, said: str) -> None:
        self.faults.append(f"{self.person.kind} {method} {place.name} (/{place.route}): {said}")

    def _check(self, place: Place, method: str, found: Answer) -> None:
        expected = self._expected(place, method)
        if found.status not in expected:
            self._say(place, method, f"{found.status} instead of {sorted(expected)}")
            return
        is_shut = expected == {LOGIN} and not self._is_let_in(place)
        if is_shut and not found.location.startswith(_LOGINS):
            self._say(place, method, f"led to {found.location} instead of a login")

    def _is_let_in(self, place: Place) -> bool:
        if place.is_of_the_office:
            door = office.door_of(place)
            return self.person.is_in_office and door.lets_in(self.person, door.see)
        return table.rule_of(place).lets_in(self.person)

    def _check_writes(self, place: Place, found: Answer) -> None:
        if place.is_of_the_office:
            is_file = place.name.removeprefix(office.ADMIN) in office.FILES
            allowed = office.LOOKS if is_file else frozenset()
        else:
            allowed = table.rule_of(place).writes
        if more := found.writes - OF_THE_HOUSE - allowed:
            self._say(place, "GET", f"writes {', '.join(sorted(more))}")

    def _check_head(self, place: Place, address: str, found: Answer) -> None:
        """As GET, or refused where looking at a file would be written down."""
        if (status := self._ask("HEAD", address).status) not in (found.status, 405):
            self._say(place, "HEAD", f"{status} where GET meets {found.status}")

    def _check_odd(self, place: Place, method: str, found: Answer) -> None:
        expected = {200, 204, 302, 403, 404, 405} if method == "OPTIONS" else {405}
        if found.status not in expected:
            self._say(place, method, f"{found.status} instead of {sorted(expected)}")
        if more := found.writes - OF_THE_HOUSE:
            self._say(place, method, f"writes {', '.join(sorted(more))}")

    def _check_made_up(self, place: Place, address: str, found: Answer) -> None:
        """Rows that there are not are not there for who gets in, and for others as those of strangers."""
        if place.is_of_the_office:
            self._check_office_row(place, address, found)
            return
        if place.name.startswith("account_"):
            # The sign-in library says in a page that a key is none, with 200.
            return
        is_in = self._is_let_in(place) or found.status == LOGIN
        for row in [name for name in place.arguments if name not in CHOICES]:
            nothing = self.world.made_up(place, row)
            answer = self._ask("GET", nothing)
            if is_in:
                if answer.status not in (302, 403, 404, 405, 410):
                    self._say(place, "GET", f"{answer.status} for a {row} that there is not")
            elif (answer.status, _alike(answer.body, nothing)) != (
                found.status,
                _alike(found.body, address),
            ):
                said = f"a {row} that there is not can be told from one of strangers"
                self._say(place, "GET", f"{said} ({answer.status}, {found.status})")

    def _check_office_row(self, place: Place, address: str, found: Answer) -> None:
        """Numbers are no secret for who may read the rows; colleagues who may not never learn which there are."""
        app, model = [*place.names[-1].removeprefix(office.ADMIN).split("_"), "", ""][:2]
        is_reader = self.person.may(f"{app}.view_{model}") or self._is_let_in(place)
        for row in [name for name in ("pk", "object_id") if name in place.arguments]:
            nothing = self.world.made_up(place, row)
            answer = self._ask("GET", nothing)
            if answer.status not in (302, 403, 404, 405):
                self._say(place, "GET", f"{answer.status} for a {row} that there is not")
            elif found.status == 403 and not is_reader:
                seen, made_up = _alike(found.body, address), _alike(answer.body, nothing)
                if (answer.status, made_up) != (403, seen):
                    said = f"a {row} that there is not can be told from one there is"
                    self._say(place, "GET", f"{said} ({answer.status}, 403)")


def _alike(body: str, address: str) -> str:
    """The page without its address, and without what is new in every answer."""
    body = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", body)
    return body.replace(address, "").replace(str(NO_NUMBER), "").replace(NO_WORD, "")


@contextmanager
def undrawn() -> Iterator[None]:
    """Templates of answers are left out: whether somebody gets in is decided by then."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SimpleTemplateResponse, "render", _empty)
        yield


def _empty(response: SimpleTemplateResponse) -> SimpleTemplateResponse:
    response.content = b""
    return response


@contextmanager
def undone() -> Iterator[set[str]]:
    """Whatever is written meanwhile is taken back; gives the tables that were written to."""
    written: set[str] = set()

    def note(execute, sql, params, many, context):
        if found := _WRITES.match(sql):
            written.add(found[1])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note), transaction.atomic():
        yield written
        transaction.set_rollback(True)
