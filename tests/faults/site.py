"""The portal as an operator has it: gunicorn with deploy/gunicorn.conf.py, and the outbox as a service."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.house import ROOT
from tests.serving import gunicorn
from tests.with_postgres import free_port

from .doors import Door


# Seconds until the portal is back on a quiet machine; and those after which nobody waits any longer.
BACK_WITHIN, START_WITHIN = 10, 90


class Site:
    """One running portal; ``around`` is what stands before its command (a folder of its own, say)."""

    def __init__(
        self,
        folder: Path,
        *,
        application: str = "bildungsregion.wsgi",
        around: tuple[str, ...] = (),
        **surroundings: str,
    ):
        self.folder, self.application, self.around = folder, application, around
        self.port = free_port()
        self.door = Door(self.port)
        self.environment = os.environ | {"BIND": f"127.0.0.1:{self.port}"} | surroundings
        self.server: subprocess.Popen | None = None
        self.outbox: subprocess.Popen | None = None

    def __enter__(self) -> "Site":
        try:
            self.start()
        except TimeoutError:
            self.server.terminate()
            raise
        return self

    def __exit__(self, *_) -> None:
        self.stop_outbox()
        self.server.terminate()
        self.server.wait(45)

    def start(self) -> float:
        """Begin to serve; seconds until the first page came."""
        self.server = self._run([*self.around, *gunicorn(self.application)])
        return self.wait()

    def start_outbox(self) -> None:
        self.outbox = self._run([sys.executable, "manage.py", "outbox"])

    def stop_outbox(self) -> None:
        if self.outbox:
            self.outbox.terminate()
            self.outbox.wait(90)
            self.outbox = None

    def kill_outbox(self) -> None:
        self.outbox.kill()
        self.outbox.wait()
        self.outbox = None

    def workers(self) -> list[int]:
        children = Path(f"/proc/{self.server.pid}/task/{self.server.pid}/children")
        return [int(pid) for pid in children.read_text().split()]

    def kill_workers(self) -> None:
        for pid in self.workers():
            os.kill(pid, signal.SIGKILL)

    def kill(self) -> None:
        """Master and workers; the master first, so that it starts no new ones."""
        workers = self.workers()
        self.server.kill()
        for pid in workers:
            os.kill(pid, signal.SIGKILL)
        self.server.wait()

    def reload(self) -> None:
        """As `systemctl reload` does."""
        self.server.send_signal(signal.SIGHUP)

    def wait(self, within: float = START_WITHIN) -> float:
        """Seconds until a page that asks the database answers again; raises TimeoutError after ``within``."""
        began = time.monotonic()
        while time.monotonic() - began < within:
            try:
                if self.door.ask("GET", "/akteure/").status == 200:
                    return time.monotonic() - began
            except OSError:
                pass
            time.sleep(0.1)
        raise TimeoutError(f"nach {within} s keine Seite; {self._last_words()}")

    def _run(self, command: list[str]) -> subprocess.Popen:
        with (self.folder / "portal.log").open("a") as log:
            return subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=log, stderr=log)

    def _last_words(self) -> str:
        return (self.folder / "portal.log").read_text()[-300:]
