"""Passwords that others have lost already: looked for in a list on this machine, never at a foreign host."""

import hashlib
import logging
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError

from bildungsregion.base import hash_list


logger = logging.getLogger("bildungsregion.accounts")
LEAKED = (
    "Dieses Kennwort steht in einer Liste gestohlener Kennwörter. Bitte wählen Sie ein anderes."
)


class NotLeakedValidator:
    """Refuses what the list of LEAKED_PASSWORDS holds; without that setting it says nothing."""

    def validate(self, password: str, user=None) -> None:
        """Raises ValidationError. A list that cannot be read keeps nobody from a new password: the others still ask."""
        if not settings.LEAKED_PASSWORDS:
            return
        # The list has SHA-1: it names what must not be used, it protects nothing.
        digest = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest()
        try:
            is_leaked = hash_list.holds(Path(settings.LEAKED_PASSWORDS), digest)
        except OSError as error:
            logger.error("list of leaked passwords unread: %s", type(error).__name__)
            return
        if is_leaked:
            raise ValidationError(LEAKED, code="password_leaked")

    def get_help_text(self) -> str:
        return "Das Kennwort darf in keiner Liste gestohlener Kennwörter stehen."
