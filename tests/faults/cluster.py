"""A PostgreSQL of our own that can be killed and comes back; it keeps what it has promised."""

import os
import signal
import time
from contextlib import suppress
from pathlib import Path

from tests import with_postgres


class Cluster(with_postgres.Cluster):
    """The machine itself stays on, so nothing has to reach the disk; a commit has to reach the log all the same."""

    def __init__(self):
        super().__init__()
        self.start()

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


def _runs(pid: int) -> bool:
    """A dead one whose parent has not asked for it yet runs no more."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except FileNotFoundError:
        return False
