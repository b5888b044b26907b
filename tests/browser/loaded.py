"""A region's real data, read from its folder once in a run: a browser's tests empty the database after each."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection


def load(slug: str, shelf: Path) -> None:
    """Load the region, or copy what loading left when a test did it before; ``shelf`` is the run's folder for it."""
    if connection.vendor != "sqlite":
        call_command("load_region", slug, verbosity=0)
        return
    rows, files = shelf / f"{slug}.sqlite3", shelf / slug
    connection.ensure_connection()
    if not rows.exists():
        call_command("load_region", slug, verbosity=0)
        # Where a region brings no files, there is no folder.
        Path(settings.MEDIA_ROOT).mkdir(parents=True, exist_ok=True)
        shutil.copytree(settings.MEDIA_ROOT, files)
        with closing(sqlite3.connect(rows)) as kept:
            connection.connection.backup(kept)
        return
    with closing(sqlite3.connect(rows)) as kept:
        kept.backup(connection.connection)
    shutil.copytree(files, settings.MEDIA_ROOT, dirs_exist_ok=True)
