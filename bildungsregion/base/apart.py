"""Lets a program of ours look at a file that nobody knows: in a process of its own, within bounds (docs/adr/0020)."""

import json
import subprocess
import sys
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path


# Seconds to start and to answer, beyond the processor time that is among the bounds.
LEEWAY = 2


class TooMuch(Exception):
    """One of its bounds ended the process, or the parser itself broke."""


def answer(
    program: Path, kind: str, content: bytes, bounds: Mapping[str, float]
) -> tuple[dict, bytes]:
    """The first line of what the program writes, as JSON says it, and the bytes after it; raises TooMuch.

    ``bounds`` are told to the program; "seconds" is among them. It sees nothing of our environment.
    """
    try:
        # -I: neither the environment nor the working folder decides what is imported.
        done = subprocess.run(
            [sys.executable, "-I", str(program), kind, json.dumps(bounds)],
            input=content,
            capture_output=True,
            timeout=bounds["seconds"] + LEEWAY,
            env={"LC_ALL": "C.UTF-8"},
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        raise TooMuch from late
    # The first line alone is parsed: what follows it is the file.
    head = BytesIO(done.stdout).readline()
    if done.returncode or not head.endswith(b"\n"):
        raise TooMuch
    return json.loads(head), done.stdout[len(head) :]
