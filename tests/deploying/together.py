"""Starts the services of compose.yaml in the folders that container.py made; called by it, in a network of its own.

Each runs as its account, sees a root that it cannot write to, finds its secrets as files and the others by their names.
"""

import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

from tests.deploying import debian, large_upload
from tests.with_postgres import cluster


HOST = "bildungsregion.example"
SITE = f"https://{HOST}:8443"
SETTINGS = f"""ALLOWED_HOSTS={HOST}
PORTAL_URL=https://{HOST}
CSRF_TRUSTED_ORIGINS=https://{HOST}
REGION=lueneburg
OPERATOR_EMAILS=betrieb@{HOST}
WEB_WORKERS=2"""
NAMES = f"127.0.0.1 localhost database cache web {HOST}\n"


def mount(*words) -> None:
    subprocess.run(["mount", *map(str, words)], check=True)


def secrets(folder: Path, database: str) -> None:
    """As an operator makes them; readable by the accounts of the containers only."""
    said = {
        "secret_key": os.urandom(48).hex(),
        "database_url": database,
        "database_password": "not asked for here",
        "email_url": "smtp://127.0.0.1:2525",
    }
    for name, value in said.items():
        (folder / name).write_text(value)
    files = "-keyout certificate_key -out certificate"
    command = f"openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN={HOST} {files}"
    subprocess.run(command.split(), cwd=folder, check=True, capture_output=True)
    for name in said:
        shutil.chown(folder / name, 10001, 10001)
    for name in ("certificate", "certificate_key"):
        shutil.chown(folder / name, 10002, 10001)
    for file in folder.iterdir():
        file.chmod(0o400)


class Composition:
    def __init__(self, stages: dict, services: dict, folder: Path):
        self.stages, self.services, self.folder = stages, services, folder
        self.started: dict[str, subprocess.Popen] = {}
        self.settings = dict(line.split("=", 1) for line in SETTINGS.splitlines())

    def mount_roots(self) -> None:
        """Volumes, secrets and folders in memory as compose.yaml names them; all else cannot be written to."""
        hosts = self.folder / "hosts"
        hosts.write_text(NAMES)
        roots = {name: Path(stage["folder"]) for name, stage in self.stages.items()}
        volumes = {
            "files": roots["portal"] / "var/lib/bildungsregion",
            "backups": roots["portal"] / "var/lib/bildungsregion-backup",
            "passing": roots["portal"] / "var/lib/bildungsregion-passing",
            "passing-proxy": roots["proxy"] / "var/lib/bildungsregion-proxy",
        }
        for name, volume in volumes.items():
            kept = self.folder / name
            subprocess.run(["cp", "-a", volume, kept], check=True)
        for name, service in (("portal", "web"), ("proxy", "proxy")):
            root = roots[name]
            volumes_here = [one.split(":") for one in self.services[service]["volumes"]]
            (root / "run/secrets").mkdir(parents=True, exist_ok=True)
            for origin, inside, *_mode in volumes_here:
                (root / inside.lstrip("/")).mkdir(parents=True, exist_ok=True)
                (self.folder / Path(origin).name).mkdir(exist_ok=True)
            mount("--bind", root, root)
            mount("-t", "proc", "proc", root / "proc")
            mount("--rbind", "/dev", root / "dev")
            (root / "etc/hosts").touch()
            mount("--bind", hosts, root / "etc/hosts")
            mount("--bind", self.folder / "secrets", root / "run/secrets")
            for memory in self.services[service]["tmpfs"]:
                place, _colon, options = memory.partition(":")
                (root / place.lstrip("/")).mkdir(parents=True, exist_ok=True)
                mount("-t", "tmpfs", "tmpfs", root / place.lstrip("/"), "-o", options)
            mount("-o", "remount,ro,bind", root)
            for origin, inside, *mode in volumes_here:
                target = root / inside.lstrip("/")
                mount("--bind", self.folder / Path(origin).name, target)
                if mode == ["ro"]:
                    mount("-o", "remount,ro,bind", target)

    def words(self, name: str, command: list[str]) -> list[str]:
        """The command as the service's account with the service's settings, nothing from outside."""
        service, stage = self.services[name], self.stage(name)
        said = debian.ENVIRONMENT | stage["env"] | service["environment"]
        if "env_file" in service:
            said |= self.settings
        if name == "proxy":
            said["PORTAL_HOST"] = HOST
        env = ["env", "-i", f"--chdir={stage['workdir']}", *(f"{k}={v}" for k, v in said.items())]
        return ["chroot", f"--userspec={service['user']}", stage["folder"], *env, *command]

    def stage(self, name: str) -> dict:
        return self.stages["proxy" if name == "proxy" else "portal"]

    def command(self, name: str) -> list[str]:
        return self.services[name].get("command", self.stage(name)["cmd"])

    def run(self, name: str, command: list[str] | None = None) -> str:
        done = subprocess.run(
            self.words(name, command or self.command(name)), capture_output=True, text=True
        )
        if done.returncode:
            sys.exit(
                f"{name} {shlex.join(command or self.command(name))}: {done.stdout}{done.stderr}"[
                    -3000:
                ]
            )
        return done.stdout

    def start(self, name: str) -> None:
        with (self.folder / f"{name}.log").open("a") as log:
            # As an engine does with what it reads: nginx opens /dev/stdout by its name.
            os.fchown(log.fileno(), *map(int, self.services[name]["user"].split(":")))
            words = self.words(name, self.command(name))
            self.started[name] = subprocess.Popen(words, stdout=log, stderr=log)

    def wait_until_well(self, name: str) -> float:
        """Seconds until the service's own health check is content."""
        test = self.services[name]["healthcheck"]["test"]
        began = time.monotonic()
        while subprocess.run(self.words(name, test[1:]), capture_output=True).returncode:
            if time.monotonic() - began > 120 or self.started[name].poll() is not None:
                sys.exit((self.folder / f"{name}.log").read_text()[-3000:])
            time.sleep(0.5)
        return time.monotonic() - began

    def stop_all(self) -> dict[str, int]:
        """How each ended after SIGTERM."""
        for process in self.started.values():
            process.terminate()
        return {name: process.wait(120) for name, process in self.started.items()}


@contextmanager
def cache():
    """This machine's redis-server in the place of Valkey, at the address that compose.yaml gives it."""
    command = [
        "redis-server",
        "--port",
        "6379",
        "--save",
        "",
        "--appendonly",
        "no",
        "--daemonize",
        "no",
    ]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait(20)


def prove(made: Composition) -> None:
    made.run("tables")
    print("tables: Tabellen und Rollen sind da", flush=True)
    print(made.run("web", ["python", "manage.py", "load_region", "lueneburg"]).splitlines()[-1])
    for name in ("web", "outbox", "timer", "proxy"):
        made.start(name)
    for name in ("web", "proxy"):
        print(f"{name}: gesund nach {made.wait_until_well(name):.0f} s", flush=True)
    ask_proxy(made)
    pass_through(made)
    for name in ("web", "proxy"):
        told = made.run(name, ["sh", "-c", "id -u; touch /probe 2>&1 || true"])
        print(f"{name}: Konto {' – '.join(told.split(chr(10))).strip(' –')}")
        assert "Read-only" in told
    folder = "/var/lib/bildungsregion-backup"
    backup = made.run("web", ["python", "manage.py", "backup", "--into", folder])
    print(backup.strip().splitlines()[-1])
    for name, process in made.started.items():
        assert process.poll() is None, f"{name} ended by itself"
    ended = made.stop_all()
    print(f"beendet mit: {ended}")
    assert set(ended.values()) <= {0, -15}, ended


def ask_proxy(made: Composition) -> None:
    """Home page, the way to TLS and a compressed file, as somebody outside gets them."""
    ask = ["curl", "--insecure", "--silent", "--show-error", "--output", "/dev/null", "--write-out"]
    home = made.run("proxy", [*ask, "%{http_code} %{content_type} %{size_download}", f"{SITE}/"])
    led = made.run("proxy", [*ask, "%{http_code} %{redirect_url}", f"http://{HOST}:8080/akteure/"])
    page = made.run("proxy", ["curl", "--insecure", "--silent", f"{SITE}/"])
    sheet = next(part for part in page.split('"') if part.endswith(".css"))
    accepts = ["--header", "Accept-Encoding: br"]
    css = made.run(
        "proxy", [*ask, "%{http_code} %header{content-encoding}", *accepts, f"{SITE}{sheet}"]
    )
    print(f"Startseite: {home}; ohne TLS: {led}; Stylesheet: {css}")
    assert home.startswith("200 text/html"), home
    assert led == f"301 https://{HOST}/akteure/", led
    assert css == "200 br", css


def pass_through(made: Composition) -> None:
    """A video, which waits on the volumes for what is on its way and leaves nothing there."""
    asked = ["python", "manage.py", "shell", "--no-imports", "--command", large_upload.PERSON]
    person = made.run("web", asked)
    print(f"Video: {large_upload.send_and_fetch(SITE, made.folder, person)}", flush=True)
    volumes = [made.folder / name for name in ("passing", "passing-proxy")]
    left = [path.name for volume in volumes for path in volume.rglob("*") if path.is_file()]
    assert left == []


def main(told: str) -> None:
    said = json.loads(Path(told).read_text())
    with tempfile.TemporaryDirectory(dir=debian.KEPT) as name, cluster() as url, cache():
        folder = Path(name)
        (folder / "secrets").mkdir()
        secrets(folder / "secrets", url)
        made = Composition(said["stages"], said["services"], folder)
        made.mount_roots()
        try:
            prove(made)
        finally:
            for process in made.started.values():
                process.kill()


if __name__ == "__main__":
    main(sys.argv[1])
