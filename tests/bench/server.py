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

from tests.with_postgres import free_port


WORKERS, CLIENTS = 2, 8
START_WITHIN = 60


@contextmanager
def serving(application: str, **surroundings: str) -> Iterator[int]:
    """A server of this WSGI application; gives its port. ``surroundings`` are variables for it alone."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}"]
    command += ["--workers", str(WORKERS), "--log-level", "error"]
    server = subprocess.Popen(command, env=os.environ | surroundings)
    try:
        _wait(port, server)
        yield port
    finally:
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
