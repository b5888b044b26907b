"""Commands that take too long for every day (docs/bench.md, docs/scaling.md) still begin."""

from importlib import import_module

import pytest

from tests.scale import machinery


@pytest.mark.parametrize(
    "name", ["tests.bench.writing", "tests.scale.people", "tests.scale.report"]
)
def test_long_commands_find_all_that_they_call(name):
    assert import_module(name).__doc__


def test_play_of_several_machines_says_what_is_missing():
    with pytest.raises(
        machinery.Missing, match=r"pgbouncer-2 fehlt\. Unter Debian: apt-get install pgbouncer"
    ):
        machinery.program("pgbouncer-2")


def test_nginx_fetches_from_the_bucket_what_the_portal_has_signed():
    private = machinery.private_files(4566)

    assert f"proxy_pass http://127.0.0.1:4566/{machinery.BUCKET}/;" in private
    assert "internal;" in private
    assert "kreis.example" not in private.partition("location")[2]
