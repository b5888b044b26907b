"""A PostgreSQL of our own that can be killed and comes back; it keeps what it has promised."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from tests.with_postgres import free_port, programs


class Cluster:
    """In a temporary folder; ``url`` is its DATABASE_URL."""

    def __init__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="bildungsregion-faults-pg-"))
        self.port = free_port()
        self.url = f"postgres://portal@127.0.0.1:{self.port}/postgres"
        self.as_owner = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        if self.as_owner:
            shutil.chown(self.folder, "postgres")
        self._run("initdb", "--username", "portal", "--auth", "trust", "--encoding", "UTF8",
                  "--locale", "C.UTF-8", "--no-sync")  # fmt: skip
        self.start()

    def start(self) -> None:
        # The machine itself stays on, so nothing has to reach the disk; a commit has to reach the log all the same.
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        log = str(self.folder / "log")
        self._run("pg_ctl", "--silent", "--wait", "--log", log, "-o", options, "start")

    def kill(self) -> None:
        """kill -9 of all its processes, whatever they are doing."""
        server = int((self.folder / "data" / "postmaster.pid").read_text().split()[0])
        # Held first, so that it starts no further process while the others are counted.
        os.kill(server, signal.SIGSTOP)
        children = Path(f"/proc/{server}/task/{server}/children").read_text().split()
        pids = (*map(int, children), server)
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        while any(_runs(pid) for pid in pids):
            time.sleep(0.02)
        # Until somebody has asked for the dead one, a new one would take it for alive by these.
        (self.folder / "data" / "postmaster.pid").unlink()
        (self.folder / f".s.PGSQL.{self.port}.lock").unlink()

    def remove(self) -> None:
        # Where it is dead already there is nothing to stop.
        with suppress(subprocess.CalledProcessError):
            self._run("pg_ctl", "--silent", "--mode", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, program: str, *arguments: str) -> None:
        command = [*self.as_owner, str(programs() / program), "--pgdata", f"{self.folder}/data"]
        subprocess.run(
            [*command, *arguments], check=True, stdout=subprocess.DEVNULL, cwd=self.folder
        )


def _runs(pid: int) -> bool:
    """A dead one whose parent has not asked for it yet runs no more."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except FileNotFoundError:
        return False
