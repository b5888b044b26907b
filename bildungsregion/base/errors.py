from django.core.exceptions import PermissionDenied


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
