"""Where files are kept: none is opened before the scanner has called it clean, once there is a scanner.

What the portal wrote itself (a letter) is an OwnFile and waits for nobody. A file in which something is found leaves
the folder of the files for that of the quarantine; who sent it and the office read so.
"""

import hashlib
import logging
import posixpath
import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bildungsregion.base.journal.acting import acting_account
from bildungsregion.base.models import Region
from bildungsregion.base.outbox import queue_mail

from . import clamd
from .models import HeldFile


logger = logging.getLogger("bildungsregion.scanning")

EICAR = b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE"
# So long nobody on a page waits for a scanner that has just not answered.
AWAY, AWAY_SECONDS = "scanning:away", 60
# The office hears of the same file once a day, however often somebody sends it.
TOLD_SECONDS = 24 * 60 * 60
A_ROUND = 100
QUARANTINE_DAYS = 30


class NotCleanError(Exception):
    """The file may not be opened: it waits for the scanner, or something was found in it."""


class OwnFile(ContentFile):
    """Content that the portal made itself of its own texts."""


class Scanned:
    """Mixed into a storage: every file that is stored is looked at, and what is held is not opened."""

    def _save(self, name, content):
        name = super()._save(name, content)
        if clamd.is_on() and not isinstance(content, OwnFile):
            _examine(self, name)
        return name

    def _open(self, name, mode="rb"):
        if clamd.is_on() and HeldFile.objects.filter(name=name).exists():
            raise NotCleanError(name)
        return super()._open(name, mode)

    def delete(self, name):
        super().delete(name)
        if clamd.is_on():
            HeldFile.objects.filter(name=name).delete()
            _quarantined(self.place_of(name)).unlink(missing_ok=True)

    def is_name_available(self, name, max_length=None):
        """What is shut away keeps its name, so that another file is not held back for it."""
        is_free = super().is_name_available(name, max_length=max_length)
        return is_free and not (clamd.is_on() and HeldFile.objects.filter(name=name).exists())

    def opened_for_scanner(self, name: str) -> BinaryIO:
        """The file, whether it is held or not; raises FileNotFoundError."""
        return super()._open(name, "rb")

    def place_of(self, name: str) -> str:
        """What no other file of the installation is called."""
        return name

    def names(self, folder: str = "") -> Iterator[str]:
        """Every stored file; none of a folder that is not there."""
        try:
            folders, files = self.listdir(folder)
        except FileNotFoundError:
            return
        for file in sorted(files):
            yield posixpath.join(folder, file)
        for below in sorted(folders):
            yield from self.names(posixpath.join(folder, below))

    def moved_to(self, target: Path, name: str) -> None:
        """Take the file out of the storage, into the quarantine; raises FileNotFoundError."""
        with self.opened_for_scanner(name) as file, target.open("wb") as out:
            shutil.copyfileobj(file, out)
        super().delete(name)


class ScannedStorage(Scanned, FileSystemStorage):
    """Files in the folder of one machine."""

    def place_of(self, name):
        return self.path(name)

    def moved_to(self, target, name):
        # Not a rename: the quarantine may lie on another disk.
        shutil.move(self.path(name), target)


def refuse_empty_or_infected(content: bytes) -> None:
    """What holds for every uploaded file, whatever it is; raises ValidationError with a German sentence.

    A scanner that does not answer refuses nothing here: the file is stored and waits.
    """
    if not content:
        raise ValidationError(
            _("Diese Datei ist leer. Bitte wählen Sie die Datei noch einmal aus."), code="empty"
        )
    is_test = EICAR in content
    found = "" if is_test else _asked(content)
    if found:
        _tell_office_of_refusal(content, found)
    if found or is_test:
        raise ValidationError(
            _("In dieser Datei wurde ein Schadprogramm gefunden. Bitte prüfen Sie Ihr Gerät."),
            code="virus",
        )


def _asked(content: bytes) -> str:
    """What the scanner finds; "" also where it is off or does not answer."""
    if not clamd.is_on() or cache.get(AWAY):
        return ""
    try:
        return clamd.found_in(ContentFile(content).file)
    except clamd.NoAnswer as error:
        _note_away(error)
        return ""


def _note_away(error: clamd.NoAnswer) -> None:
    logger.warning("the scanner gave no answer: %s", error)
    if isinstance(error, clamd.Unreachable):
        cache.set(AWAY, 1, AWAY_SECONDS)


def _examine(storage: Scanned, name: str) -> None:
    """Right after it was stored: the row that holds the file back belongs to the caller's transaction."""
    held = HeldFile(name=name, sender_id=acting_account())
    if cache.get(AWAY):
        held.save()
        return
    try:
        with storage.opened_for_scanner(name) as file:
            found = clamd.found_in(file)
    except clamd.NoAnswer as error:
        _note_away(error)
        held.attempts, held.last_error = 1, str(error)
        held.save()
    else:
        if found:
            held.save()
            _shut_away(storage, held, found)


def examine_waiting() -> int:
    """Ask again about the files that wait; how many were decided. Safe to run twice at once."""
    if not clamd.is_on():
        return 0
    decided = 0
    for held in HeldFile.objects.waiting().order_by("attempts", "pk")[:A_ROUND]:
        try:
            decided += _examine_again(held)
        except clamd.NoAnswer as error:
            held.attempts, held.last_error = held.attempts + 1, str(error)
            held.save(update_fields=["attempts", "last_error"])
            if isinstance(error, clamd.Unreachable):
                break
    if decided:
        cache.delete(AWAY)
    return decided


def _examine_again(held: HeldFile) -> bool:
    storage = default_storage
    try:
        file = storage.opened_for_scanner(held.name)
    except FileNotFoundError:
        # Its owner is gone, or was never written.
        held.delete()
        return True
    with file:
        found = clamd.found_in(file, seconds=clamd.ROUND_SECONDS)
    with transaction.atomic():
        row = HeldFile.objects.waiting().select_for_update(no_key=True).filter(pk=held.pk).first()
        if row is None:
            return False
        if found:
            _shut_away(storage, row, found)
        else:
            row.delete()
    return True


def examine_all() -> tuple[int, int]:
    """Look at every stored file, as when a scanner was set up later: (files seen, files shut away).

    Raises clamd.NoAnswer at the first one that could not be looked at.
    """
    seen = shut = 0
    for name in default_storage.names():
        with default_storage.opened_for_scanner(name) as file:
            found = clamd.found_in(file, seconds=clamd.ROUND_SECONDS)
        seen += 1
        if found:
            with transaction.atomic():
                held, _is_new = HeldFile.objects.get_or_create(
                    name=name, defaults={"created_at": default_storage.get_modified_time(name)}
                )
                _shut_away(default_storage, held, found)
            shut += 1
    return seen, shut


def _shut_away(storage: Scanned, held: HeldFile, found: str) -> None:
    held.state, held.found, held.found_at = HeldFile.State.FOUND, found, timezone.now()
    held.save()
    logger.error("a stored file holds %s and was shut away", found)
    transaction.on_commit(lambda: _to_quarantine(storage, held.name))
    day = f"{timezone.localtime(held.created_at):%d.%m.%Y}"
    sentence = (
        f"In einer Datei, die am {day} ins Portal hochgeladen wurde, hat der Virenscanner ein Schadprogramm gefunden "
        f"({found}). "
    )
    if held.reader:
        _write(
            held.reader.email,
            f"Guten Tag,\n\n{sentence}Die Datei ist gesperrt, niemand kann sie öffnen. Bitte prüfen Sie Ihr Gerät und "
            "laden Sie die Datei danach noch einmal hoch.\n",
        )
    _write(
        _office(),
        f"{sentence}Sie ist gesperrt. Welche es ist, steht in der Verwaltung unter „Zurückgehaltene Dateien“.\n",
    )


def _to_quarantine(storage: Scanned, name: str) -> None:
    target = _quarantined(storage.place_of(name))
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        storage.moved_to(target, name)
    except FileNotFoundError:
        logger.warning("a file to be shut away was not there any more")


def _quarantined(place: str) -> Path:
    return Path(settings.QUARANTINE_ROOT) / hashlib.sha256(place.encode()).hexdigest()


def empty_quarantine(today: date) -> int:
    """Files in which something was found QUARANTINE_DAYS ago, and their rows, go for good; how many."""
    oldest = today - timedelta(days=QUARANTINE_DAYS)
    old = HeldFile.objects.filter(state=HeldFile.State.FOUND, found_at__date__lt=oldest)
    gone = 0
    for held in old:
        _quarantined(default_storage.place_of(held.name)).unlink(missing_ok=True)
        held.delete()
        gone += 1
    return gone


def _tell_office_of_refusal(content: bytes, found: str) -> None:
    """Only of what a scanner found: the test virus, for which none is asked, is somebody's try."""
    digest = hashlib.sha256(content).hexdigest()
    if cache.add(f"scanning:told:{digest}", 1, TOLD_SECONDS):
        _write(
            _office(),
            f"Eine Datei wurde beim Hochladen abgelehnt: Der Virenscanner hat darin ein Schadprogramm gefunden "
            f"({found}). Gespeichert wurde nichts.\n",
        )


def _office() -> str:
    found = Region.objects.first()
    return found.office_email if found else ""


def _write(to: str, body: str) -> None:
    if to:
        queue_mail(to=[to], subject="Schadprogramm gefunden", body=body, purpose="virus")
