"""gunicorn as in deploy/systemd, and a small client that keeps it busy. Standard library only."""

import http.client
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

from tests.with_postgres import free_port


WORKERS, CLIENTS = 2, 8
START_WITHIN = 60
_running: dict[int, subprocess.Popen] = {}


@contextmanager
def serving(application: str, **surroundings: str) -> Iterator[int]:
    """A server of this WSGI application; gives its port. ``surroundings`` are variables for it alone."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}"]
    command += ["--workers", str(WORKERS), "--log-level", "error"]
    server = _running[port] = subprocess.Popen(command, env=os.environ | surroundings)
    try:
        _wait(port, server)
        yield port
    finally:
        del _running[port]
        server.terminate()
        server.wait(30)


def _wait(port: int, server: subprocess.Popen) -> None:
    deadline = time.monotonic() + START_WITHIN
    while time.monotonic() < deadline and server.poll() is None:
        try:
            http.client.HTTPConnection("127.0.0.1", port, timeout=10).connect()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server did not start")


def ask(port: int, path: str) -> tuple[int, str]:
    """One answer: its size and its ETag. Raises RuntimeError for any but 200."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path)
    answer = connection.getresponse()
    size = len(answer.read())
    connection.close()
    if answer.status != 200:
        raise RuntimeError(f"{path} answered {answer.status}")
    return size, answer.headers.get("ETag", "")


def _exchange(port: int, request: bytes) -> bytes:
    """The status of one answer, read to its end. Bare sockets: what the client does costs the server its processor."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as line:
        line.sendall(request)
        first = line.recv(65_536)
        while line.recv(65_536):
            pass
    return first[9:12]


def megabytes_of_workers(port: int) -> list[float]:
    """What each worker of a server holds for itself, and its share of what they hold together (PSS)."""
    parent = _running[port].pid
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    shares = []
    for child in children:
        lines = Path(f"/proc/{child}/smaps_rollup").read_text().splitlines()
        shares.append(
            next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
        )
    return shares


def cold_start(application: str, path: str) -> float:
    """Seconds from the start of a server to its first answer."""
    began = perf_counter()
    with serving(application) as port:
        ask(port, path)
        return perf_counter() - began


def waits(port: int, path: str, *, seconds: float, clients: int, cookie: str = "") -> list[float]:
    """Seconds of each answer, asked by so many at once for so long. Raises RuntimeError for any but 200."""
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n"
    request += f"Cookie: {cookie}\r\n" if cookie else ""
    asked, found, wrong = f"{request}\r\n".encode(), [], []
    until = time.monotonic() + seconds

    def ask_on() -> None:
        while time.monotonic() < until and not wrong:
            began = perf_counter()
            status = _exchange(port, asked)
            found.append(perf_counter() - began)
            if status != b"200":
                wrong.append(status.decode())

    threads = [threading.Thread(target=ask_on) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if wrong:
        raise RuntimeError(f"{path} answered {wrong[0]}")
    return found


def per_second(
    port: int,
    path: str,
    *,
    seconds: float,
    cookie: str = "",
    etag: str = "",
    clients: int = CLIENTS,
) -> float:
    """Answers in a second, asked by so many at once; who knows the ``etag`` expects 304.

    Raises RuntimeError for any answer but 200 or 304.
    """
    counts, wrong = [0] * clients, []
    until = time.monotonic() + seconds
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n"
    request += f"Cookie: {cookie}\r\n" if cookie else ""
    request += f"If-None-Match: {etag}\r\n" if etag else ""
    asked, expected = f"{request}\r\n".encode(), b"304" if etag else b"200"

    def ask(number: int) -> None:
        while time.monotonic() < until and not wrong:
            status = _exchange(port, asked)
            if status != expected:
                wrong.append(status.decode())
            counts[number] += 1

    began = time.monotonic()
    threads = [threading.Thread(target=ask, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if wrong:
        raise RuntimeError(f"{path} answered {wrong[0]}")
    return sum(counts) / (time.monotonic() - began)
