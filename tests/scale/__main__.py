"""`make scale`: builds the whole installation, plays an hour of a bad day in a minute, and counts."""

import os
import secrets
import signal
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack
from pathlib import Path
from time import perf_counter

import psycopg

from tests.with_postgres import cluster

from . import machinery
from .machinery import Missing, Part


PORTALS, WORKERS, READERS, GUESTS_AT_ONCE = 3, 1, 4, 4
# Moments of the play, in seconds: a portal dies and comes back, then the cache.
DIES, LIVES, CACHE_DIES, CACHE_LIVES, ENDS = 10, 22, 30, 42, 52


def main() -> int:
    # Whoever ends it early leaves no servers behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with tempfile.TemporaryDirectory(prefix="bildungsregion-scale-") as name, ExitStack() as stack:
        folder = Path(name)
        try:
            parts = Installation(folder, stack)
        except Missing as missing:
            print(missing, file=sys.stderr)
            return 2
        return parts.play()


class Installation:
    """All parts, started; ended again with the stack."""

    def __init__(self, folder: Path, stack: ExitStack):
        self.folder, self.stack = folder, stack
        for name in machinery.PROGRAMS:
            machinery.program(name)
        self.database = stack.enter_context(cluster())
        pooler, pooled = machinery.pgbouncer(self.database, folder)
        self.cache, cache = machinery.valkey(folder)
        self.s3, self.storage = machinery.storage(folder)
        for part in (pooler, self.cache, self.s3):
            self._start(part)
        env = _settings(folder, pooled, cache) | self.storage
        os.environ |= env
        _manage("migrate", "-v0", DATABASE_URL=self.database, DATABASE_POOLED="false")
        _manage("collectstatic", "-v0", "--no-input")
        self.portals = [machinery.portal(number, env, folder) for number in range(PORTALS)]
        self.nginx = machinery.nginx(self.portals, self.s3, folder)

    def _start(self, part: Part) -> None:
        part.start()
        self.stack.callback(part.stop)

    def play(self) -> int:
        import django  # noqa: PLC0415  (after the surroundings are set)

        django.setup()
        from . import people, report  # noqa: PLC0415  (they need the settings)

        _bucket(self.storage)
        print("Zeilen werden angelegt …", flush=True)
        world = people.make()
        for part in (*self.portals, self.nginx):
            self._start(part)
        readers, writers = self._crowd(world)
        wrong = [*readers.wrong, *writers.wrong, *people.proof(world)]
        wrong += people.files_out(self.nginx.port, world)
        limit = people.limit_of_one_network(self.nginx.port, world)
        if limit != people.LIMIT:
            wrong.append(
                f"Von einem Anschluss kamen {limit} Anmeldungen an, erlaubt sind {people.LIMIT}."
            )
        told = self._windows(readers, writers)
        # Every answer of the whole play was judged when it came; the windows are for the figures.
        wrong += [f"{name}: keine Antwort" for name, row in told.items() if not row["answers"]]
        found = {
            "portals": PORTALS, "workers": WORKERS, "pool": machinery.POOL, "windows": told, "again": writers.again,
            "cache": Path(self.cache.command[0]).name, "limit": limit, "limit_is": people.LIMIT,
            "connections": self.most, "processes": PORTALS * WORKERS, "megabytes": max(self._megabytes()),
        }  # fmt: skip
        report.keep(found, wrong)
        return 1 if wrong else 0

    def _windows(self, readers, writers) -> dict[str, dict]:
        """The figures of each part of the play, by its German name."""
        from .report import figures  # noqa: PLC0415

        spans = {
            "alles läuft (Lesende)": (0, DIES),
            "ein Portal ist tot (Lesende)": (DIES, LIVES),
            "der Zwischenspeicher ist tot (Lesende)": (CACHE_DIES, CACHE_LIVES),
            "alles läuft wieder (Lesende)": (CACHE_LIVES + 2, ENDS),
        }
        told = {
            name: figures(readers.answers, self.began + first, self.began + last)
            for name, (first, last) in spans.items()
        }
        end = self.began + self.took
        return told | {"der ganze Lauf (Schreibende)": figures(writers.answers, self.began, end)}

    def _crowd(self, world):
        """Readers, an editor, applicants, a signer and guests at once, while parts die."""
        from . import crowd, people  # noqa: PLC0415

        port, readers, writers = self.nginx.port, crowd.Told(), crowd.Told()
        pages = people.pages()
        for request, _words in pages * 4 * PORTALS:
            crowd.exchange(port, request)
        addresses = [f"10.1.{n // 250}.{n % 250 + 1}" for n in range(people.GUESTS)]
        forms = people.stamps(port, world.event, addresses)
        time.sleep(3.1)
        self.began, self.most = perf_counter(), 0
        over = lambda: perf_counter() - self.began > ENDS  # noqa: E731
        jobs = [(crowd.reads, (port, pages[n:] + pages[:n], readers, over)) for n in range(READERS)]
        jobs.append((people.edits, (port, readers, over)))
        jobs += [
            (people.applies, (port, chain, writers, 0.8 * ENDS / len(chain)))
            for chain in world.typing
        ]
        jobs.append(
            (people.signs, (port, world.signing[::2], writers, 1.4 * ENDS / len(world.signing)))
        )
        jobs.append(
            (people.signs, (port, world.signing[1::2], writers, 1.4 * ENDS / len(world.signing)))
        )
        shares = [forms[n::GUESTS_AT_ONCE] for n in range(GUESTS_AT_ONCE)]
        jobs += [
            (people.registers, (port, share, writers, 0.8 * ENDS / len(share))) for share in shares
        ]
        jobs += [(self._deaths, ()), (self._counts, (over,))]
        threads = [threading.Thread(target=act, args=args) for act, args in jobs]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.took = perf_counter() - self.began
        return readers, writers

    def _deaths(self) -> None:
        victim = self.portals[0]
        for moment, act, said in (
            (DIES, victim.kill, "Ein Portal wird beendet."),
            (LIVES, victim.start, "Es läuft wieder."),
            (CACHE_DIES, self.cache.kill, "Der Zwischenspeicher wird beendet."),
            (CACHE_LIVES, self.cache.start, "Er läuft wieder."),
        ):
            time.sleep(max(0.0, self.began + moment - perf_counter()))
            print(f"{perf_counter() - self.began:4.0f} s  {said}", flush=True)
            act()

    def _counts(self, over) -> None:
        """The most connections that PostgreSQL has at once, but for this one."""
        asked = """
            SELECT count(*) FROM pg_stat_activity
            WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()
        """
        with psycopg.connect(self.database, autocommit=True) as connection:
            while not over():
                self.most = max(self.most, connection.execute(asked).fetchone()[0])
                time.sleep(0.5)

    def _megabytes(self) -> list[float]:
        found = []
        for part in self.portals:
            parent = part.process.pid
            for child in Path(f"/proc/{parent}/task/{parent}/children").read_text().split():
                lines = Path(f"/proc/{child}/smaps_rollup").read_text().splitlines()
                found += [int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")]
        return found


def _settings(folder: Path, database: str, cache: str) -> dict[str, str]:
    return {
        "DJANGO_SETTINGS_MODULE": "bildungsregion.settings", "DEBUG": "false", "HTTPS": "false",
        "SECRET_KEY": secrets.token_urlsafe(50), "ALLOWED_HOSTS": "127.0.0.1", "PORTAL_URL": "http://127.0.0.1",
        "REGION": "lueneburg", "OFFICE_SECOND_FACTOR": "false", "OFFICE_CONFIRM_MINUTES": "0",
        "VAR_DIR": str(folder / "main"), "STATIC_ROOT": str(folder / "static"), "LOG_FORMAT": "text",
        "LOG_LEVEL": "WARNING", "BEHIND_PROXY": "true", "TRUSTED_PROXY_COUNT": "1", "X_ACCEL_PREFIX": "/geschuetzt/",
        "DATABASE_URL": database, "DATABASE_POOLED": "true", "CACHE_URL": cache, "WEB_WORKERS": str(WORKERS),
    }  # fmt: skip


def _bucket(said: dict[str, str]) -> None:
    """As the operator makes it: private, and empty."""
    from django.core.files.storage import default_storage  # noqa: PLC0415  (needs the settings)

    place = {"LocationConstraint": said["S3_REGION"]}
    default_storage.connection.create_bucket(
        Bucket=machinery.BUCKET, CreateBucketConfiguration=place
    )


def _manage(*words: str, **env: str) -> None:
    subprocess.run(
        [sys.executable, "manage.py", *words], cwd=machinery.ROOT, env=os.environ | env, check=True
    )


if __name__ == "__main__":
    sys.exit(main())
