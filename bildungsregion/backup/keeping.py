"""Which backups of a folder stay: one of each of the last days, and one of each of the last weeks."""

import re
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from django.utils import timezone

from .errors import BackupError


NAME = re.compile(r"bildungsregion-(\d{4}-\d\d-\d\dT\d{6})\.zip(\.age)?")
_FORM = "%Y-%m-%dT%H%M%S"
# As long as systemd gives a run (deploy/systemd/bildungsregion-backup.service).
RUN_TAKES = timedelta(hours=2)


def new_name(*, encrypted: bool) -> str:
    """The name says when, in Berlin."""
    return f"bildungsregion-{timezone.localtime():{_FORM}}.zip{'.age' if encrypted else ''}"


def thin_out(folder: Path, *, daily: int, weekly: int) -> list[Path]:
    """Delete the backups that are not kept; gives those. Files of other names are nobody's here.

    Kept is the newest one of each of the last ``daily`` days that have one, and of each of the last ``weekly``
    weeks. What a killed run left half-written goes, too, but not what another one is writing.
    """
    long_ago = (timezone.now() - RUN_TAKES).timestamp()
    for path in folder.glob("bildungsregion-*.teil"):
        # That one may be done this moment.
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < long_ago:
                path.unlink()
    found = sorted(
        (datetime.strptime(match[1], _FORM), path)  # noqa: DTZ007 - the name is in the time of Berlin
        for path in folder.iterdir()
        if (match := NAME.fullmatch(path.name))
    )
    days = {moment.date(): path for moment, path in found}
    weeks = {moment.isocalendar()[:2]: path for moment, path in found}
    kept = {days[day] for day in sorted(days)[-daily:]}
    kept |= {weeks[week] for week in sorted(weeks)[-weekly:]} if weekly else set()
    gone = [path for _, path in found if path not in kept]
    for path in gone:
        path.unlink()
    return gone


def passphrase(file: str) -> str:
    """The first line of the file; "" where no file is named. Raises BackupError: unreadable or too short."""
    if not file:
        return ""
    try:
        text = Path(file).read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BackupError(f"Die Datei mit der Passphrase ist nicht lesbar: {file}") from error
    if not text or len(text[0].strip()) < 16:
        raise BackupError("Die Passphrase braucht mindestens 16 Zeichen.")
    return text[0].strip()
