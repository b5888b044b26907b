from bildungsregion.base.errors import DomainError


class BackupError(DomainError):
    """Nothing was written that would count; the message says why."""


class DamagedError(BackupError):
    """The archive is not what was once written."""


class PassphraseError(BackupError):
    """The archive is encrypted, and the passphrase is missing or another one."""
