from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError


# The database is away, or busy for longer than one waits: it passes.
DATABASE_DOWN = (OperationalError, InterfaceError)


class DomainError(Exception):
    """A rule of the house was about to be broken; ``message`` is a German sentence for people."""

    def __init__(self, message: str):
        super().__init__(message)
        self.message = message


class NotForYou(PermissionDenied):
    """Whoever may see that there is a page may not use it; ``message`` says in German whose it is (403)."""

    def __init__(self, message: str):
        super().__init__(message)
        self.message = message
