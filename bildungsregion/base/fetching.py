"""Fetch an address that a stranger wrote down, so that nothing bad comes of it (docs/adr/0158).

Only public addresses are reached, and networks that the operator allows. The address that was
checked is the one that is connected to, after each redirect anew, so that a name cannot mean
something else a moment later. Time, size, unpacked size and redirects have limits over the whole.
"""

import http.client
import io
import ipaddress
import socket
import ssl
import time
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from urllib.parse import SplitResult, urljoin, urlsplit

from django.conf import settings
from django.utils.encoding import iri_to_uri

from .errors import DomainError


IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], list[str]]
MayReach = Callable[[IPAddress, int], bool]

MOVED = frozenset({301, 302, 303, 307, 308})
MOVED_FOR_GOOD = frozenset({301, 308})
DEFAULT_PORTS = {"http": 80, "https": 443}
PIECE = 16 * 1024
# A name may have many addresses; who has not answered at three will not at the fourth.
MOST_ADDRESSES = 3
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class Fault(StrEnum):
    """Why nothing came."""

    ADDRESS = "address"  # not an address of the web
    FORBIDDEN = "forbidden"  # not public
    UNKNOWN_HOST = "unknown_host"
    UNREACHABLE = "unreachable"
    CERTIFICATE = "certificate"
    SLOW = "slow"
    LARGE = "large"
    REDIRECTS = "redirects"
    GARBLED = "garbled"


class FetchError(DomainError):
    """Nothing usable came; ``fault`` says why, ``message`` says so to people."""

    def __init__(self, fault: Fault, message: str):
        super().__init__(message)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Limits:
    """``seconds`` and ``redirects`` for the whole, ``size`` in bytes for the body as sent and unpacked."""

    seconds: float = 15.0
    size: int = 2_000_000
    redirects: int = 5


def _resolve(host: str, port: int) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def may_reach(address: IPAddress, port: int) -> bool:
    """Whether the address is public and the port one of the web, or the operator allows its network."""
    for network in settings.FETCH_PRIVATE_NETWORKS:
        if address in ipaddress.ip_network(network):
            return True
    return is_public(address) and (port in (80, 443) or port >= 1024)


def is_public(address: IPAddress) -> bool:
    """False for everything inside a machine or a house, also where IPv6 wraps such an IPv4 address."""
    if address.version == 6:
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
    return address.is_global and not address.is_multicast


@dataclass(frozen=True, slots=True)
class Reach:
    """How names become addresses and which may be connected to; tests bring their own."""

    resolve: Resolve = _resolve
    may_reach: MayReach = may_reach


PUBLIC = Reach()


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer, whatever its status. Header names are in lower case."""

    url: str  # that answered in the end
    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    moved_to: str = ""  # where the address has moved for good, "" where it has not

    @property
    def is_unchanged(self) -> bool:
        """Nothing new since the ``etag`` or ``last_modified`` that were sent along (RFC 9110, 15.4.5)."""
        return self.status == 304

    @property
    def etag(self) -> str:
        return self.headers.get("etag", "")

    @property
    def last_modified(self) -> str:
        return self.headers.get("last-modified", "")

    @property
    def content_type(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


@dataclass(frozen=True, slots=True)
class _Wish:
    method: str
    headers: Mapping[str, str]
    start_only: bool
    size: int


def fetch(
    url: str,
    *,
    method: str = "GET",
    etag: str = "",
    last_modified: str = "",
    accept: str = "*/*",
    start_only: bool = False,
    limits: Limits = Limits(),  # noqa: B008  (frozen)
    reach: Reach = PUBLIC,
) -> Fetched:
    """What answers at an address of the web, redirects followed.

    ``etag`` and ``last_modified`` are those of the last answer, so that an unchanged one comes
    without a body. With ``start_only`` the body is cut after its first kilobyte, for those who only
    want to know whether somebody answers. An answer with any status is an answer; raises FetchError
    where none came, or more than the limits allow.
    """
    headers = {
        "User-Agent": f"Bildungsregion-Portal (+{settings.PORTAL_URL})",
        "Accept": accept,
        "Accept-Encoding": "identity" if start_only else "gzip",
        "Connection": "close",
    }
    conditions = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    headers |= {name: value for name, value in conditions.items() if value}
    if start_only and method == "GET":
        headers["Range"] = "bytes=0-1023"
    size = 1024 if start_only else limits.size
    wish = _Wish(method, headers, start_only, size)
    try:
        return _follow(url, wish, limits, reach)
    except TimeoutError as error:
        raise FetchError(Fault.SLOW, "Die Antwort hat zu lange gedauert.") from error


def _follow(url: str, wish: _Wish, limits: Limits, reach: Reach) -> Fetched:
    deadline = _Deadline(limits.seconds)
    moved_to, for_good = "", True
    for _hop in range(limits.redirects + 1):
        answer = _ask(url, wish, deadline, reach)
        target = answer.headers.get("location", "")
        if answer.status not in MOVED or not target:
            return Fetched(url, answer.status, answer.headers, answer.body, moved_to)
        for_good = for_good and answer.status in MOVED_FOR_GOOD
        url = _joined(url, target)
        moved_to = url if for_good else moved_to
    raise FetchError(Fault.REDIRECTS, "Die Adresse leitet zu oft weiter oder im Kreis.")


def _joined(url: str, target: str) -> str:
    """Where a redirect leads; servers write it as UTF-8 where http.client reads Latin-1."""
    try:
        return urljoin(url, target.encode("latin-1", "replace").decode("utf-8", "replace"))
    except ValueError as error:
        raise FetchError(Fault.GARBLED, "Die Adresse leitet ins Leere weiter.") from error


def _ask(url: str, wish: _Wish, deadline: "_Deadline", reach: Reach) -> Fetched:
    """One request to one address, without following anything."""
    parts, host, port = _taken_apart(url)
    target = iri_to_uri(parts.path or "/") + (f"?{iri_to_uri(parts.query)}" if parts.query else "")
    with _connected(parts.scheme, host, port, deadline, reach) as sock:
        connection = http.client.HTTPConnection(host, port)
        connection.sock = _TimedSocket(sock, deadline)
        try:
            connection.putrequest(wish.method, target, skip_host=True, skip_accept_encoding=True)
            connection.putheader("Host", _host_header(parts.scheme, host, port))
            for name, value in wish.headers.items():
                connection.putheader(name, value)
            connection.endheaders()
            response = connection.getresponse()
            headers = {name.lower(): value for name, value in response.getheaders()}
            moves = response.status in MOVED and "location" in headers
            body = b"" if moves else _body(response, headers, wish)
            return Fetched(url, response.status, headers, body)
        except TimeoutError:
            raise
        except (http.client.HTTPException, zlib.error, ValueError) as error:
            raise FetchError(Fault.GARBLED, "Die Antwort ist nicht lesbar.") from error
        except OSError as error:
            raise FetchError(Fault.UNREACHABLE, "Die Verbindung ist abgebrochen.") from error


def _host_header(scheme: str, host: str, port: int) -> str:
    name = f"[{host}]" if ":" in host else host
    return name if port == DEFAULT_PORTS[scheme] else f"{name}:{port}"


def _taken_apart(url: str) -> tuple[SplitResult, str, int]:
    """The parts of an address, its host as the name service wants it, its port."""
    try:
        parts = urlsplit(url.strip())
        port = parts.port or DEFAULT_PORTS.get(parts.scheme, 0)
        host = (parts.hostname or "").strip(".")
        host = host if host.isascii() else host.encode("idna").decode()
    except ValueError as error:
        raise FetchError(Fault.ADDRESS, "Das ist keine Adresse im Web.") from error
    if parts.scheme not in ("http", "https") or not host or not port or len(host) > 253:
        raise FetchError(Fault.ADDRESS, "Das ist keine Adresse im Web.")
    if parts.username or parts.password or any(char.isspace() for char in host):
        raise FetchError(Fault.ADDRESS, "Die Adresse enthält Zugangsdaten oder Leerzeichen.")
    return parts, host, port


def _connected(scheme: str, host: str, port: int, deadline: "_Deadline", reach: Reach):
    """A socket to one of the host's addresses that may be reached; the name is not asked again."""
    failed: OSError | None = None
    addresses = _addresses(host, port, reach)
    for tried, address in enumerate(addresses):
        patience = deadline.left() / (len(addresses) - tried)
        try:
            sock = socket.create_connection((str(address), port), timeout=patience)
        except OSError as error:
            failed = error
            continue
        return _encrypted(sock, host, deadline) if scheme == "https" else sock
    if isinstance(failed, TimeoutError):
        raise failed
    raise FetchError(Fault.UNREACHABLE, "Unter der Adresse antwortet niemand.") from failed


def _addresses(host: str, port: int, reach: Reach) -> list[IPAddress]:
    try:
        found = [ipaddress.ip_address(name.partition("%")[0]) for name in reach.resolve(host, port)]
    except (OSError, UnicodeError) as error:
        raise FetchError(Fault.UNKNOWN_HOST, "Den Namen der Website gibt es nicht.") from error
    allowed = [address for address in found if reach.may_reach(address, port)]
    if not allowed:
        raise FetchError(Fault.FORBIDDEN, "Die Adresse liegt nicht im öffentlichen Netz.")
    return allowed[:MOST_ADDRESSES]


@cache
def _tls() -> ssl.SSLContext:
    """With the certificates that the system trusts; reading them takes a moment."""
    return ssl.create_default_context()


def _encrypted(sock: socket.socket, host: str, deadline: "_Deadline") -> socket.socket:
    try:
        sock.settimeout(deadline.left())
        return _tls().wrap_socket(sock, server_hostname=host)
    except ssl.SSLCertVerificationError as error:
        sock.close()
        raise FetchError(
            Fault.CERTIFICATE, "Das Zertifikat der Website ist nicht gültig."
        ) from error
    except TimeoutError:
        sock.close()
        raise
    except OSError as error:
        sock.close()
        raise FetchError(Fault.UNREACHABLE, "Die Verbindung ist abgebrochen.") from error


def _body(response: http.client.HTTPResponse, headers: Mapping[str, str], wish: _Wish) -> bytes:
    encoding = headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("identity", "", "gzip", "x-gzip", "deflate"):
        raise FetchError(Fault.GARBLED, "Die Antwort ist auf unbekannte Weise gepackt.")
    unpack = None if encoding in ("identity", "") else zlib.decompressobj(wbits=47)
    body, came = bytearray(), 0
    while piece := response.read(PIECE):
        came += len(piece)
        # One byte more than allowed is enough to know: a bomb is not unpacked any further.
        body += unpack.decompress(piece, wish.size + 1 - len(body)) if unpack else piece
        if max(came, len(body)) > wish.size:
            if wish.start_only:
                break
            raise FetchError(Fault.LARGE, "Die Antwort ist zu groß.")
    if not wish.start_only and (response.length or (unpack and came and not unpack.eof)):
        raise FetchError(Fault.GARBLED, "Die Antwort ist abgebrochen.")
    return bytes(body[: wish.size])


class _Deadline:
    """The end of the whole exchange: who sends a byte a second is not waited for either."""

    def __init__(self, seconds: float):
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds that are left; raises TimeoutError where none are."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError("the whole exchange took too long")
        return left


class _TimedSocket:
    """What http.client needs of a socket; every wait ends with the deadline. Whoever made it closes it."""

    def __init__(self, sock: socket.socket, deadline: _Deadline):
        self._sock, self._deadline = sock, deadline

    def sendall(self, data: bytes) -> None:
        self._sock.settimeout(self._deadline.left())
        self._sock.sendall(data)

    def makefile(self, mode: str) -> io.BufferedReader:
        return io.BufferedReader(_TimedReader(self._sock, self._deadline), PIECE)

    def close(self) -> None:
        """http.client lets go of the socket before the body is read."""


class _TimedReader(io.RawIOBase):
    def __init__(self, sock: socket.socket, deadline: _Deadline):
        self._sock, self._deadline = sock, deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        self._sock.settimeout(self._deadline.left())
        return self._sock.recv_into(buffer)
