"""What nobody with good intentions sends: foreign places to go to, strange heads, too much of everything."""

import re
from urllib.parse import urlencode, urlsplit

import pytest

from tests.access import people
from tests.access.places import Place, places
from tests.access.walking import undone
from tests.access.world import World


pytestmark = pytest.mark.django_db
FOREIGN = "fremd.example"
# What browsers take for an address of another host, and one that is run.
WAYS_OUT = [
    f"https://{FOREIGN}/",
    f"//{FOREIGN}",
    f"/\\{FOREIGN}",
    f"\t//{FOREIGN}/x",
    "javascript:alert(1)",
]
NAMES = ("next", "zurueck", "url", "redirect", "return", "weiter")
FORMS = [
    (people.ANONYMOUS, "account_request_login_code"), (people.ANONYMOUS, "account_login"),
    (people.HEAD, "account_logout"), (people.ANONYMOUS, "admin:login"), (people.SUPERUSER, "admin:login"),
    (people.HEAD, "account_reauthenticate"), (people.HEAD, "account_email"), (people.CONTACT, "actors:own_checked"),
    (people.ANONYMOUS, "subscriptions:subscribe"), (people.CONTACT, "funding:reminder_settings"),
    (people.CONTACT, "actors:own_leave"), ("redaktion", "admin:actors_actor_check"),
]  # fmt: skip
# One of each kind of page, and who may see it.
SAMPLE = [
    (people.ANONYMOUS, "home"), (people.ANONYMOUS, "search"), (people.ANONYMOUS, "actors:actor_list"),
    (people.ANONYMOUS, "actors:actor_detail"), (people.ANONYMOUS, "actors:actor_api"),
    (people.ANONYMOUS, "actors:actor_feed"), (people.ANONYMOUS, "events:event_month"),
    (people.ANONYMOUS, "events:event_feed"), (people.ANONYMOUS, "events:embed_list"),
    (people.ANONYMOUS, "funding:calculator"), (people.ANONYMOUS, "actors:offer_enquire"),
    (people.ANONYMOUS, "events:event_register"), (people.ANONYMOUS, "account_request_login_code"),
    (people.CONTACT, "my_area"), (people.CONTACT, "actors:own_section"), (people.CONTACT, "own_events:create"),
    (people.CONTACT, "funding:application_list"), (people.CONTACT, "funding:application_step"),
    ("redaktion", "admin:index"), ("redaktion", "admin:actors_actor_changelist"),
    ("redaktion", "admin:actors_actor_change"), ("sachbearbeitung", "admin:funding_application_changelist"),
    ("sachbearbeitung", "admin:funding_application_request_info"), ("redaktion", "actors:no_such"),
]  # fmt: skip
MARK = "eingeschleust"
HOSTILE = {
    "a host passed on": {"headers": {"x-forwarded-host": f"{MARK}.example", "x-forwarded-for": MARK,
                                     "x-forwarded-proto": MARK, "forwarded": f"host={MARK}"}},
    "a NUL": {"QUERY_STRING": f"q=a%00b{MARK}&seite=%00&ort=%00"},
    "1500 parameters": {"QUERY_STRING": "&".join(f"p{n}={MARK}" for n in range(1500))},
    "a page far beyond": {"QUERY_STRING": f"seite={10**21}&page={10**21}&p={10**21}"},
    "6 kB of query": {"QUERY_STRING": f"q={'ä' * 1000}"},
    "half a letter": {"QUERY_STRING": "q=%ff%fe%c3&seite=%c3"},
}  # fmt: skip
SENT = {
    "broken multipart": (b"--x\r\nContent-Disposition: form-data; name", "multipart/form-data; boundary=x"),
    "multipart without a boundary": (b"a=b", "multipart/form-data"),
    "a NUL": (b"title=a%00b&email=a%00@b.example&name=%00&q=%00", "application/x-www-form-urlencoded"),
    "1500 fields": ("&".join(f"p{n}=1" for n in range(1500)).encode(), "application/x-www-form-urlencoded"),
    "a strange encoding": (b"title=%ff%fe", "application/x-www-form-urlencoded; charset=utf-99"),
}  # fmt: skip


@pytest.fixture(scope="module")
def named() -> dict[str, Place]:
    return {place.name: place for place in places()}


def ask(world: World, kind: str, method: str, address: str, **more) -> tuple[int, str, str]:
    """(status, Location, text); nothing that was sent stays."""
    with undone():
        response = world.people[kind].ask(method, address, **more)
        body = b"".join(response) if response.streaming else response.content
    return response.status_code, response.headers.get("Location", ""), body.decode(errors="replace")


def leads_away(target: str) -> bool:
    """As browsers read it: backslashes are slashes, and white space in front is none."""
    parts = urlsplit(re.sub(r"^[\s\x00]+|[\t\r\n]", "", target).replace("\\", "/"))
    return parts.scheme not in ("", "http", "https") or parts.netloc not in ("", "testserver")


def is_wished(target: str) -> bool:
    """Whether it is one of WAYS_OUT, and no link of the portal's own to somewhere else."""
    return FOREIGN in target or target.startswith("javascript:")


@pytest.mark.parametrize(("target", "away"), [
    ("/mein-bereich/", False), ("http://testserver/x", False), ("?next=https://a.example", False),
    ("//a.example", True), ("/\\a.example", True), ("\t//a.example", True), ("javascript:x", True),
])  # fmt: skip
def test_way_out_is_told_from_a_way_on(target, away):
    assert leads_away(target) is away


def test_no_form_leads_to_a_foreign_host(world, named):
    faults = []
    for kind, name in FORMS:
        address = world.address(named[name])
        for out in WAYS_OUT:
            wish = dict.fromkeys(NAMES, out)
            in_the_body = {
                "data": urlencode(wish), "content_type": "application/x-www-form-urlencoded"
            }  # fmt: skip
            for method, sent in (("GET", {}), ("POST", {}), ("POST", in_the_body)):
                status, location, text = ask(
                    world, kind, method, address, query_params=wish, **sent
                )
                links = re.findall(r"""(?:href|action|src)="([^"]*)""", text)
                away = [one for one in (location, *links) if is_wished(one) and leads_away(one)]
                if status >= 500 or away:
                    faults.append(f"{kind} {method} {name} {out!r}: {status} {away}")

    assert faults == []


def test_sign_in_of_the_office_leads_to_no_foreign_host(world, client):
    user = world.people[people.NEIGHBOUR].user
    user.set_password("ein-langes-passwort-1")
    user.save()

    ends = []
    for out in WAYS_OUT:
        sent = {"login": user.email, "password": "ein-langes-passwort-1"} | dict.fromkeys(
            NAMES, out
        )
        ends.append(client.post("/konto/anmelden/verwaltung/", sent)["Location"])
        client.logout()

    assert [end for end in ends if leads_away(end)] == []


@pytest.mark.parametrize("way", HOSTILE)
def test_strange_questions_meet_no_failure_and_no_echo(world, named, way):
    faults = []
    for kind, name in SAMPLE:
        address = world.address(named[name]) if name in named else "/gibt/es/nicht/"
        status, location, text = ask(world, kind, "GET", address, **HOSTILE[way])
        echo = MARK in location or (way == "a host passed on" and MARK in text)
        if status >= 500 or echo:
            faults.append(f"{kind} {name}: {status}, echo {echo}")

    assert faults == []


@pytest.mark.parametrize("way", SENT)
def test_strange_forms_meet_no_failure(world, named, way):
    body, kind_of_body = SENT[way]
    faults = []
    for kind, name in SAMPLE:
        address = world.address(named[name]) if name in named else "/gibt/es/nicht/"
        status, _location, _text = ask(
            world, kind, "POST", address, data=body, content_type=kind_of_body
        )
        if status >= 500:
            faults.append(f"{kind} {name}: {status}")

    assert faults == []


@pytest.mark.parametrize("address", ["/", "/akteure/", "/konto/anmelden/"])
def test_too_many_parameters_are_refused_in_german(client, world, address):
    query = "&".join(f"p{n}=1" for n in range(1500))

    answers = [
        client.get(f"{address}?{query}"),
        client.post(address, query, "application/x-www-form-urlencoded"),
    ]

    assert {answer.status_code for answer in answers} <= {400, 405}
    assert "<html" in answers[0].text
    assert 'lang="de"' in answers[0].text


def test_unknown_methods_are_refused_before_any_view(client, world):
    answers = [
        client.generic(method, "/akteure/")
        for method in ("PUT", "DELETE", "PATCH", "TRACE", "PROPFIND", "X")
    ]

    assert {answer.status_code for answer in answers} == {405}
    assert {answer["Allow"] for answer in answers} == {"GET, HEAD, POST, OPTIONS"}
