"""Lets a program of ours look at a file that nobody knows: in a process of its own, within bounds (docs/adr/0020).

A program with a function ``warm`` is kept loaded by a process beside this one, which copies itself for each file
(docs/adr/0366).
"""

import atexit
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

from .apart_keeper import LENGTH


# Seconds to start and to answer, beyond the processor time that is among the bounds.
LEEWAY = 2
KEEPER = Path(__file__).with_name("apart_keeper.py")
ENVIRONMENT = {"LC_ALL": "C.UTF-8"}


class TooMuch(Exception):
    """One of its bounds ended the process, or the parser itself broke."""


class _Gone(Exception):
    """There is no keeper any more; nothing is known of the file."""


class _Keeper:
    """The process that keeps a program loaded; it ends when this one does."""

    def __init__(self, program: Path):
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        command = [sys.executable, "-I", str(KEEPER), str(program), str(theirs.fileno())]
        with theirs:
            self.process = subprocess.Popen(
                command, env=ENVIRONMENT, pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            )  # fmt: skip

    def answer(self, arguments: list[str], content: bytes, seconds: float) -> bytes:
        """What the program writes; raises TooMuch, and _Gone where the keeper itself has ended."""
        line, theirs = socket.socketpair()
        deadline = time.monotonic() + seconds
        with line:
            with theirs:
                message = json.dumps([round(seconds), *arguments]).encode()
                try:
                    socket.send_fds(self.control, [message], [theirs.fileno()])
                except OSError as error:
                    raise _Gone from error
            try:
                line.settimeout(seconds)
                line.sendall(content)
                line.shutdown(socket.SHUT_WR)
                return _whole(line, deadline)
            except OSError as error:
                if self.process.poll() is not None:
                    raise _Gone from error
                raise TooMuch from error

    def end(self) -> None:
        self.control.close()
        self.process.kill()
        self.process.wait()


def _whole(line: socket.socket, deadline: float) -> bytes:
    """What comes through the line after its length. Raises OSError where less comes, or too late."""
    found = bytearray()
    while True:
        line.settimeout(max(0.01, deadline - time.monotonic()))
        piece = line.recv(1_048_576)
        if not piece:
            break
        found += piece
    if len(found) < LENGTH or len(found) - LENGTH != int.from_bytes(found[:LENGTH], "big"):
        raise ConnectionError("the program did not come to its end")
    return bytes(found[LENGTH:])


# By the process that started them and by program: a copy of this process has its own.
_keepers: dict[tuple[int, Path], _Keeper] = {}
_lock = threading.Lock()


@atexit.register
def _end_all() -> None:
    for (starter, _program), keeper in _keepers.items():
        if starter == os.getpid():
            keeper.end()


def answer(
    program: Path, kind: str, content: bytes, bounds: Mapping[str, float], *, is_kept: bool = False
) -> tuple[dict, bytes]:
    """The first line of what the program writes, as JSON says it, and the bytes after it; raises TooMuch.

    ``bounds`` are told to the program; "seconds" is among them. It sees nothing of our environment. ``is_kept``: it has
    a function ``warm`` that loads what it needs, and stays loaded.
    """
    arguments, seconds = [kind, json.dumps(bounds)], bounds["seconds"] + LEEWAY
    if is_kept:
        written = _kept_answer(program, arguments, content, seconds)
    else:
        written = _own_answer(program, arguments, content, seconds)
    # The first line alone is parsed: what follows it is the file.
    head = BytesIO(written).readline()
    if not head.endswith(b"\n"):
        raise TooMuch
    return json.loads(head), written[len(head) :]


def _kept_answer(program: Path, arguments: list[str], content: bytes, seconds: float) -> bytes:
    place = os.getpid(), program
    with _lock:
        if place not in _keepers:
            _keepers[place] = _Keeper(program)
        keeper = _keepers[place]
    try:
        return keeper.answer(arguments, content, seconds)
    except _Gone:
        # Ended from outside, as all processes of a service are: the file is looked at nevertheless.
        with _lock:
            if _keepers.get(place) is keeper:
                _keepers.pop(place).end()
        return _own_answer(program, arguments, content, seconds)


def _own_answer(program: Path, arguments: list[str], content: bytes, seconds: float) -> bytes:
    try:
        # -I: neither the environment nor the working folder decides what is imported.
        done = subprocess.run(
            [sys.executable, "-I", str(program), *arguments],
            input=content,
            capture_output=True,
            timeout=seconds,
            env=ENVIRONMENT,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        raise TooMuch from late
    if done.returncode:
        raise TooMuch
    return done.stdout
