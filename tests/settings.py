"""The portal's settings as the tests use them: nothing is written outside a temporary folder."""

import os
import tempfile


_folder = tempfile.TemporaryDirectory(prefix="bildungsregion-tests-")

# Before the settings read them; a developer's .env does not reach the tests.
os.environ |= {
    "DEBUG": "true",
    "SECRET_KEY": "only-for-the-tests-" + 50 * "0",
    "VAR_DIR": _folder.name,
    "STATIC_ROOT": _folder.name,
    "CACHE_URL": "locmemcache://",
    "LOG_LEVEL": "WARNING",
    "REGION": "lueneburg",
}

from bildungsregion.settings import *  # noqa: E402, F403


# Most tests sign in without a password; those of accounts switch it on.
OFFICE_CONFIRM_MINUTES = 0
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

if "sqlite3" in DATABASES["default"]["ENGINE"]:  # noqa: F405
    # A file, because only there writers queue: threads that race find "table is locked" in memory.
    DATABASES["default"]["TEST"] = {"NAME": f"{_folder.name}/test.sqlite3"}  # noqa: F405
    # Nothing of it outlives the run, so nothing has to reach the disk.
    DATABASES["default"]["OPTIONS"]["init_command"] = (  # noqa: F405
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
    )
