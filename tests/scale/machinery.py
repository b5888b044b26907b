"""The parts of an installation on several machines, each a process that can be killed: all below one folder."""

import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import time
from contextlib import suppress
from pathlib import Path

from tests.serving import gunicorn
from tests.with_postgres import free_port


ROOT = Path(__file__).resolve().parents[2]
NGINX = ROOT / "deploy" / "nginx"
MOTO = ROOT / "var" / "scale" / "moto" / "bin" / "moto_server"
BUCKET = "bildungsregion"
START_WITHIN = 90
# Connections that PgBouncer keeps to PostgreSQL, whatever number of processes there is.
POOL = 6
PROGRAMS = {
    "nginx": "nginx",
    "pgbouncer": "pgbouncer",
    "valkey-server": "valkey-server (oder redis-server)",
    "runuser": "util-linux",
}


class Missing(Exception):
    """A program that this needs is not there; the argument is a German sentence."""


def program(name: str) -> str:
    """Where it is; Valkey may be Redis. Raises Missing."""
    names = ("valkey-server", "redis-server") if name == "valkey-server" else (name,)
    for one in names:
        if found := shutil.which(one) or shutil.which(one, path="/usr/sbin:/usr/bin"):
            return found
    raise Missing(f"{name} fehlt. Unter Debian: apt-get install {PROGRAMS.get(name, name)}")


def as_nobody_special() -> list[str]:
    """PgBouncer refuses to run as root."""
    return [program("runuser"), "-u", "postgres", "--"] if os.geteuid() == 0 else []


class Part:
    """One process: it starts, is killed without a word, and starts again at the same port."""

    def __init__(
        self, name: str, command: list, *, port: int, folder: Path, env: dict | None = None
    ):
        self.name, self.command, self.port = name, [str(word) for word in command], port
        self.folder, self.env, self.process = folder, env or {}, None

    def start(self) -> None:
        log = (self.folder / f"{self.name}.log").open("ab")
        with log:
            # A group of its own, so that its workers are killed with it.
            self.process = subprocess.Popen(
                self.command, cwd=ROOT, env=os.environ | self.env, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip
        end = time.monotonic() + START_WITHIN
        while time.monotonic() < end and self.process.poll() is None:
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return
            time.sleep(0.1)
        said = (self.folder / f"{self.name}.log").read_text(errors="replace")[-2000:]
        raise RuntimeError(f"{self.name} did not start: {said}")

    def kill(self) -> None:
        """As when its machine loses power."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        if self.process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, how)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(20)
        self.process = None


def pgbouncer(database: str, folder: Path) -> tuple[Part, str]:
    """In transaction mode before this database; the part, and the address it gives."""
    port = free_port()
    target = re.fullmatch(r"postgres://(\w+)@([\d.]+):(\d+)/(\w+)", database)
    user, host, at, name = target.groups()
    own = folder / "pgbouncer"
    own.mkdir()
    (own / "pgbouncer.ini").write_text(
        f"[databases]\n{name} = host={host} port={at} dbname={name} user={user}\n[pgbouncer]\n"
        f"listen_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\nauth_type = any\n"
        f"pool_mode = transaction\ndefault_pool_size = {POOL}\nmax_client_conn = 300\n"
        "server_reset_query =\nlog_connections = 0\nlog_disconnections = 0\nstats_users = portal\n"
    )
    command = [program("pgbouncer"), own / "pgbouncer.ini"]
    if os.geteuid() == 0:
        for path in (folder, own, own / "pgbouncer.ini"):
            path.chmod(0o755 if path.is_dir() else 0o644)
        command = [*as_nobody_special(), *command]
    return Part(
        "pgbouncer", command, port=port, folder=folder
    ), f"postgres://{user}@127.0.0.1:{port}/{name}"


def valkey(folder: Path) -> tuple[Part, str]:
    port, password = free_port(), secrets.token_urlsafe(16)
    command = [
        program("valkey-server"), "--port", port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no",
        "--dir", folder, "--requirepass", password, "--maxmemory", "64mb", "--maxmemory-policy", "volatile-ttl",
    ]  # fmt: skip
    address = f"rediscache://:{password}@127.0.0.1:{port}/0"
    return Part("valkey", command, port=port, folder=folder), address


def storage(folder: Path) -> tuple[Part, dict[str, str]]:
    """Stands in for storage that speaks S3; the part, and the portal's settings for it."""
    if not MOTO.exists():
        raise Missing(
            "Der Platzhalter für S3 fehlt. Bitte mit „make scale“ aufrufen, das richtet ihn ein."
        )
    port = free_port()
    said = {
        "S3_BUCKET": BUCKET, "S3_ENDPOINT": f"http://127.0.0.1:{port}", "S3_REGION": "eu-central-1",
        "S3_ACCESS_KEY": "portal", "S3_SECRET_KEY": secrets.token_urlsafe(16),
    }  # fmt: skip
    return Part("s3", [MOTO, "-H", "127.0.0.1", "-p", port], port=port, folder=folder), said


def portal(number: int, env: dict[str, str], folder: Path) -> Part:
    """gunicorn as in deploy/systemd, as if on a machine of its own."""
    port, own = free_port(), folder / f"portal-{number}"
    own.mkdir()
    said = env | {"BIND": f"127.0.0.1:{port}", "VAR_DIR": str(own)}
    return Part(f"portal-{number}", gunicorn(), port=port, folder=folder, env=said)


def private_files(port: int) -> str:
    """deploy/nginx/private-files-s3.conf for a stand-in that speaks without TLS."""
    text = (NGINX / "private-files-s3.conf").read_text(encoding="utf-8")
    text = text.replace("https://s3.kreis.example", f"http://127.0.0.1:{port}")
    text = text.replace("s3.kreis.example", f"127.0.0.1:{port}")
    return re.sub(r"(?m)^\s+proxy_ssl_.*\n", "", text)


def nginx(portals: list[Part], s3: Part, folder: Path) -> Part:
    """Before all of them, with the files of deploy/nginx; it believes what clients say of their address."""
    port, own = free_port(), folder / "nginx"
    own.mkdir()
    (own / "private.conf").write_text(private_files(s3.port), encoding="utf-8")
    servers = "".join(
        f"server 127.0.0.1:{part.port} max_fails=1 fail_timeout=2s;\n" for part in portals
    )
    temporary = "".join(
        f"{kind}_temp_path {own}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;" if os.geteuid() == 0 else ""
    (own / "nginx.conf").write_text(
        f"daemon off; pid {own}/pid; error_log {own}/error.log warn; {user}\n"
        "worker_processes 1; events { worker_connections 2048; }\n"
        f"http {{ access_log off; client_max_body_size 30m;\n{temporary}"
        f"upstream bildungsregion {{ {servers} keepalive 16; }}\n"
        f"server {{ listen 127.0.0.1:{port};\n"
        "set_real_ip_from 127.0.0.1; real_ip_header X-Tried-From;\n"
        f"include {own}/private.conf;\n"
        f"location / {{ include {NGINX}/proxy.conf; }} }} }}\n",
        encoding="utf-8",
    )
    return Part("nginx", [program("nginx"), "-c", own / "nginx.conf"], port=port, folder=folder)
