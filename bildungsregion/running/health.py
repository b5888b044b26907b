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
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Count, Min
from django.utils import timezone

from bildungsregion.backup import keeping
from bildungsregion.base import rounds
from bildungsregion.base.outbox.models import OutgoingMail
from funding.models import Letter


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


@dataclass(frozen=True, slots=True)
class Check:
    """Called, it gives a finding, whatever ``find`` raises."""

    key: str
    title: str
    find: Callable[[], tuple[bool | None, str]]

    def __call__(self) -> Finding:
        try:
            is_well, says = self.find()
        except Exception as error:  # databases, caches and disks have exceptions of their own
            is_well, says = False, f"Lässt sich nicht prüfen ({_kind(error)})."
        return Finding(self.key, self.title, is_well, says)


def _check(key: str, title: str) -> Callable[..., Check]:
    return lambda find: Check(key, title, find)


@_check("datenbank", "Datenbank")
def database():
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    version = ".".join(map(str, _database_version()))
    return True, f"{connection.display_name} {version} antwortet."


@_check("zwischenspeicher", "Zwischenspeicher")
def shared_cache():
    key, mark = "running:probe", timezone.now().isoformat()
    cache.set(key, mark, 60)
    # Somebody else may have probed in the same moment.
    kept = cache.get(key) is not None
    return kept, "Er antwortet." if kept else "Er behält nichts."


@_check("postausgang", "Postausgang")
def outbox():
    """What is tried again later is the outbox at work: ill is only what nobody takes up."""
    return _of_outbox(OutgoingMail.objects.standing())


@_check("postausgang", "Postausgang")
def mails():
    return _of_mails(OutgoingMail.objects.standing())


def of_mails(standing: dict) -> Finding:
    """The same of what somebody asked already."""
    return Finding(mails.key, mails.title, *_of_mails(standing))


def _of_mails(standing: dict) -> tuple[bool, str]:
    """The outbox, and whether the mail server takes what it sends; without him the portal goes on."""
    if standing["blocked"] > MAIL_MAY_WAIT:
        since = ago(timezone.now() - standing["blocked"])
        return (
            False,
            f"Der Mailserver nimmt seit {since} nichts an. Wartende E-Mails: {standing['failed']}.",
        )
    return _of_outbox(standing)


def _of_outbox(standing: dict) -> tuple[bool, str]:
    if standing["overdue"] > MAIL_MAY_WAIT:
        since = ago(timezone.now() - standing["overdue"])
        says = (
            f"Wartende E-Mails: {standing['waiting']}, überfällig seit {since}. Läuft der Dienst?"
        )
        return False, says
    return True, (
        f"Wartende E-Mails: {standing['waiting']}, davon nach einem Fehlversuch: {standing['failed']}; "
        f"nicht zustellbare: {standing['given_up']}."
    )


@_check("runden", "Runden")
def regular_rounds():
    """What the outbox does every few minutes; also says whether that service lives."""
    last = cache.get(rounds.LAST_RUN)
    if last is None:
        return None, "Seit einem Tag ist keine gelaufen, oder der Zwischenspeicher ist neu."
    return timezone.now() - last < ROUND_MAY_REST, f"Zuletzt vor {ago(last)}."


@_check("eingangsbestaetigungen", "Eingangsbestätigungen")
def receipts():
    """Those of applications that have come, which the outbox makes within seconds."""
    waiting = Letter.objects.waiting().aggregate(number=Count("pk"), oldest=Min("issued_at"))
    if not waiting["number"]:
        return True, "Alle sind geschrieben."
    is_well = timezone.now() - waiting["oldest"] < MAIL_MAY_WAIT
    return is_well, f"Es warten {waiting['number']}, die älteste seit {ago(waiting['oldest'])}."


@_check("platz", "Speicherplatz")
def disk():
    folder = Path(settings.MEDIA_ROOT)
    while not folder.exists():
        folder = folder.parent
    total, _used, free = shutil.disk_usage(folder)
    is_well = free >= min(FREE_BYTES, total * FREE_SHARE)
    return is_well, f"{_size(free)} von {_size(total)} frei, wo die Dateien liegen."


@_check("zertifikat", "Zertifikat")
def certificate():
    """Until when visitors' browsers take the certificate; asked for as a browser does, once an hour."""
    address = urlsplit(settings.PORTAL_URL)
    if address.scheme != "https":
        return None, "PORTAL_URL ist keine https-Adresse."
    key = f"running:certificate:{address.netloc}"
    until = cache.get(key)
    if until is None:
        try:
            until = _certificate_until(address.hostname, address.port or 443)
        except ssl.SSLCertVerificationError as error:
            return False, f"Browser lehnen es ab: {error.verify_message}."
        except OSError as error:
            return None, f"Von hier aus nicht zu sehen ({_kind(error)})."
        cache.set(key, until, CERTIFICATE_KEPT)
    is_well = until - timezone.now() > CERTIFICATE_LEFT
    return is_well, f"Gilt bis {timezone.localtime(until):%d.%m.%Y}."


def _certificate_until(host: str, port: int) -> datetime:
    context = ssl.create_default_context()
    with (
        socket.create_connection((host, port), timeout=CONNECT_SECONDS) as plain,
        context.wrap_socket(plain, server_hostname=host) as secure,
    ):
        seconds = ssl.cert_time_to_seconds(secure.getpeercert()["notAfter"])
    return datetime.fromtimestamp(seconds, UTC)


@_check("sicherung", "Sicherung")
def backup():
    """The age of the newest backup in BACKUP_DIR; one that is being written is none yet."""
    if not settings.BACKUP_DIR:
        return None, "BACKUP_DIR ist nicht gesetzt; ob gesichert wird, weiß das Portal nicht."
    folder = Path(settings.BACKUP_DIR)
    times = [one.stat().st_mtime for one in folder.iterdir() if keeping.NAME.fullmatch(one.name)]
    if not times:
        return False, "Es gibt noch keine."
    newest = datetime.fromtimestamp(max(times), UTC)
    return timezone.now() - newest < BACKUP_MAY_BE, f"Die jüngste entstand vor {ago(newest)}."


@_check("schema", "Tabellen")
def migrations():
    executor = MigrationExecutor(connection)
    lacking = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if lacking:
        return False, f"{lacking} Schritte fehlen: manage.py migrate"
    return True, "Auf dem Stand des Programms."


@lru_cache
def version() -> str:
    """The program's version as pyproject.toml has it."""
    read = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))
    return read["project"]["version"]


@_check("programm", "Programm")
def program():
    says = f"Bildungsregion {version()}, Django {django.get_version()}"
    return True, f"{says}, Region „{settings.REGION}“."


# What the proxy asks for: without it nobody can work.
VITAL: tuple[Check, ...] = (database, shared_cache, outbox)
# What a person has to look at on the start page, beside the mails.
LOUD: tuple[Check, ...] = (disk, backup)
EVERY: tuple[Check, ...] = (
    program,
    database,
    migrations,
    shared_cache,
    mails,
    receipts,
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
