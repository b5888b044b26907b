"""The settings as an operator's environment makes them, without starting the portal."""

import os
import runpy
from pathlib import Path
from unittest.mock import patch


SETTINGS = {
    "DEBUG": "false",
    "SECRET_KEY": "vK3-q9Zr7TnB_x2LwYd8HcJ5mFgPs4RtAeUoXiN6kVbQhWzC1yD0jS",
    "ALLOWED_HOSTS": "portal.example",
    "PORTAL_URL": "https://portal.example",
}
# What the tests' own settings and a developer's .env say.
OTHERS = (
    "HTTPS", "CACHE_URL", "DATABASE_URL", "EMAIL_PLAIN", "EMAIL_URL", "LEAKED_PASSWORDS", "LOG_LEVEL", "SSL_REDIRECT",
)  # fmt: skip
FILE = Path(__file__).parents[2] / "bildungsregion" / "settings.py"


def production(**environment: str) -> dict:
    """All settings by name. Raises ImproperlyConfigured as the start would."""
    kept = {name: value for name, value in os.environ.items() if name not in OTHERS}
    with patch.dict(os.environ, kept | SETTINGS | environment, clear=True):
        return runpy.run_path(str(FILE), run_name="bildungsregion.settings")
