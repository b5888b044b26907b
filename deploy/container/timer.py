"""The timers of deploy/systemd where there is no systemd: runs their commands when they are due.

    python deploy/container/timer.py

A timer that fell due while nothing ran is caught up with at the start, as systemd does; the very first start waits for
the next hour of each. The same command never runs twice at once. SIGTERM lets what runs come to its end.
"""

import logging
import os
import re
import shlex
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo


ROOT = Path(__file__).resolve().parents[2]
UNITS = ROOT / "deploy" / "systemd"
BERLIN = ZoneInfo("Europe/Berlin")
# The two ways in which our timers say when: every hour, or every day.
WHEN = re.compile(
    r"(?m)^OnCalendar=\*-\*-\* (?P<hour>\*|\d\d):(?P<minute>\d\d):00( Europe/Berlin)?$"
)
COMMAND = re.compile(r"(?m)^ExecStart=\S+/python (?P<command>manage\.py .+)$")
logger = logging.getLogger("timer")


@dataclass(frozen=True)
class Timer:
    name: str
    hour: int | None
    minute: int
    command: tuple[str, ...]

    def last_due(self, now: datetime) -> datetime:
        """The latest moment not after ``now`` (aware) at which it was due; days are those of Berlin."""
        if self.hour is None:
            due = now.astimezone(UTC).replace(minute=self.minute, second=0, microsecond=0)
            return due if due <= now else due - timedelta(hours=1)
        due = now.astimezone(BERLIN).replace(
            hour=self.hour, minute=self.minute, second=0, microsecond=0, fold=0
        )
        return (due if due <= now else due - timedelta(days=1)).astimezone(UTC)


def read(folder: Path = UNITS) -> list[Timer]:
    """The timers of the folder; raises ValueError where a unit says it in a way that is not known here."""
    found = []
    for file in sorted(folder.glob("*.timer")):
        when = WHEN.search(file.read_text(encoding="utf-8"))
        command = COMMAND.search(file.with_suffix(".service").read_text(encoding="utf-8"))
        if not when or not command:
            raise ValueError(
                f"{file.name} says neither every hour nor every day, or starts no command"
            )
        hour = None if when["hour"] == "*" else int(when["hour"])
        found.append(
            Timer(file.stem, hour, int(when["minute"]), tuple(shlex.split(command["command"])))
        )
    return found


class Clock:
    """Starts what is due; ``stamps`` is the folder that remembers when each was last begun."""

    def __init__(self, timers: list[Timer], stamps: Path, environment: Mapping[str, str]):
        self.timers, self.stamps, self.environment = timers, stamps, environment
        self.running: dict[str, subprocess.Popen] = {}
        stamps.mkdir(parents=True, exist_ok=True)

    def look(self, now: datetime) -> list[str]:
        """Names of the timers that were begun."""
        self._reap()
        return [
            timer.name
            for timer in self.timers
            if self._is_due(timer, now) and self._begin(timer, now)
        ]

    def _is_due(self, timer: Timer, now: datetime) -> bool:
        stamp = self.stamps / timer.name
        if not stamp.exists():
            self._remember(timer, now)
        return datetime.fromtimestamp(stamp.stat().st_mtime, UTC) < timer.last_due(now)

    def _remember(self, timer: Timer, now: datetime) -> None:
        stamp = self.stamps / timer.name
        stamp.touch()
        os.utime(stamp, (now.timestamp(), now.timestamp()))

    def _begin(self, timer: Timer, now: datetime) -> bool:
        if timer.name in self.running:
            return False
        self._remember(timer, now)
        logger.info("%s begins", timer.name)
        command = [sys.executable, *timer.command]
        self.running[timer.name] = subprocess.Popen(command, cwd=ROOT, env=self.environment)
        return True

    def _reap(self) -> None:
        for name, process in list(self.running.items()):
            if process.poll() is not None:
                del self.running[name]
                level = logging.ERROR if process.returncode else logging.INFO
                logger.log(level, "%s ended with %d", name, process.returncode)

    def finish(self) -> None:
        """Wait for what runs."""
        for process in self.running.values():
            process.wait()
        self._reap()


def main() -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s timer %(message)s")
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    var = Path(os.environ.get("VAR_DIR", "/var/lib/bildungsregion"))
    clock = Clock(read(), var / "timer", os.environ)
    logger.info("waits for %s", ", ".join(timer.name for timer in clock.timers))
    while not stop.is_set():
        clock.look(datetime.now(UTC))
        stop.wait(20)
    clock.finish()


if __name__ == "__main__":
    main()
