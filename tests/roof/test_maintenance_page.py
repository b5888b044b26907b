"""Commands that the pages for operators name are there."""

import re

import pytest
from django.core.management import get_commands

from tests.house import ROOT


PAGES = ("backup", "install", "maintenance", "operations", "upgrading")


def missing(text: str) -> list[str]:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    made = set(re.findall(r"`make ([a-z-]+)", text)) - targets
    managed = set(re.findall(r"manage\.py ([a-z_]+)", text)) - set(get_commands())
    return sorted(made | managed)


@pytest.mark.parametrize("page", PAGES)
def test_every_command_of_the_page_is_there(page):
    assert missing((ROOT / "docs" / f"{page}.md").read_text(encoding="utf-8")) == []


def test_command_that_nobody_wrote_is_found():
    text = "`make no-such-thing` and `manage.py no_such_thing`, `make check`, `manage.py migrate`"

    assert missing(text) == ["no-such-thing", "no_such_thing"]
