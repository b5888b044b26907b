"""Keys in mailed links: the link holds the key, the database its hash only."""

import hashlib
import secrets
from datetime import timedelta


VALID_FOR = timedelta(days=14)


def new_key() -> str:
    """256 bits of chance, fit for an address."""
    return secrets.token_urlsafe(32)


def hash_of(key: str) -> str:
    """SHA-256 in hex; a key of 256 bits needs no salt."""
    return hashlib.sha256(key.encode()).hexdigest()
