"""Asking ClamAV: the INSTREAM command of clamd, by a socket of the machine or over the network of the house."""

import socket
import struct
import time
from typing import BinaryIO

from django.conf import settings


PIECE = 64 * 1024
# A page that somebody waits for, and a round that nobody sees.
SECONDS, ROUND_SECONDS = 10.0, 60.0
LONGEST_ANSWER = 4096


class NoAnswer(Exception):
    """The scanner did not look at the file; whether it is clean nobody knows."""


class Unreachable(NoAnswer):
    """Nobody answers there: the next file would fare no better."""


def is_on() -> bool:
    return bool(settings.CLAMD_SOCKET)


def found_in(file: BinaryIO, *, seconds: float = SECONDS) -> str:
    """What the scanner calls it, "" for a clean file. ``seconds`` are for all of it.

    Raises NoAnswer where it is away, slow or at fault: then the file is not to be shown.
    """
    end = time.monotonic() + seconds
    try:
        with _connected(end) as sock:
            sent = _send(sock, file, end)
            answer = _answer(sock, end)
    except OSError as error:
        raise Unreachable(f"{type(error).__name__}: {error}"[:200]) from error
    return _verdict(answer, sent)


def _left(end: float) -> float:
    left = end - time.monotonic()
    if left <= 0:
        raise TimeoutError("the scanner took too long")
    return left


def _connected(end: float) -> socket.socket:
    place = settings.CLAMD_SOCKET
    if place.startswith("/"):
        sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        sock.settimeout(_left(end))
        try:
            sock.connect(place)
        except OSError:
            sock.close()
            raise
        return sock
    host, _colon, port = place.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=_left(end))


def _send(sock: socket.socket, file: BinaryIO, end: float) -> bool:
    """False where the scanner closed before it had all; it says why in its answer."""
    try:
        sock.sendall(b"zINSTREAM\0")
        while piece := file.read(PIECE):
            sock.settimeout(_left(end))
            sock.sendall(struct.pack(">I", len(piece)) + piece)
        sock.sendall(struct.pack(">I", 0))
    except (BrokenPipeError, ConnectionResetError):
        return False
    return True


def _answer(sock: socket.socket, end: float) -> str:
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < LONGEST_ANSWER:
        sock.settimeout(_left(end))
        if not (piece := sock.recv(LONGEST_ANSWER)):
            break
        answer += piece
    return answer.rstrip(b"\0\n").decode("utf-8", "replace")


def _verdict(answer: str, sent: bool) -> str:
    """Only these two words count, and „clean" only of a file that the scanner has had whole."""
    told = answer.removeprefix("stream: ")
    if told.endswith(" FOUND"):
        return told.removesuffix(" FOUND")[:200] or "?"
    if told == "OK" and sent:
        return ""
    raise NoAnswer(told[:200] or "no answer")
