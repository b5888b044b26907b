"""Carries the Containerfile's steps out as plain scripts in clean folders, and starts compose.yaml's commands there.

    python -m tests.deploying.container

One source of truth: the steps are the lines of the Containerfile, the commands, accounts and settings those of
compose.yaml. Each stage is a clean Debian of its own. PostgreSQL and Valkey, whose images are their makers', are this
machine's (redis-server where it is there).
"""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from tests.deploying import debian
from tests.house import ROOT


FOLDER = ROOT / "deploy" / "container"
VALIDATOR = ROOT / "var" / "deploying" / "validator"
# Holds the schema of the Compose Specification and reads YAML; in an environment of its own.
CHECK_JSONSCHEMA = "check-jsonschema==0.39.0"
AS_JSON = (
    "import json, ruamel.yaml, sys; "
    "json.dump(ruamel.yaml.YAML(typ='safe').load(open(sys.argv[1])), sys.stdout)"
)


def instructions(text: str) -> list[tuple[str, str]]:
    """Name and rest of each line, comments left out."""
    lines = re.sub(r"\\\n\s*", " ", text).splitlines()
    said = [line for line in lines if line.strip() and not line.startswith("#")]
    return [tuple(line.split(None, 1)) for line in said]


def allowed(text: str) -> tuple[list[str], list[str]]:
    """What .dockerignore lets in, and what it takes out again."""
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    assert lines[0] == "*", "everything is left out but what is named"
    return [line[1:] for line in lines if line[0] == "!"], [
        line for line in lines[1:] if line[0] != "!"
    ]


class Build:
    """Stages as machines, by name."""

    def __init__(self, stack: ExitStack):
        self.stack, self.stages = stack, {}
        self.context = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=debian.KEPT)))
        # A temporary folder is its maker's alone, and an image takes over how its folders are kept.
        self.context.chmod(0o755)
        whole = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=debian.KEPT)))
        debian.source(whole)
        for name in allowed((ROOT / ".dockerignore").read_text())[0]:
            copy(whole / name, self.context / name)

    def run(self) -> None:
        for name, rest in instructions((FOLDER / "Containerfile").read_text()):
            if name != "ARG":
                getattr(self, f"do_{name.lower()}")(rest)

    def do_from(self, rest: str) -> None:
        origin, _as, stage = rest.split()
        self.machine = self.stack.enter_context(debian.machine())
        if origin != "${BASE}":
            shutil.rmtree(self.machine.folder)
            subprocess.run(
                ["cp", "-a", self.stages[origin].folder, self.machine.folder], check=True
            )
        self.stages[stage] = self.machine
        self.machine.env, self.machine.user = {}, "0:0"
        self.machine.workdir = self.stages[origin].workdir if origin in self.stages else "/"
        print(f"== Stufe {stage}", flush=True)

    def do_run(self, rest: str) -> None:
        began = time.monotonic()
        self.machine.run(f"cd {self.machine.workdir}\n{rest}\n", env=self.machine.env)
        print(f"   {time.monotonic() - began:4.0f} s  {rest[:90]}", flush=True)

    def do_workdir(self, rest: str) -> None:
        self.machine.workdir = rest
        self.machine.path(rest).mkdir(parents=True, exist_ok=True)

    def do_copy(self, rest: str) -> None:
        words = rest.split()
        origin = self.context
        if words[0].startswith("--from="):
            origin = self.stages[words.pop(0).removeprefix("--from=")].folder
        target = self.machine.path(os.path.join(self.machine.workdir, words[-1]))
        for one in words[:-1]:
            if one == ".":
                copy(origin, target)
            else:
                into_folder = len(words) > 2 or words[-1].endswith("/")
                copy(origin / one.lstrip("/"), target / Path(one).name if into_folder else target)

    def do_env(self, rest: str) -> None:
        self.machine.env |= dict(word.split("=", 1) for word in shlex.split(rest))

    def do_user(self, rest: str) -> None:
        self.machine.user = rest

    def do_cmd(self, rest: str) -> None:
        self.machine.cmd = json.loads(rest)

    def do_expose(self, rest: str) -> None:
        """Says something to people only."""


def copy(origin: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if origin.is_dir():
        shutil.copytree(origin, target, symlinks=True, dirs_exist_ok=True)
    else:
        shutil.copy2(origin, target)


def composition() -> dict:
    """compose.yaml after the schema has taken it, its references resolved."""
    if not (VALIDATOR / "bin" / "check-jsonschema").exists():
        subprocess.run([sys.executable, "-m", "venv", VALIDATOR], check=True)
        pip = [VALIDATOR / "bin" / "pip", "install", "-qq", "--disable-pip-version-check"]
        subprocess.run([*pip, CHECK_JSONSCHEMA], check=True)
    file = FOLDER / "compose.yaml"
    check = [
        VALIDATOR / "bin" / "check-jsonschema",
        "--builtin-schema",
        "vendor.compose-spec",
        file,
    ]
    subprocess.run(check, check=True)
    read = [VALIDATOR / "bin" / "python", "-c", AS_JSON, file]
    return json.loads(subprocess.run(read, check=True, capture_output=True).stdout)


def start(build: Build, services: dict) -> int:
    """What was built, running: in a network and with mounts of its own, all gone in the end."""
    stages = {
        name: {"folder": str(one.folder), "env": one.env, "workdir": one.workdir, "cmd": one.cmd}
        for name, one in build.stages.items()
        if name in ("portal", "proxy")
    }
    with tempfile.NamedTemporaryFile("w", suffix=".json", dir=debian.KEPT) as told:
        json.dump({"stages": stages, "services": services}, told)
        told.flush()
        inner = f"ip link set lo up; mount -t proc proc /proc; exec {sys.executable} -m tests.deploying.together"
        spaces = ["--mount", "--net", "--pid", "--fork", "--kill-child"]
        return subprocess.run(
            ["unshare", *spaces, "sh", "-euc", f"{inner} {told.name}"], cwd=ROOT
        ).returncode


def main() -> None:
    debian.demand("redis-server", "runuser", "openssl")
    whole = composition()
    print("compose.yaml: das Schema der Compose Specification nimmt sie an.", flush=True)
    with ExitStack() as stack:
        debian.base()
        build = Build(stack)
        build.run()
        code = start(build, whole["services"])
    sys.exit(code)


if __name__ == "__main__":
    main()
