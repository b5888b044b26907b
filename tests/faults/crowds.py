"""F19 and F29: bodies without end, and clients that never come to theirs."""

import re
import socket
import ssl
import threading
import time
from contextlib import closing, suppress
from pathlib import Path

from . import proof
from .catalogue import House, Seen, fault, not_here
from .doors import Door
from .front import NGINX, behind_nginx
from .rush import Readers, read_alone


HUGE = 2 * 1024**3
CHUNK = b"10000\r\n" + bytes(65_536) + b"\r\n"
# What nginx takes in before it says no (client_max_body_size), and what is under way by then.
AT_MOST = 48 * 1024 * 1024
SLOW, SLOW_SECONDS = 150, 15
# A few may be late to the line; the others stay until nginx shows them out.
STAY, MARGIN_SECONDS = 140, 2


def _line(door: Door, source: str) -> ssl.SSLSocket:
    plain = socket.create_connection(("127.0.0.1", door.port), 30, source_address=(source, 0))
    return ssl._create_unverified_context().wrap_socket(plain)


def _head(door: Door, *more: str) -> bytes:
    lines = ("POST /suche/ HTTP/1.1", f"Host: {door.host}", *more)
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


@fault("F19", "2 GB angekündigt, und ein Körper ohne Ende")
def huge(house: House) -> Seen:
    if not NGINX:
        return not_here("nginx fehlt; große Körper sind seine Sache")
    readers = Readers()
    with behind_nginx(house.folder) as site, readers.reading(site.door):
        began = time.monotonic()
        with closing(_line(site.door, "127.0.8.1")) as line:
            line.sendall(_head(site.door, f"Content-Length: {HUGE}"))
            announced = line.recv(12)
        early = time.monotonic() - began
        chunked, sent = _endless(site.door)
        time.sleep(2)
    wrong = [f"angekündigt: {announced!r}"] if b" 413" not in announced else []
    wrong += [f"ohne Ende: {chunked!r}"] if b" 413" not in chunked else []
    wrong += [f"{sent} Bytes angenommen"] if sent > AT_MOST else []
    return Seen(
        did="2 GB angekündigt; dann in Stücken gesendet, solange jemand annahm",
        held="413, bevor etwas kam, und nach dem Maß von nginx; Lesende merkten nichts",
        figures={
            "413 nach s": early, "angenommen MB": sent / 1024**2, "p95 Lesen s": readers.p95,
        },
        wrong=wrong + readers.wrong + proof.faults([]),
        slow=readers.slow,
    )  # fmt: skip


def _endless(door: Door) -> tuple[bytes, int]:
    """What was answered, and how many bytes were taken until then."""
    sent = 0
    with closing(_line(door, "127.0.8.2")) as line:
        line.sendall(_head(door, "Transfer-Encoding: chunked"))
        while sent < HUGE:
            line.settimeout(30)
            line.sendall(CHUNK)
            sent += len(CHUNK)
            # An answer that comes while we are still sending is the end of it.
            line.settimeout(0.001)
            with suppress(TimeoutError):
                return line.recv(12), sent
    return b"", sent


@fault("F29", "Langsame Clients")
def slow(house: House) -> Seen:
    if not NGINX:
        return not_here("nginx fehlt; langsame Clients sind seine Sache")
    readers, lived = Readers(), [0.0] * SLOW
    with behind_nginx(house.folder) as site:
        patience = _patience_of_nginx(house.folder / "site.conf")
        alone = read_alone(site.door)
        over = threading.Event()
        crowd = [
            threading.Thread(target=_drip, args=(site.door, number, over, lived))
            for number in range(SLOW)
        ]
        for one in crowd:
            one.start()
        with readers.reading(site.door):
            time.sleep(SLOW_SECONDS)
        over.set()
        for one in crowd:
            one.join()
    stayed = sum(seconds >= patience - MARGIN_SECONDS for seconds in lived)
    return Seen(
        did=f"{SLOW} Clients, die {SLOW_SECONDS} s lang ein Byte in der Sekunde senden: Kopf oder Körper",
        held=f"alle {len(readers.waits)} Seiten kamen bei denen an, die lasen",
        figures={
            "p95 Lesen s": readers.p95, "p95 Lesen vorher s": alone.p95, "Seiten": len(readers.waits),
            f"Langsame, die {patience - MARGIN_SECONDS} s blieben": stayed,
        },
        wrong=readers.wrong + proof.faults([])
        + ([] if stayed >= STAY else [f"nur {stayed} von {SLOW} Langsamen blieben: das war kein Andrang"]),
        slow=readers.slow,
    )  # fmt: skip


def _patience_of_nginx(site: Path) -> int:
    """Seconds that it waits for a whole head."""
    return int(re.search(r"client_header_timeout (\d+)s;", site.read_text())[1])


def _drip(door: Door, number: int, over: threading.Event, lived: list[float]) -> None:
    """One byte a second: of the head, or of a body that was announced as longer; notes how long it was let."""
    begin = (
        _head(door, "Content-Length: 1000") if number % 2 else b"GET /akteure/ HTTP/1.1\r\nX-Slow: "
    )
    try:
        with closing(_line(door, f"127.0.7.{number + 1}")) as line:
            began = time.monotonic()
            line.sendall(begin)
            while not over.wait(1):
                line.sendall(b"x")
                lived[number] = time.monotonic() - began
    except OSError:
        # Shown out by nginx after its time: that is how it shall be.
        return
