"""Whether the portal is well: each check says in one sentence what it found.

A check never raises; what cannot be known here is neither well nor ill.
"""

import logging
import shutil
import socket
import ssl
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

import django
from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Count, Min, Q
from django.utils import timezone

from bildungsregion.backup import keeping
from bildungsregion.base import rounds
from bildungsregion.base.outbox.models import OutgoingMail


logger = logging.getLogger("bildungsregion.running")

# The outbox sends within seconds; a mail that waits so long says that it stands still.
MAIL_MAY_WAIT = timedelta(minutes=15)
ROUND_MAY_REST = timedelta(minutes=10)
BACKUP_MAY_BE = timedelta(hours=26)
# The least that a disk needs: a share of it, or enough for days of uploads.
FREE_SHARE, FREE_BYTES = 0.1, 2 * 1024**3
CERTIFICATE_LEFT = timedelta(days=14)
CERTIFICATE_KEPT = 3600
CONNECT_SECONDS = 3


@dataclass(frozen=True, slots=True)
class Finding:
    """``is_well`` is None where the machine cannot know; ``says`` is a German sentence for the office."""

    key: str
    title: str
    is_well: bool | None
    says: str


def database() -> Finding:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()
        version = ".".join(map(str, _database_version()))
    except DatabaseError as error:
        return _found("datenbank", "Datenbank", False, f"Sie antwortet nicht ({_kind(error)}).")
    return _found("datenbank", "Datenbank", True, f"{connection.display_name} {version} antwortet.")


def shared_cache() -> Finding:
    key, mark = "running:probe", timezone.now().isoformat()
    try:
        cache.set(key, mark, 60)
        kept = cache.get(key)
    except Exception as error:  # each cache has exceptions of its own
        return _found(
            "zwischenspeicher", "Zwischenspeicher", False, f"Er antwortet nicht ({_kind(error)})."
        )
    # Somebody else may have probed in the same moment.
    says = "Er antwortet." if kept else "Er behält nichts."
    return _found("zwischenspeicher", "Zwischenspeicher", bool(kept), says)


def outbox() -> Finding:
    """One query: since when the oldest mail waits, how many wait, how many were given up."""
    try:
        found = mails()
    except DatabaseError as error:
        return _found("postausgang", "Postausgang", False, f"Nicht lesbar ({_kind(error)}).")
    if found["age"] > MAIL_MAY_WAIT:
        since = ago(timezone.now() - found["age"])
        return _found(
            "postausgang",
            "Postausgang",
            False,
            f"Wartende E-Mails: {found['waiting']}, die älteste seit {since}. Läuft der Dienst?",
        )
    says = f"Wartende E-Mails: {found['waiting']}, nicht zustellbare: {found['given_up']}."
    return _found("postausgang", "Postausgang", True, says)


def mails() -> dict:
    """``age`` (timedelta) of the oldest waiting mail, numbers ``waiting`` and ``given_up``; raises DatabaseError."""
    waits, given_up = Q(given_up_at=None), Q(given_up_at__isnull=False)
    row = OutgoingMail.objects.filter(sent_at=None).aggregate(
        oldest=Min("created_at", filter=waits),
        waiting=Count("pk", filter=waits),
        given_up=Count("pk", filter=given_up),
    )
    age = timezone.now() - row["oldest"] if row["oldest"] else timedelta()
    return row | {"age": age}


def regular_rounds() -> Finding:
    """What the outbox does every few minutes; also says whether that service lives."""
    try:
        last = cache.get(rounds.LAST_RUN)
    except Exception as error:
        return _found("runden", "Runden", None, f"Nicht lesbar ({_kind(error)}).")
    if last is None:
        return _found(
            "runden",
            "Runden",
            None,
            "Seit einem Tag ist keine gelaufen, oder der Zwischenspeicher ist neu.",
        )
    is_well = timezone.now() - last < ROUND_MAY_REST
    says = f"Zuletzt vor {ago(last)}."
    return _found("runden", "Runden", is_well, says)


def disk() -> Finding:
    folder = Path(settings.MEDIA_ROOT)
    while not folder.exists():
        folder = folder.parent
    total, _used, free = shutil.disk_usage(folder)
    is_well = free >= min(FREE_BYTES, total * FREE_SHARE)
    says = f"{_size(free)} von {_size(total)} frei, wo die Dateien liegen."
    return _found("platz", "Speicherplatz", is_well, says)


def certificate() -> Finding:
    """Until when visitors' browsers take the certificate; asked for as a browser does, once an hour."""
    address = urlsplit(settings.PORTAL_URL)
    if address.scheme != "https":
        return _found("zertifikat", "Zertifikat", None, "PORTAL_URL ist keine https-Adresse.")
    key = f"running:certificate:{address.netloc}"
    until = cache.get(key)
    if until is None:
        try:
            until = _certificate_until(address.hostname, address.port or 443)
        except ssl.SSLCertVerificationError as error:
            return _found(
                "zertifikat", "Zertifikat", False, f"Browser lehnen es ab: {error.verify_message}."
            )
        except OSError as error:
            return _found(
                "zertifikat", "Zertifikat", None, f"Von hier aus nicht zu sehen ({_kind(error)})."
            )
        cache.set(key, until, CERTIFICATE_KEPT)
    is_well = until - timezone.now() > CERTIFICATE_LEFT
    return _found(
        "zertifikat", "Zertifikat", is_well, f"Gilt bis {timezone.localtime(until):%d.%m.%Y}."
    )


def _certificate_until(host: str, port: int) -> datetime:
    context = ssl.create_default_context()
    with (
        socket.create_connection((host, port), timeout=CONNECT_SECONDS) as plain,
        context.wrap_socket(plain, server_hostname=host) as secure,
    ):
        seconds = ssl.cert_time_to_seconds(secure.getpeercert()["notAfter"])
    return datetime.fromtimestamp(seconds, UTC)


def backup() -> Finding:
    """The age of the newest backup in BACKUP_DIR; one that is being written is none yet."""
    if not settings.BACKUP_DIR:
        return _found(
            "sicherung",
            "Sicherung",
            None,
            "BACKUP_DIR ist nicht gesetzt; ob gesichert wird, weiß das Portal nicht.",
        )
    try:
        times = [
            one.stat().st_mtime
            for one in Path(settings.BACKUP_DIR).iterdir()
            if keeping.NAME.fullmatch(one.name)
        ]
    except OSError as error:
        return _found(
            "sicherung", "Sicherung", False, f"Der Ordner ist nicht lesbar ({_kind(error)})."
        )
    if not times:
        return _found("sicherung", "Sicherung", False, "Es gibt noch keine.")
    newest = datetime.fromtimestamp(max(times), UTC)
    is_well = timezone.now() - newest < BACKUP_MAY_BE
    return _found("sicherung", "Sicherung", is_well, f"Die jüngste entstand vor {ago(newest)}.")


def migrations() -> Finding:
    executor = MigrationExecutor(connection)
    lacking = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    says = (
        f"{lacking} Schritte fehlen: manage.py migrate"
        if lacking
        else "Auf dem Stand des Programms."
    )
    return _found("schema", "Tabellen", not lacking, says)


@lru_cache
def version() -> str:
    """The program's version as pyproject.toml has it."""
    read = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))
    return read["project"]["version"]


def program() -> Finding:
    says = f"Bildungsregion {version()}, Django {django.get_version()}"
    return _found("programm", "Programm", True, f"{says}, Region „{settings.REGION}“.")


Check = Callable[[], Finding]
# What the proxy asks for: without it nobody can work.
VITAL: tuple[Check, ...] = (database, shared_cache, outbox)
# What a person has to look at, beside the outbox; without a query, for the start page.
LOUD: tuple[Check, ...] = (disk, backup)
EVERY: tuple[Check, ...] = (
    program,
    database,
    migrations,
    shared_cache,
    outbox,
    regular_rounds,
    disk,
    backup,
    certificate,
)


def is_alive() -> bool:
    return all(finding.is_well for finding in look(VITAL))


def look(checks: tuple[Check, ...]) -> Iterator[Finding]:
    """What these checks find; the reasons of what is ill go to the log."""
    for check in checks:
        finding = check()
        if finding.is_well is False:
            logger.warning("%s is not well", finding.key)
        yield finding


def _found(key: str, title: str, is_well: bool | None, says: str) -> Finding:
    return Finding(key, title, is_well, says)


def _database_version() -> tuple:
    if connection.vendor == "sqlite":
        return connection.Database.sqlite_version_info
    return connection.get_database_version()


def _kind(error: Exception) -> str:
    """Never its text, which may hold addresses of servers or names."""
    return type(error).__name__


def ago(moment: datetime) -> str:
    """How long ago, as it stands after „seit“ and „vor“."""
    minutes = max(0, int((timezone.now() - moment).total_seconds() // 60))
    for size, one, many in ((1440, "einem Tag", "Tagen"), (60, "einer Stunde", "Stunden")):
        if minutes >= size:
            return one if minutes < 2 * size else f"{minutes // size} {many}"
    return "einer Minute" if minutes == 1 else f"{minutes} Minuten"


def _size(count: int) -> str:
    return f"{count / 1024**3:.1f} GB".replace(".", ",")
