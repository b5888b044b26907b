"""A clamd of a few lines, on a socket of this machine: says what a test tells it to."""

import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager


class FakeClamd:
    """Finds ``bad`` in what is sent; or answers with ``says``, after ``waits`` seconds. ``seen`` keeps the contents."""

    def __init__(self):
        self.bad, self.says, self.waits = b"SCHADPROGRAMM", "", 0.0
        self.seen: list[bytes] = []
        self.listener = socket.create_server(("127.0.0.1", 0))

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self.listener.getsockname()[1]}"

    def serve(self) -> None:
        while True:
            try:
                sock, _address = self.listener.accept()
            except OSError:
                return
            with sock, sock.makefile("rwb") as stream:
                self._answer(stream)

    def _answer(self, stream) -> None:
        assert stream.read(10) == b"zINSTREAM\0"
        content = b""
        while size := struct.unpack(">I", stream.read(4))[0]:
            content += stream.read(size)
        self.seen.append(content)
        time.sleep(self.waits)
        found = "Test.Schad FOUND" if self.bad in content else "OK"
        try:
            stream.write((self.says or f"stream: {found}").encode() + b"\0")
            stream.flush()
        except OSError:
            self.says = "nobody waits any more"


@contextmanager
def running() -> Iterator[FakeClamd]:
    clamd = FakeClamd()
    thread = threading.Thread(target=clamd.serve, daemon=True)
    thread.start()
    try:
        yield clamd
    finally:
        # A listener in accept() is woken by a shutdown, not by closing it alone.
        clamd.listener.shutdown(socket.SHUT_RDWR)
        clamd.listener.close()
        thread.join(timeout=5)
