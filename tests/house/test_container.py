"""The containers: nothing secret goes in, nobody is root, and the timers keep the hours of systemd's."""

import importlib.util
import os
import re
import sys
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from tests.deploying import container
from tests.house import ROOT


FOLDER = ROOT / "deploy" / "container"
COMPOSE = (FOLDER / "compose.yaml").read_text(encoding="utf-8")
BERLIN = ZoneInfo("Europe/Berlin")


def services() -> dict[str, str]:
    """The lines of each service, with those of the anchors that it takes over."""
    parts = dict(re.findall(r"(?m)^x-(\w+): &\w+\n((?: .*\n)+)", COMPOSE))
    body = COMPOSE.partition("\nservices:\n")[2].partition("\nnetworks:\n")[0]
    found = dict(re.findall(r"(?m)^  (\w+):\n((?:    .*\n|\n(?=    ))+)", body))

    def whole(text: str) -> str:
        taken = [whole(parts[name]) for name in re.findall(r"<<: \*(\w+)", text)]
        return "".join([text, *taken])

    return {name: whole(text) for name, text in found.items()}


def test_every_service_is_careful():
    for name, text in services().items():
        assert "read_only: true" in text, name
        assert "cap_drop: [ALL]" in text, name
        assert "no-new-privileges:true" in text, name
        assert re.search(r'user: "[1-9]\d*:\d+"', text), name
        assert "privileged:" not in text, name


def test_services_are_those_of_the_guide():
    assert list(services()) == [
        "database",
        "cache",
        "tables",
        "web",
        "outbox",
        "timer",
        "proxy",
    ]
    assert "/gesundheit/" in services()["web"]
    assert "/gesundheit/" in services()["proxy"]


def test_database_and_cache_can_be_reached_by_the_portal_only():
    for name in ("database", "cache"):
        assert "networks: [inner]" in services()[name]
        assert "ports:" not in services()[name]
    assert "inner: {internal: true}" in COMPOSE


def test_secrets_are_files_that_no_image_gets():
    secrets = set(re.findall(r"file: (secrets/\w+)", COMPOSE))
    into, out = container.allowed((ROOT / ".dockerignore").read_text(encoding="utf-8"))
    kept_out = (ROOT / ".gitignore").read_text(encoding="utf-8")

    assert len(secrets) == 6
    assert "deploy/container/secrets" in out
    assert "/deploy/container/secrets/" in kept_out
    assert not {".env", "var", ".git", "tests", "."} & set(into)
    assert set(re.findall(r"(?i)\w*(?:password|secret_key|_url)_file: (\S+)", COMPOSE)) == {
        f"/run/{name}" for name in secrets if "certificate" not in name
    }


def test_images_hold_all_that_the_program_is_made_of():
    into, _out = container.allowed((ROOT / ".dockerignore").read_text(encoding="utf-8"))

    assert [name for name in into if not (ROOT / name).exists()] == []
    assert {path.parent.name for path in ROOT.glob("*/apps.py")} <= set(into)


def test_no_image_runs_as_root():
    stages = (FOLDER / "Containerfile").read_text(encoding="utf-8").split("\nFROM ")[1:]

    lines = {stage.split()[2]: container.instructions(f"FROM {stage}") for stage in stages}
    users = {name: [rest for word, rest in said if word == "USER"] for name, said in lines.items()}
    assert users == {
        "packages": [],
        "files": [],
        "portal": ["10001:10001"],
        "proxy": ["10002:10001"],
    }


@pytest.fixture
def timer(monkeypatch):
    spec = importlib.util.spec_from_file_location("timer", FOLDER / "timer.py")
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "timer", module)
    spec.loader.exec_module(module)
    return module


def test_timer_keeps_the_hours_of_systemd(timer):
    found = {one.name: (one.hour, one.minute, *one.command[:2]) for one in timer.read()}

    assert found == {
        "bildungsregion-backup": (3, 10, "manage.py", "backup"),
        "bildungsregion-feeds": (None, 20, "manage.py", "fetch_feeds"),
        "bildungsregion-nightly": (4, 10, "manage.py", "nightly"),
    }


@pytest.mark.parametrize(
    ("hour", "now", "due"),
    [
        (4, "2026-03-02T04:10:00+01:00", "2026-03-02T03:10:00+00:00"),
        (4, "2026-03-02T04:09:59+01:00", "2026-03-01T03:10:00+00:00"),
        # The days on which clocks change.
        (4, "2026-03-29T04:10:00+02:00", "2026-03-29T02:10:00+00:00"),
        (4, "2026-10-25T04:10:00+01:00", "2026-10-25T03:10:00+00:00"),
        (None, "2026-10-25T02:10:00+02:00", "2026-10-25T00:10:00+00:00"),
        (None, "2026-10-25T02:10:00+01:00", "2026-10-25T01:10:00+00:00"),
    ],
)
def test_timer_knows_when_it_was_due_last(timer, hour, now, due):
    one = timer.Timer("probe", hour, 10, ())

    assert one.last_due(datetime.fromisoformat(now)) == datetime.fromisoformat(due)


def test_timer_catches_up_once_and_never_runs_twice_at_once(timer, tmp_path, monkeypatch):
    monkeypatch.setattr(timer, "ROOT", tmp_path)
    (tmp_path / "manage.py").write_text("import time\ntime.sleep(0.2)\n")
    clock = timer.Clock([timer.Timer("probe", 4, 10, ("manage.py",))], tmp_path / "t", os.environ)

    def at(day: int, hour: int) -> list[str]:
        return clock.look(datetime(2026, 3, day, hour, 30, tzinfo=BERLIN))

    begun = [at(2, 10), at(3, 3), at(3, 4), at(4, 4)]
    clock.finish()
    begun += [at(4, 9), at(4, 10)]
    clock.finish()

    assert begun == [[], [], ["probe"], [], ["probe"], []]
    assert datetime.fromtimestamp((tmp_path / "t" / "probe").stat().st_mtime, UTC).day == 4
