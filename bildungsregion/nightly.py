"""Nightly tasks that belong to no single app, and the run itself.

Every task stands for itself: what fails in one is written down and told, and the others still run.
"""

import logging
from datetime import date, timedelta
from time import monotonic

from django.conf import settings
from django.core.management import call_command
from django.utils import timezone
from django.utils.module_loading import autodiscover_modules

from .base import misses, nightly, orphans, region
from .base.errors import DomainError
from .base.journal.acting import acting
from .base.models import HeldFile, OutgoingMail, Region
from .base.nightly import Task, Trouble
from .base.outbox import queue_mail
from .base.scanning import clamd, files
from .base.subscriptions import actions as subscriptions
from .duties import actions as duties
from .finding import index, words
from .models import Night
from .running import health


logger = logging.getLogger("bildungsregion.nightly")

# Nobody takes up a mail for so long only when the outbox does not run.
MAIL_MAY_WAIT = timedelta(hours=2)
FILE_MAY_WAIT = timedelta(hours=2)
# A run that has not ended after so long was killed; the next one may begin.
LONGEST = timedelta(hours=3)
KEPT_DAYS = 60
UNEXPECTED = "Unerwarteter Fehler ({}). Näheres steht im Protokoll des Dienstes."


class AlreadyRunningError(DomainError):
    pass


@nightly.register("postausgang", "Postausgang", order=80)
def outbox(today: date) -> str:
    """Whether mails leave the house; the outbox itself is a service of its own."""
    mails = OutgoingMail.objects.standing()
    if mails["overdue"] > MAIL_MAY_WAIT:
        hours = int(mails["overdue"].total_seconds() // 3600)
        raise Trouble(
            f"Eine E-Mail ist seit {hours} Stunden überfällig. Läuft der Dienst für den Postausgang?"
        )
    if mails["blocked"] > MAIL_MAY_WAIT:
        since = health.ago(timezone.now() - mails["blocked"])
        raise Trouble(f"Der Mailserver nimmt seit {since} keine E-Mail an.")
    if mails["failed"]:
        return f"E-Mails, die noch nicht angekommen sind und wieder versucht werden: {mails['failed']}."
    return "Keine E-Mail ist liegen geblieben."


@nightly.register("betrieb", "Betrieb", order=82)
def installation(today: date) -> str:
    """Disk, backup and certificate, while there is time; the outbox has a task of its own."""
    found = list(health.look((health.disk, health.backup, health.certificate)))
    ill = [f"{finding.title}: {finding.says}" for finding in found if finding.is_well is False]
    if ill:
        raise Trouble(" ".join(ill))
    return " ".join(f"{one.title}: {one.says}" for one in found if one.is_well) or "Nichts bekannt."


@nightly.register("sitzungen", "Abgelaufene Sitzungen", order=90)
def sessions(today: date) -> str:
    call_command("clearsessions")
    return "Abgelaufene Sitzungen sind gelöscht."


@nightly.register("virenpruefung", "Prüfung auf Schadprogramme", order=85)
def scanning(today: date) -> str:
    """Whether uploaded files are let through; what was shut away long ago goes for good."""
    files.empty_quarantine(today)
    if not clamd.is_on():
        return "Es ist kein Virenscanner eingerichtet."
    files.examine_waiting()
    waiting = HeldFile.objects.oldest_waiting()
    if waiting > FILE_MAY_WAIT:
        hours = int(waiting.total_seconds() // 3600)
        raise Trouble(
            f"Hochgeladene Dateien warten seit {hours} Stunden auf die Prüfung. Läuft der Virenscanner?"
        )
    return "Keine Datei wartet lange auf die Prüfung."


@nightly.register("dateien", "Dateien ohne Eintrag", order=88)
def files_without_row(today: date) -> str:
    """What a process left behind that died while it stored something."""
    try:
        return f"{orphans.sweep(timezone.now())} Dateien gelöscht, zu denen kein Eintrag gehört."
    except orphans.TooManyError as many:
        raise Trouble(
            f"{many.number} von {many.total} Dateien gehören zu keinem Eintrag; gelöscht ist nichts. Passen Datenbank "
            "und Dateien zusammen (docs/backup.md)?"
        ) from many


@nightly.register("suchen", "Suchen ohne Treffer", order=95)
def searches(today: date) -> str:
    return f"{misses.forget_old(today)} alte Suchwörter gelöscht."


@nightly.register("suche", "Suche über alles", order=92)
def search_index(today: date) -> str:
    """Whether the search knows what the rows say; the database keeps it by itself, so usually it does."""
    changed = index.refresh()
    known = words.rebuild()
    return f"{changed} Einträge berichtigt, {known} Wörter für „Meinten Sie“ gezählt."


@nightly.register("meldungen", "Meldungen, Auskunft und Löschung", order=64)
def reports(today: date) -> str:
    return f"{duties.forget(today=today)} alte Meldungen und Anliegen anonymisiert."


@nightly.register("abos", "Abos", order=65)
def tell_subscribers(today: date) -> str:
    """What the lists show now, and a mail to everybody whose week or month has begun."""
    now = timezone.now()
    found = subscriptions.look_at_lists(now=now)
    told = subscriptions.tell_due(now=now)
    gone = subscriptions.forget(today=today)
    report = (
        f"{found} Einträge neu oder geändert, {told.mails} E-Mails geschrieben, {told.quiet} Abos ohne Neues, "
        f"{told.ended} beendet, {gone} unbestätigte gelöscht."
    )
    if told.waiting:
        report += f" {told.waiting} warten auf die nächste Nacht."
    if told.failed:
        raise Trouble(f"{told.failed} Abos ließen sich nicht bedienen. {report}")
    return report


def run(only: str = "") -> Night:
    """Every task once (or the one of this slug), in order; the row says how it went.

    Raises AlreadyRunningError while another run is under way, DomainError for an unknown task.
    """
    autodiscover_modules("nightly")
    chosen = [task for task in nightly.tasks() if only in ("", task.slug)]
    if not chosen:
        known = ", ".join(task.slug for task in nightly.tasks())
        raise DomainError(f"Die Aufgabe „{only}“ gibt es nicht. Bekannt sind: {known}.")
    now = timezone.now()
    if Night.objects.filter(finished=None, began__gt=now - LONGEST).exists():
        raise AlreadyRunningError("Ein Nachtlauf ist gerade unterwegs.")
    night = Night.objects.create(began=now)
    for task in chosen:
        night.results.append(_result(task))
        night.save()
    night.finished = timezone.now()
    night.save()
    Night.objects.filter(began__lt=now - timedelta(days=KEPT_DAYS)).delete()
    if night.troubles:
        _tell(night)
    return night


def _result(task: Task) -> dict:
    """One task, and whatever it raises, as a row: slug, title, ok, report, seconds."""
    began, ok = monotonic(), True
    try:
        with acting(origin=f"Nachtlauf: {task.title}"):
            report = task.run(timezone.localdate())
    except Trouble as trouble:
        ok, report = False, str(trouble)
    except DomainError as error:
        ok, report = False, error.message
    except Exception as error:  # one task must not stop the others, whatever it does
        logger.exception("nightly task %s failed", task.slug)
        ok, report = False, UNEXPECTED.format(type(error).__name__)
    seconds = round(monotonic() - began, 1)
    return {
        "slug": task.slug, "title": task.title, "ok": ok, "report": report, "seconds": seconds,
    }  # fmt: skip


def _tell(night: Night) -> None:
    """One mail to the office and to who runs the installation."""
    try:
        office = [region.current().office_email]
    except Region.DoesNotExist:
        office = []
    to = [address for address in [*office, *(mail for _, mail in settings.ADMINS)] if address]
    if not to:
        return
    lines = [f"- {row['title']}: {row['report']}" for row in night.troubles]
    queue_mail(
        to=list(dict.fromkeys(to)),
        subject="Nachtlauf: Bitte nachsehen",
        body="Guten Tag,\n\nim Nachtlauf hat nicht alles geklappt:\n\n" + "\n".join(lines)
        + "\n\nAlles Übrige ist durchgelaufen. Der Stand steht auf der Startseite der Verwaltung.\n",
        purpose="nightly",
    )  # fmt: skip
