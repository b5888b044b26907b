"""Whether the addresses in entries still lead somewhere: which are tried tonight, and what they answer.

Tried politely (docs/adr/0160): one request at a time to each host, with a pause; HEAD, and GET only
where HEAD leaves a doubt; whoever says that it is too much is left alone for the night.
"""

import re
import time
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from django.db.models import Q

from bildungsregion.base.fetching import Fault, Fetched, FetchError, Limits, fetch

from .models import Actor, Contact, DeadLink, Offer


ADDRESS = re.compile(r"https?://[^\s<>\"'()\[\]{}|\\^`]+", re.IGNORECASE)
LONGEST_ADDRESS = 300
LIMITS = Limits(seconds=12)
PAUSE_SECONDS = 1.0
HOSTS_AT_ONCE = 4
# Somebody is there, though not for us.
ANSWERED = frozenset({401, 402, 403, 405, 406, 407, 409, 412, 416, 426, 429, 451})
TOO_MUCH = 429
# HEAD may have been the reason for these; GET says more.
DOUBTFUL_FAULTS = frozenset({Fault.GARBLED, Fault.SLOW, Fault.REDIRECTS, Fault.UNREACHABLE})
# What is dead is tried again now and then.
DEAD_EVERY_DAYS = 7

Fetch = Callable[..., Fetched]
Places = dict[str, set[int]]


@dataclass(frozen=True, slots=True)
class Finding:
    """What an address answered; ``is_alive`` is None where it cannot be said tonight."""

    is_alive: bool | None
    status: int | None = None
    fault: str = ""
    moved_to: str = ""


def places() -> Places:
    """Every address in published entries, their contacts and offers, with the institutions that show it."""
    found: Places = defaultdict(set)
    with_website = Actor.objects.published().order_by().exclude(website="")
    for pk, website in with_website.values_list("pk", "website"):
        found[website].add(pk)
    for pk, *texts in _texts():
        for text in texts:
            for url in addresses(text):
                found[url].add(pk)
    return found


def addresses(text: str) -> list[str]:
    """The addresses of the web in a text, without what closes a sentence behind them."""
    found = (url.rstrip(".,;:!?*_~") for url in ADDRESS.findall(text))
    return [url for url in found if len(url) <= LONGEST_ADDRESS]


def _texts() -> Iterator[tuple]:
    actors = Actor.objects.published().order_by()
    names = ("description", "directions", "hours_note", "accessibility_note")
    yield from actors.filter(_with_address(names)).values_list("pk", *names)
    contacts = Contact.objects.filter(actor__is_published=True, note__icontains="http")
    yield from contacts.order_by().values_list("actor", "note")
    names = ("description", "booking", "travel_note", "season", "place")
    offers = Offer.objects.published().order_by().filter(_with_address(names))
    yield from offers.values_list("actor", *names)


def _with_address(names: Iterable[str]) -> Q:
    condition = Q()
    for name in names:
        condition |= Q(**{f"{name}__icontains": "http"})
    return condition


def tonight(urls: Iterable[str], links: Iterable[DeadLink], today: date, most: int) -> list[str]:
    """At most so many addresses: those that failed lately, then this night's share of all.

    The shares of enough nights are all addresses; no row has to remember when each was tried.
    """
    urls = set(urls)
    if most <= 0:
        return []
    failing = {
        link.url
        for link in links
        if link.failures
        and link.tried_on < today
        and (not link.is_dead or _number(link.url) % DEAD_EVERY_DAYS == today.weekday())
    }
    nights = -(-len(urls) // most)
    share = {url for url in urls if _number(url) % nights == today.toordinal() % nights} - failing
    # In another order each time, so that where the share is too large not always the same are left out.
    ordered = sorted(share, key=lambda url: _number(f"{today}{url}"))
    return [*sorted(failing & urls), *ordered][:most]


def _number(text: str) -> int:
    return zlib.crc32(text.encode())


def try_all(
    urls: Iterable[str],
    *,
    fetch: Fetch = fetch,
    pause: float = PAUSE_SECONDS,
) -> dict[str, Finding]:
    """What each address answers; several hosts at once, each host one request at a time."""
    hosts: dict[str, list[str]] = defaultdict(list)
    for url in urls:
        hosts[url.partition("//")[2].partition("/")[0].lower()].append(url)
    found: dict[str, Finding] = {}
    with ThreadPoolExecutor(HOSTS_AT_ONCE) as pool:
        for some in pool.map(lambda group: _try_host(group, fetch, pause), hosts.values()):
            found |= some
    return found


def _try_host(urls: list[str], fetch: Fetch, pause: float) -> Mapping[str, Finding]:
    found = {}
    for position, url in enumerate(urls):
        if position:
            time.sleep(pause)
        found[url] = finding = probe(url, fetch=fetch, pause=pause)
        if finding.status == TOO_MUCH:
            break
    return found


def probe(url: str, *, fetch: Fetch = fetch, pause: float = 0) -> Finding:
    """What this address answers: asked with HEAD, and with GET for its first bytes where that leaves a doubt."""
    try:
        answer = fetch(url, method="HEAD", start_only=True, limits=LIMITS)
        if answer.status < 400 or answer.status == TOO_MUCH:
            return _read(url, answer)
    except FetchError as error:
        if error.fault not in DOUBTFUL_FAULTS:
            return Finding(False, None, error.message)
    time.sleep(pause)
    try:
        return _read(url, fetch(url, start_only=True, limits=LIMITS))
    except FetchError as error:
        return Finding(False, None, error.message)


def _read(url: str, answer: Fetched) -> Finding:
    status = answer.status
    if status == TOO_MUCH or (status == 503 and "retry-after" in answer.headers):
        return Finding(None, status)
    if status < 400 or status in ANSWERED:
        return Finding(True, status, moved_to=_worth_telling(url, answer.moved_to))
    return Finding(False, status, _in_words(status))


def _worth_telling(url: str, moved_to: str) -> str:
    """The new address, if the office should take it; a start page that forwards to its own rooms stays."""
    before, after = urlsplit(url), urlsplit(moved_to)
    is_start = before.path in ("", "/") and not before.query
    if is_start and (before.scheme, before.netloc) == (after.scheme, after.netloc):
        return ""
    fits = len(moved_to) <= LONGEST_ADDRESS and after.scheme in ("http", "https")
    return moved_to if fits and moved_to != url else ""


def _in_words(status: int) -> str:
    if status in (404, 410):
        return f"Die Seite gibt es nicht ({status})."
    if status >= 500:
        return f"Der Server meldet einen Fehler ({status})."
    return f"Der Server weist ab ({status})."
