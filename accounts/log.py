"""Write a line into the log of an account."""

import logging

from .models import AccountEvent, User


logger = logging.getLogger("bildungsregion.accounts")
Kind = AccountEvent.Kind


def note(kind: Kind, *, user: User | None, by: User | None, detail: str = "") -> None:
    """Keep what happened to ``user`` through ``by``; ``detail`` is German and holds no code, token or address."""
    AccountEvent.objects.create(kind=kind, user=user, taken_by=by, detail=detail[:300])
    logger.info("%s account=%s by=%s", kind.value, user and user.pk, by and by.pk)
