"""What a worker loads when it starts: nothing that only few answers need (docs/adr/0367)."""

import json
import os
import subprocess
import sys

import pytest

from tests.house import APPS, ROOT


# Loaded where they are first used: workbooks, letters, pictures, codes, cards, and the database that is not there.
LATE = {
    "PIL",
    "icalendar",
    "lxml",
    "openpyxl",
    "pikepdf",
    "psycopg",
    "pypdfium2",
    "qrcode",
    "typst",
}
PROBE = """
import gc, json, sys
import bildungsregion.wsgi
print(json.dumps([sorted(sys.modules), gc.isenabled(), gc.get_freeze_count()]))
"""


@pytest.fixture(scope="module")
def started(tmp_path_factory):
    """A process that has loaded the application as gunicorn's workers do, on SQLite."""
    folder = tmp_path_factory.mktemp("start")
    surroundings = {
        "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3",
        "DEBUG": "false",
        "SECRET_KEY": "for this test alone, and as long as the settings want it to be: long",
        "ALLOWED_HOSTS": "127.0.0.1",
        "VAR_DIR": str(folder),
        "STATIC_ROOT": str(folder),
    }
    found = subprocess.run(
        [sys.executable, "-c", PROBE],
        cwd=ROOT,
        env=os.environ | surroundings,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(found.stdout)


def test_start_loads_nothing_for_few(started):
    loaded = {name.split(".")[0] for name in started[0]}

    assert loaded & LATE == set()
    assert {"django", "markdown_it", *APPS} <= loaded


def test_nobody_waits_for_the_views(started):
    assert {f"{app}.views" for app in APPS} <= set(started[0])


def test_rubbish_is_looked_for_among_what_comes_after_the_start(started):
    _modules, is_on, kept = started

    assert is_on
    assert kept > 100_000


def test_every_app_is_compiled_where_it_is_installed():
    """The portal's user may not write beside the program (docs/install.md), nor may a container."""
    for name in ("Makefile", "deploy/container/Containerfile"):
        lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
        (line,) = [line for line in lines if " -m compileall " in line]
        assert set(APPS) <= set(line.split()), name
