"""Our patterns end soon: 20 kB within two seconds, and four times the text takes about four times the work."""

import ast
import importlib
import pkgutil
import re
from collections import deque
from collections.abc import Iterator
from pathlib import Path

import pytest

from actors import likeness
from actors.imports import values, words
from bildungsregion.base import markdown
from bildungsregion.finding import marking
from pages import cards
from tests.base.working import GOING_BACK, TookTooLong, work
from tests.house import APPS


SHORT, LONG = 5_000, 20_000
PATIENCE = 2.0  # seconds, for LONG
# Seconds for SHORT below which nobody asks on: with sixteen times of them LONG is far from PATIENCE.
QUICK = 0.02
# The square of four is sixteen; ten leaves a machine that stutters its due.
GROWTH = 10
CALLS = re.compile(r"\bre\.(sub|subn|match|search|split|findall|finditer|fullmatch)\(")


def modules() -> Iterator:
    """Every module of ours that serves requests; that of the bucket has none, and packages that stay away here."""
    for app in APPS:
        package = importlib.import_module(app)
        for found in pkgutil.walk_packages(package.__path__, f"{app}."):
            if not re.search(r"\.(migrations|settings|wsgi|demo|checks|bucket)\b", found.name):
                yield importlib.import_module(found.name)


def patterns_in(value) -> Iterator[re.Pattern]:
    if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
        yield value
    elif isinstance(value, dict):
        yield from patterns_in(list(value.values()))
    elif isinstance(value, (list, tuple, set, frozenset)):
        for one in value:
            yield from patterns_in(one)


def written_in(module) -> Iterator[re.Pattern]:
    """Patterns that stand where they are used: ``re.sub(r"…", …)``."""
    source = Path(module.__file__).read_text(encoding="utf-8")
    for node in ast.walk(ast.parse(source if CALLS.search(source) else "")):
        if isinstance(node, ast.Call) and (called := CALLS.fullmatch(ast.unparse(node.func) + "(")):
            first = node.args[0]
            if isinstance(first, ast.Constant):
                is_bound = called[1] in ("match", "fullmatch")
                yield re.compile(rf"\A(?:{first.value})" if is_bound else first.value)


def own_patterns() -> dict[re.Pattern, str]:
    found = {}
    for module in modules():
        found |= dict.fromkeys(written_in(module), module.__name__)
        for name, value in vars(module).items():
            found |= dict.fromkeys(patterns_in(value), f"{module.__name__}.{name}")
    return found


def look(pattern: re.Pattern, text: str) -> None:
    deque(pattern.finditer(text), 0)
    pattern.fullmatch(text)


def grows(pattern: re.Pattern, part: str, begin: str = "", end: str = "!") -> bool:
    """Whether this part, said again and again, makes the work grow faster than the text."""
    short, long = (begin + length // len(part) * part + end for length in (SHORT, LONG))
    try:
        before = work(look, pattern, short, patience=PATIENCE)
        if before < QUICK:
            return False
        before = min(before, work(look, pattern, short, tries=2, patience=PATIENCE))
        return work(look, pattern, long, tries=2, patience=PATIENCE) > GROWTH * before
    except TookTooLong:
        return True


def slow(pattern: re.Pattern) -> list[str]:
    return [part for part in GOING_BACK if grows(pattern, part)]


def test_no_pattern_of_ours_explodes():
    found = own_patterns()

    assert len(found) > 150
    assert {place: parts for pattern, place in found.items() if (parts := slow(pattern))} == {}


@pytest.mark.parametrize(
    ("pattern", "begin", "part"),
    [
        (markdown._DEAD_LINK, "](", "\n"),
        (cards._MEANT, "::", " "),
        (cards._MEANT, ":: ", "a"),
        (marking._HEADING, "#", " "),
        (words._PART, "mo", " "),
        (values._TOWN, "21335", " "),
    ],
)
def test_pattern_with_a_beginning_ends_soon(pattern, begin, part):
    assert not grows(pattern, part, begin, "\n!")


def test_pattern_that_explodes_is_found():
    with pytest.raises(TookTooLong):
        work(look, re.compile(r"(a+)+$"), 50 * "a" + "!", patience=0.1)


def test_pattern_that_takes_the_square_is_found():
    assert grows(re.compile(r"\s*[,;]"), " ")


def test_patterns_written_in_place_are_found():
    assert r"[\W_]+" in {pattern.pattern for pattern in written_in(likeness)}
