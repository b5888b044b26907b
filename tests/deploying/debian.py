"""A clean Debian in a folder, entered by chroot; what runs in it may have a network of its own.

Made once by debootstrap and kept as var/deploying/debian.tar. Needs root, because only root may do that.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.house import ROOT


SUITE = "bookworm"
KEPT = ROOT / "var" / "deploying"
BASE = KEPT / "debian.tar"
# Whom this machine trusts, the clean one trusts too.
OWN_CERTIFICATES = Path("/usr/local/share/ca-certificates")
TRUST = "/etc/ssl/certs/ca-certificates.crt"
ENVIRONMENT = {
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "HOME": "/root",
    "LANG": "C.UTF-8",
    "DEBIAN_FRONTEND": "noninteractive",
    "PIP_CERT": TRUST,
    "NODE_EXTRA_CA_CERTS": TRUST,
}
# Mounts are gone with the process; without a network of the machine there is one of its own.
ENTER = """set -eu
mount -t proc proc "$0/proc"; mount --rbind /dev "$0/dev"; mkdir -p "$0/run"; mount -t tmpfs tmpfs "$0/run"
if [ "$1" = alone ]; then ip link set lo up; fi
exec chroot "$0" /bin/bash -eu /script
"""


def demand(*programs: str) -> None:
    """Ends with a sentence where something is missing."""
    if os.geteuid():
        sys.exit("Das braucht root: ein sauberes Debian wird in einem Ordner betreten.")
    if missing := [name for name in programs if not shutil.which(name)]:
        sys.exit(f"Es fehlt: {', '.join(missing)}. Bitte als Paket installieren.")


def base() -> Path:
    demand("debootstrap", "unshare", "ip")
    if not BASE.exists():
        print("Ein sauberes Debian wird geholt …", flush=True)
        KEPT.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=KEPT) as folder:
            quiet = subprocess.DEVNULL
            command = ["debootstrap", "--variant=minbase", SUITE, folder]
            subprocess.run(command, check=True, stdout=quiet)
            part = BASE.with_suffix(".part")
            subprocess.run(["tar", "-C", folder, "-cf", part, "."], check=True)
            part.rename(BASE)
    return BASE


class Machine:
    """The folder that stands for a machine."""

    def __init__(self, folder: Path):
        self.folder = folder

    def path(self, inside: str) -> Path:
        return self.folder / inside.lstrip("/")

    def command(self, script: str, *, alone: bool = False) -> list[str]:
        """What runs the script in it; ``alone`` means a network and processes of its own, all gone in the end."""
        self.path("/script").write_text(script)
        spaces = ["--net", "--pid", "--fork", "--kill-child"] if alone else []
        how = "alone" if alone else "together"
        return ["unshare", "--mount", *spaces, "sh", "-c", ENTER, str(self.folder), how]

    def run(self, script: str, *, env: dict[str, str] | None = None, alone: bool = False) -> None:
        done = subprocess.run(self.command(script, alone=alone), env=ENVIRONMENT | (env or {}))
        if done.returncode:
            sys.exit(f"Das ging nicht: {script[:400]}")


@contextmanager
def machine() -> Iterator[Machine]:
    archive = base()
    folder = Path(tempfile.mkdtemp(prefix="machine-", dir=KEPT))
    try:
        subprocess.run(["tar", "-C", folder, "-xf", archive], check=True)
        shutil.copy("/etc/resolv.conf", folder / "etc" / "resolv.conf")
        trusted = folder / str(OWN_CERTIFICATES).lstrip("/")
        if OWN_CERTIFICATES.is_dir():
            shutil.copytree(OWN_CERTIFICATES, trusted, dirs_exist_ok=True)
        yield Machine(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def source(into: Path) -> None:
    """The committed state of the project, as a folder."""
    into.mkdir(parents=True, exist_ok=True)
    archive = subprocess.run(["git", "archive", "HEAD"], cwd=ROOT, check=True, capture_output=True)
    subprocess.run(["tar", "-C", into, "-x"], input=archive.stdout, check=True)
