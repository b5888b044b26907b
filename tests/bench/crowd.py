"""Many people who send something at once: requests written beforehand, each with its answer and its time."""

import re
import socket
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter
from urllib.parse import urlencode

from django.conf import settings
from django.test import Client

from tests.faults.doors import multipart


# Any secret of this form is a token and its cookie at once.
TOKEN = "b" * 32
BACKEND = "django.contrib.auth.backends.ModelBackend"


@dataclass(frozen=True, slots=True)
class Answer:
    """``status`` is 0 where the line broke off; ``began`` is a moment of perf_counter."""

    status: int
    seconds: float
    body: bytes
    began: float = 0.0

    @property
    def has_failed(self) -> bool:
        return self.status == 0 or self.status >= 500


def session_key(user) -> str:
    """Of a session in which this person is signed in, made in this process."""
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(user, backend=BACKEND)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def session_of(user) -> str:
    """The cookie of somebody who is signed in."""
    return f"{settings.SESSION_COOKIE_NAME}={session_key(user)}"


def get(path: str, *, cookie: str = "", **headers: str) -> bytes:
    return _request("GET", path, cookie, headers)


def post(path: str, fields: dict, *, cookie: str = "", **headers: str) -> bytes:
    """A form as a browser sends it; the token against forged forms comes along."""
    body = urlencode(fields | {"csrfmiddlewaretoken": TOKEN}).encode()
    token = f"{settings.CSRF_COOKIE_NAME}={TOKEN}"
    cookie = f"{cookie}; {token}" if cookie else token
    headers |= {
        "Content_Type": "application/x-www-form-urlencoded",
        "Content_Length": str(len(body)),
    }
    return _request("POST", path, cookie, headers) + body


def upload(path: str, fields: dict, files: dict[str, tuple[str, bytes]], *, cookie: str) -> bytes:
    """A form with files: field → (name, content)."""
    sent = [(field, name, content) for field, (name, content) in files.items()]
    body, kind = multipart(fields | {"csrfmiddlewaretoken": TOKEN}, sent)
    headers = {"Content_Type": kind, "Content_Length": str(len(body))}
    cookie = f"{cookie}; {settings.CSRF_COOKIE_NAME}={TOKEN}"
    return _request("POST", path, cookie, headers) + body


def _request(method: str, path: str, cookie: str, headers: dict[str, str]) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", "Connection: close"]
    lines += [f"Cookie: {cookie}"] if cookie else []
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode()


def exchange(port: int, request: bytes, *, timeout: float = 60) -> Answer:
    """One request on a line of its own; a broken line is an answer of status 0."""
    began = perf_counter()
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=timeout) as line:
            line.sendall(request)
            pieces = []
            while piece := line.recv(65_536):
                pieces.append(piece)
    except OSError:
        return Answer(0, perf_counter() - began, b"", began)
    whole = b"".join(pieces)
    status = int(whole[9:12]) if whole[9:12].isdigit() else 0
    return Answer(status, perf_counter() - began, whole, began)


def chained(port: int, chains: Sequence[Sequence[bytes]]) -> list[list[Answer]]:
    """Each chain by a client of its own, one request after the other; all clients at once."""
    found: list[list[Answer]] = [[] for _ in chains]

    def send(number: int) -> None:
        for request in chains[number]:
            found[number].append(exchange(port, request))

    threads = [threading.Thread(target=send, args=(number,)) for number in range(len(chains))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def dealt(requests: Sequence[bytes], clients: int) -> list[list[bytes]]:
    """The requests in as many chains as there are clients."""
    return [list(requests[number::clients]) for number in range(clients)]


def hidden(body: bytes, name: str) -> str:
    """The value of a hidden field of a page."""
    found = re.search(rb'name="%s"[^>]*value="([^"]*)"' % name.encode(), body)
    if found is None:
        raise ValueError(f"the page has no field {name}")
    return found[1].decode()
