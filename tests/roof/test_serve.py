"""What `make run` says and remembers; the servers themselves are seen in the browser tests."""

import socket

import pytest
from django.core.management import call_command

from bildungsregion.management.commands.serve import Done, digest, is_free


@pytest.fixture
def taken_port():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def test_taken_port_is_told_with_another_one(taken_port):
    with pytest.raises(SystemExit, match=f"Der Port {taken_port} ist schon belegt.*make run PORT="):
        call_command("serve", port=str(taken_port))


@pytest.mark.parametrize("port", ["abc", "80", "70000", "-1", ""])
def test_port_that_is_none_is_told(port):
    with pytest.raises(SystemExit, match=f"nicht „{port}“"):
        call_command("serve", port=port)


def test_serve_refuses_to_run_in_production(settings):
    settings.DEBUG = False

    with pytest.raises(SystemExit, match="nur zur Vorführung"):
        call_command("serve", port="8099")


def test_unknown_region_is_told(settings):
    settings.DEBUG, settings.REGION = True, "nirgends"

    with pytest.raises(
        SystemExit, match="Die Region „nirgends“ gibt es nicht. Bekannt sind: .*lueneburg"
    ):
        call_command("serve", port="8099")


def test_port_is_free_until_somebody_takes_it(taken_port):
    assert not is_free(taken_port)


def test_step_is_due_until_it_went_through(settings, tmp_path):
    settings.VAR_DIR = tmp_path

    with pytest.raises(ZeroDivisionError), Done("demo", "a", anew=False):
        1 / 0  # noqa: B018
    with Done("demo", "a", anew=False) as first:
        assert first.is_due
    with Done("demo", "a", anew=False) as second:
        assert not second.is_due
    with Done("demo", "b", anew=False) as changed:
        assert changed.is_due
    with Done("demo", "b", anew=True) as new_database:
        assert new_database.is_due


def test_digest_sees_names_and_contents(tmp_path):
    (tmp_path / "region.toml").write_text("a")
    before = digest(tmp_path)
    (tmp_path / "region.toml").rename(tmp_path / "other.toml")
    renamed = digest(tmp_path)
    (tmp_path / "other.toml").write_text("b")

    assert len({before, renamed, digest(tmp_path)}) == 3
