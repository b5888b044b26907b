import errno

from bildungsregion.base.errors import DomainError


class BackupError(DomainError):
    """Nothing was written that would count (but for NotEqualError and NotMigratedError); the message says why."""


class DamagedError(BackupError):
    """The archive is not what was once written."""


class NotEqualError(BackupError):
    """Everything was brought back already, and is not what stands in the archive."""


class NotMigratedError(BackupError):
    """Everything was brought back and proven in the state of an older backup; the migrations to today failed."""


class PassphraseError(BackupError):
    """The archive is encrypted, and the passphrase is missing or another one."""


_REASONS = {
    errno.ENOSPC: "auf dem Datenträger ist kein Platz mehr",
    errno.EDQUOT: "auf dem Datenträger ist kein Platz mehr",
    errno.ENOENT: "den Ordner gibt es nicht",
    errno.EACCES: "die Berechtigung fehlt",
    errno.EROFS: "dort darf nicht geschrieben werden",
}


def reason(error: OSError) -> str:
    """Why something could not be written, for people."""
    return _REASONS.get(error.errno, error.strerror or type(error).__name__)
