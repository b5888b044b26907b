"""docs/security.md names every requirement once, and nothing that is not there."""

import re
from pathlib import Path

from django.conf import settings


ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "security.md"
# ASVS 5.0: levels 1 and 2 that bear on this portal, and those of level 3 that it wants to hold.
ASVS = """
1.1.1-2 1.2.1-5 1.2.9-10 1.3.1-7 1.3.10-12 1.4.2 1.5.1-2
2.1.1-3 2.2.1-3 2.3.1-5 2.4.1
3.2.1-2 3.3.1-4 3.4.1-6 3.4.8 3.5.1 3.5.3-4 3.5.6-7 3.7.2
4.1.1-4 4.2.1
5.1.1 5.2.1-6 5.3.1-3 5.4.1-3
6.1.1-3 6.2.1-12 6.3.1-4 6.3.7-8 6.4.1-4 6.5.1-6 6.5.8 6.6.2-3
7.1.1-2 7.2.1-4 7.3.1-2 7.4.1-5 7.5.1-3
8.1.1-2 8.2.1-3 8.3.1-2
9.1.1-3 9.2.1-4
11.1.1-2 11.2.1-3 11.4.1-3 11.5.1
12.1.1-2 12.2.1-2 12.3.1-4
13.1.1 13.1.3 13.2.1-5 13.3.1-2 13.4.1-6
14.1.1-2 14.2.1-4 14.2.6-8 14.3.1-3
15.1.1-3 15.2.1-3 15.3.1-7 15.4.2-3
16.1.1 16.2.1-5 16.3.1-4 16.4.1-3 16.5.1-4
"""


def demanded() -> list[str]:
    found = []
    for part in ASVS.split():
        first, _dash, last = part.partition("-")
        chapter, number = first.rsplit(".", 1)
        found += [f"{chapter}.{n}" for n in range(int(number), int(last or number) + 1)]
    return found


def rows() -> list[list[str]]:
    """The cells of every row of the tables of requirements."""
    text = PAGE.read_text(encoding="utf-8").partition("## The requirements")[2]
    lines = (line for line in text.splitlines() if re.match(r"\| (\d|A3)", line))
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


def is_there(name: str) -> bool:
    if name.startswith("settings."):
        return hasattr(settings, name.removeprefix("settings."))
    place, _colons, test = name.partition("::")
    path = ROOT / place
    if not test:
        return path.exists()
    return path.is_file() and f"def {test}(" in path.read_text(encoding="utf-8")


def test_every_requirement_stands_in_the_table_once():
    numbers = [re.findall(r"^[\d. ]+", cells[0]) for cells in rows()]
    told = [number for found in numbers for part in found for number in part.split()]

    assert sorted(told) == sorted(demanded())


def test_whatever_is_named_is_there():
    named = [name for cells in rows() for name in re.findall(r"`([^`]+)`", cells[-1])]

    assert [name for name in named if not is_there(name)] == []


def test_row_without_a_proof_says_that_it_is_open():
    bare = [cells for cells in rows() if "`" not in cells[-1]]

    assert [cells[0] for cells in bare if "**open**" not in " ".join(cells)] == []


def test_name_of_nothing_is_found():
    assert not is_there("tests/roof/test_security_page.py::test_that_nobody_wrote")
    assert not is_there("settings.NO_SUCH_SETTING")
    assert not is_there("docs/no-such-page.md")
