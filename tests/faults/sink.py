"""A mail server that takes mails, or does what mail servers do on bad days."""

import socketserver
import threading
import time
from collections import Counter
from email import message_from_bytes

from tests.with_postgres import free_port


class Sink:
    """``mode``: "take", "451" (not now) or "drop" (the line breaks after DATA); ``pause``: seconds until it answers."""

    def __init__(self):
        self.port = free_port()
        self.mode, self.pause = "take", 0.0
        self.came: list[str] = []
        self.arrived = threading.Event()
        self.server: socketserver.ThreadingTCPServer | None = None

    def __enter__(self) -> "Sink":
        self.open()
        return self

    def __exit__(self, *_) -> None:
        self.shut()

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def open(self) -> None:
        sink = self

        class Session(_Session):
            house = sink

        self.server = _Server(("127.0.0.1", self.port), Session)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def shut(self) -> None:
        """Down: nobody listens any more."""
        if self.server:
            self.server.shutdown()
            self.server.server_close()
            self.server = None

    def copies(self) -> Counter:
        """Message-ID → how often a mail of it has come."""
        return Counter(self.came)


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


class _Session(socketserver.StreamRequestHandler):
    """As much of RFC 5321 as a client needs that only sends."""

    house: Sink

    def handle(self) -> None:
        self.say("220 sink")
        for line in iter(self.rfile.readline, b""):
            verb = line[:4].upper().strip()
            if verb == b"QUIT":
                return self.say("221 bye")
            if verb == b"DATA":
                if not self.take():
                    return None
            else:
                self.say("250 ok")
        return None

    def take(self) -> bool:
        """Read a mail and answer as the mode says; False when the line is to break."""
        self.say("354 go on")
        lines = iter(self.rfile.readline, b".\r\n")
        mail = message_from_bytes(b"".join(lines))
        mode = self.house.mode
        if mode != "451":
            self.house.came.append(mail["Message-ID"])
        self.house.arrived.set()
        time.sleep(self.house.pause)
        if mode == "drop":
            return False
        self.say("451 try again later" if mode == "451" else "250 taken")
        return True

    def say(self, line: str) -> None:
        try:
            self.wfile.write(line.encode() + b"\r\n")
        except OSError:
            # Whoever sent is gone; what came has come.
            return
