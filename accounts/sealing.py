"""Secrets of second factors as they lie in the database: sealed with keys derived from SECRET_KEY (docs/adr/0325).

The newest key seals; those of SECRET_KEY_FALLBACKS still open. Rows from before stand without the mark.
"""

import base64
import logging
import secrets
from functools import lru_cache

from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import transaction


logger = logging.getLogger("bildungsregion.accounts")
MARK = "sealed1:"
PURPOSE = b"bildungsregion second factors 1"
# What allauth hides in a row's data, by the hooks of its adapter.
SECRETS = ("secret", "seed")


def seal(text: str) -> str:
    return MARK + _keys().encrypt(text.encode()).decode()


def unseal(stored: str) -> str:
    """What was sealed. Where no key fits, a random secret: then no code is right, and nobody gets in by it."""
    if not stored.startswith(MARK):
        return stored
    try:
        return _keys().decrypt(stored.removeprefix(MARK)).decode()
    except InvalidToken:
        logger.error("second factor sealed with a key that is neither SECRET_KEY nor a fallback")
        return base64.b32encode(secrets.token_bytes(20)).decode()


def reseal() -> tuple[int, int]:
    """Bring every row under the newest key: how many were changed, and how many no key opens."""
    changed = shut = 0
    newest = _fernet(settings.SECRET_KEY)
    for pk in list(Authenticator.objects.order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            row = Authenticator.objects.select_for_update(no_key=True).filter(pk=pk).first()
            for name in SECRETS if row else ():
                stored = row.data.get(name)
                if stored is None or _opens(newest, stored):
                    continue
                if stored.startswith(MARK) and not _opens(_keys(), stored):
                    shut += 1
                    continue
                row.data[name] = seal(unseal(stored))
                row.save(update_fields=["data"])
                changed += 1
    return changed, shut


def _opens(keys: Fernet | MultiFernet, stored: str) -> bool:
    try:
        keys.decrypt(stored.removeprefix(MARK))
    except InvalidToken:
        return False
    return stored.startswith(MARK)


def _keys() -> MultiFernet:
    return MultiFernet(
        [_fernet(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    )


@lru_cache(maxsize=8)
def _fernet(secret: str) -> Fernet:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE).derive(secret.encode())
    return Fernet(base64.urlsafe_b64encode(key))
