"""Runs a command beside a PostgreSQL that is made for it and thrown away after it.

    python tests/with_postgres.py [--durable] COMMAND ...

The command finds it by DATABASE_URL. PostgreSQL refuses to run as root: then user postgres runs it. --durable: what is
committed waits for the disk, as in production, for whoever measures how long writing takes.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


def programs() -> Path:
    """The folder of the newest PostgreSQL server programs; exits with a sentence where none is."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3])
    )
    if found:
        return found[-1].parent
    if on_path := shutil.which("initdb"):
        return Path(on_path).resolve().parent
    sys.exit("PostgreSQL fehlt auf diesem Rechner. Unter Debian: apt-get install postgresql")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Cluster:
    """A PostgreSQL in a temporary folder, not started yet; ``url`` is its DATABASE_URL.

    Nothing of it outlives the run, so nothing has to reach the disk unless ``options``, more settings of the server,
    say so.
    """

    def __init__(self, options: str = ""):
        self.folder = Path(tempfile.mkdtemp(prefix="bildungsregion-pg-"))
        self.port = free_port()
        self.url = f"postgres://portal@127.0.0.1:{self.port}/postgres"
        self.options = (
            f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 -c fsync=off {options}"
        )
        self.as_owner = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        if self.as_owner:
            shutil.chown(self.folder, "postgres")
        self.run("initdb", "--username", "portal", "--auth", "trust", "--encoding", "UTF8",
                 "--locale", "C.UTF-8", "--no-sync")  # fmt: skip

    def start(self) -> None:
        log = str(self.folder / "log")
        self.run("pg_ctl", "--silent", "--wait", "--log", log, "-o", self.options, "start")

    def remove(self) -> None:
        # Where it is dead already there is nothing to stop.
        with suppress(subprocess.CalledProcessError):
            self.run("pg_ctl", "--silent", "--mode", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def run(self, program: str, *arguments: str) -> None:
        command = [*self.as_owner, str(programs() / program), "--pgdata", f"{self.folder}/data"]
        subprocess.run(
            [*command, *arguments], check=True, stdout=subprocess.DEVNULL, cwd=self.folder
        )


HASTY = "-c full_page_writes=off -c synchronous_commit=off"
DURABLE = "-c fsync=on"


@contextmanager
def cluster(options: str = HASTY) -> Iterator[str]:
    """A running cluster; gives its address as a DATABASE_URL."""
    server = Cluster(options)
    try:
        server.start()
        yield server.url
    finally:
        server.remove()


def main(command: list[str]) -> int:
    is_durable = command[:1] == ["--durable"]
    command = command[is_durable:]
    if not command:
        sys.exit(__doc__)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with cluster(DURABLE if is_durable else HASTY) as url:
        return subprocess.run(command, env=os.environ | {"DATABASE_URL": url}).returncode


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
