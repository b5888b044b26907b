"""A client that says all it knows: status, where an answer leads, how long it took. Standard library only."""

import http.client
import secrets
import ssl
from dataclasses import dataclass
from time import perf_counter


PATIENCE = 70


class Dropped(OSError):
    """The line broke before there was a whole answer."""


@dataclass(frozen=True)
class Answer:
    status: int
    location: str
    text: str
    seconds: float


@dataclass(frozen=True)
class Door:
    """Where the portal is reached: gunicorn itself, or nginx before it (``host`` is its name, over TLS).

    ``source`` is the address of this machine that somebody comes from (127.0.0.0/8).
    """

    port: int
    host: str = ""
    source: str = "127.0.0.1"

    def ask(
        self, method: str, path: str, body: bytes | None = None, patience: float = PATIENCE, **headers: str
    ) -> Answer:  # fmt: skip
        """Raises Dropped (an OSError) when the line breaks."""
        began, connection = perf_counter(), self._connection(patience)
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.host:
            given |= {"Host": self.host, "Referer": f"https://{self.host}/"}
        try:
            connection.request(method, path, body=body, headers=given)
            answer = connection.getresponse()
            text = answer.read().decode("utf-8", "replace")
        except (http.client.HTTPException, OSError) as error:
            raise Dropped(type(error).__name__) from error
        finally:
            connection.close()
        location = answer.headers.get("Location", "")
        return Answer(answer.status, location, text, perf_counter() - began)

    def _connection(self, patience: float) -> http.client.HTTPConnection:
        given = {"timeout": patience, "source_address": (self.source, 0)}
        if not self.host:
            return http.client.HTTPConnection("127.0.0.1", self.port, **given)
        context = ssl._create_unverified_context()
        return http.client.HTTPSConnection("127.0.0.1", self.port, context=context, **given)


def multipart(fields: dict[str, str], files: list[tuple[str, str, bytes]]) -> tuple[bytes, str]:
    """A form with files (RFC 7578): its body and its Content-Type; a file is (field, name, content)."""
    mark = secrets.token_hex(16)
    parts = [
        f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n'.encode()
        for name, text in fields.items()
    ]
    for field, name, content in files:
        head = f'--{mark}\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\n'
        parts.append(
            f"{head}Content-Type: application/octet-stream\r\n\r\n".encode() + content + b"\r\n"
        )
    return b"".join(parts) + f"--{mark}--\r\n".encode(), f"multipart/form-data; boundary={mark}"
