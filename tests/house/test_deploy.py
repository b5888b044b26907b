"""The units for systemd: complete, and with commands that exist."""

import re
import subprocess

import pytest
from django.core.management import get_commands

from tests.house import ROOT
from tests.serving import gunicorn


UNITS = sorted((ROOT / "deploy" / "systemd").iterdir())


def test_units_start_commands_that_exist():
    lines = re.findall(r"(?m)^ExecStart=(\S+) (\S+)(?: (\S+))?", "".join(map(read, UNITS)))

    programs = {(program.rsplit("/", 1)[1], first) for program, first, _ in lines}
    commands = {second for _, first, second in lines if first == "manage.py"}
    assert programs == {("gunicorn", "bildungsregion.wsgi"), ("python", "manage.py")}
    assert commands == {"outbox", "nightly", "fetch_feeds", "backup"}
    assert commands <= set(get_commands())


def test_tests_serve_the_portal_as_the_unit_does():
    told = re.search(r"(?m)^ExecStart=\S+/(gunicorn .+)$", "".join(map(read, UNITS)))

    assert gunicorn()[2:] == told[1].split()


def test_every_unit_is_named_in_the_docs():
    described = (ROOT / "docs" / "operations.md").read_text()

    names = {unit.stem for unit in UNITS}
    assert names == {
        f"bildungsregion-{name}" for name in ("web", "outbox", "nightly", "feeds", "backup")
    }
    assert [name for name in names if name not in described] == []


@pytest.mark.systemd
def test_systemd_takes_the_units(tmp_path):
    """Its own check; the programs are not installed here, so harmless ones stand in for them."""
    for unit in UNITS:
        text = re.sub(r"/srv/bildungsregion/\.venv/bin/\S+", "/bin/true", read(unit))
        (tmp_path / unit.name).write_text(text)

    checked = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *sorted(map(str, tmp_path.iterdir()))],
        capture_output=True,
        text=True,
    )

    assert [line for line in checked.stderr.splitlines() if "bildungsregion" in line] == []


def read(path) -> str:
    return path.read_text(encoding="utf-8")
