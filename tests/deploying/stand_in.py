#!/usr/bin/env python3
"""What a folder cannot have, under the names systemctl, systemd-run and certbot: units are started by what stands
in them, certificates are signed by nobody. Copied into a clean Debian by tests/deploying/guide.py."""

import os
import pwd
import subprocess
import sys
import time
from pathlib import Path


UNITS = Path("/etc/systemd/system")
PIDS = Path("/run/stand-in")


def fields(name: str) -> dict[str, str]:
    text = (UNITS / name).read_text()
    return dict(line.split("=", 1) for line in text.splitlines() if line[:1].isalpha())


def environment(file: str) -> dict[str, str]:
    lines = [line.strip() for line in Path(file).read_text().splitlines()]
    said = [line.split("=", 1) for line in lines if line and not line.startswith("#")]
    return {name: value.strip("\"'") for name, value in said}


def process(said: dict[str, str], command: list[str], **more) -> subprocess.Popen:
    person = pwd.getpwnam(said["User"])
    for state in said.get("StateDirectory", "").split():
        folder = Path("/var/lib", state)
        folder.mkdir(exist_ok=True)
        os.chown(folder, person.pw_uid, person.pw_gid)
    return subprocess.Popen(
        command,
        cwd=said["WorkingDirectory"],
        env=os.environ | environment(said["EnvironmentFile"]),
        user=person.pw_uid,
        group=person.pw_gid,
        extra_groups=[],
        umask=int(said.get("UMask", "0022"), 8),
        **more,
    )


def start(unit: str) -> None:
    said = fields(unit)
    once = said["Type"] == "oneshot"
    with Path("/var/log", f"{unit}.log").open("a") as log:
        begun = process(said, said["ExecStart"].split(), stdout=log, stderr=log)
    if once:
        if begun.wait():
            sys.exit(Path("/var/log", f"{unit}.log").read_text()[-2000:])
        return
    PIDS.mkdir(exist_ok=True)
    (PIDS / unit).write_text(str(begun.pid))
    # systemd waits for the word of gunicorn (Type=notify); here the time that it usually takes.
    time.sleep(8)
    if begun.poll() is not None:
        sys.exit(Path("/var/log", f"{unit}.log").read_text()[-2000:])


def stop(unit: str) -> None:
    number = int((PIDS / unit).read_text())
    os.kill(number, 15)
    while Path(f"/proc/{number}").exists() and "Z" not in Path(f"/proc/{number}/stat").read_text():
        time.sleep(0.1)


def systemctl(verb: str, *rest: str) -> None:
    names = [name for name in rest if not name.startswith("--")]
    if names == ["nginx"]:
        pid = Path("/run/nginx.pid")
        running = pid.exists() and pid.read_text().strip()
        subprocess.run(["nginx", *(["-s", "reload"] if running else [])], check=True)
        return
    for unit in [name if "." in name else f"{name}.service" for name in names]:
        if unit.endswith(".timer"):
            assert (UNITS / unit).exists()
        elif verb in ("enable", "start"):
            start(unit)
        elif verb == "reload":
            os.kill(int((PIDS / unit).read_text()), 1)
            time.sleep(8)
        elif verb in ("stop", "restart"):
            stop(unit)
            if verb == "restart":
                start(unit)


def systemd_run(*words: str) -> None:
    rest, said = list(words), {}
    while rest[0].startswith("-"):
        if rest.pop(0) == "-p":
            name, value = rest.pop(0).split("=", 1)
            said[name] = value
    sys.exit(process(said, rest).wait())


def certbot(*words: str) -> None:
    name = words[words.index("-d") + 1]
    folder = Path("/etc/letsencrypt/live", name)
    folder.mkdir(parents=True)
    command = f"openssl req -x509 -newkey rsa:2048 -nodes -days 90 -subj /CN={name} -quiet"
    files = ["-keyout", str(folder / "privkey.pem"), "-out", str(folder / "fullchain.pem")]
    subprocess.run([*command.replace(" -quiet", "").split(), *files], check=True, stderr=-3)


if __name__ == "__main__":
    names = {"systemctl": systemctl, "systemd-run": systemd_run, "certbot": certbot}
    names[Path(sys.argv[0]).name](*sys.argv[1:])
