"""Sizes and names: a file that fits on a few screens, called after its subject."""

import ast
import re

import pytest

from tests.house import APPS, files


LINES = {".py": 420, ".html": 120, ".js": 80, ".css": 400}
FUNCTION_LINES = 40
NO_NAMES = {
    "utils",
    "helpers",
    "helper",
    "common",
    "services",
    "service",
    "misc",
    "core",
    "manager",
    "handlers",
}
# Written in two parts, so that this file is not found by the search for them.
UNFINISHED = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|X" + r"XX)\b")
FOLDERS = (*APPS, "tests", "templates", "static")


def too_long(name: str, source: str) -> list[str]:
    limit, lines = LINES[name[name.rindex(".") :]], len(source.splitlines())
    return [f"{name}: {lines} lines"] if lines > limit else []


def long_functions(name: str, source: str) -> list[str]:
    return [
        f"{name}: {node.name} has {node.end_lineno - node.lineno + 1} lines"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno - node.lineno + 1 > FUNCTION_LINES
    ]


def strong_locks(name: str, source: str) -> list[str]:
    """Locks that keep who points at a row from committing (docs/adr/0358)."""
    return [
        f"{name}:{node.lineno}"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "select_for_update"
        and "no_key" not in {keyword.arg for keyword in node.keywords}
    ]


def nondescript_parts(name: str) -> list[str]:
    return [part for part in name.rsplit(".", 1)[0].split("/") if part in NO_NAMES]


@pytest.mark.parametrize("ending", LINES)
def test_files_are_short(ending):
    assert [line for file in files(*FOLDERS, ending=ending) for line in too_long(*file)] == []


def test_file_that_is_too_long_is_found():
    assert too_long("actors/views.py", 420 * "x\n") == []
    assert too_long("actors/views.py", 421 * "x\n") == ["actors/views.py: 421 lines"]
    assert too_long("templates/home.html", 121 * "x\n") == ["templates/home.html: 121 lines"]


def test_functions_are_short():
    assert [
        line for file in files(*APPS, "tests", ending=".py") for line in long_functions(*file)
    ] == []


def test_function_that_is_too_long_is_found():
    source = "def fits():\n" + 39 * "    x = 1\n" + "def too_long():\n" + 40 * "    x = 1\n"

    assert long_functions("actors/views.py", source) == ["actors/views.py: too_long has 41 lines"]


def test_locks_let_others_point_at_the_row():
    assert [line for file in files(*APPS, ending=".py") for line in strong_locks(*file)] == []


def test_lock_that_keeps_others_from_pointing_is_found():
    source = (
        "Case.objects.select_for_update(of=(1,)).get()\nCase.objects.select_for_update(no_key=True)"
    )

    assert strong_locks("funding/budget.py", source) == ["funding/budget.py:1"]


def test_files_are_called_after_their_subject():
    assert [
        name for name, _ in files(*APPS, "tests", ending=".py") if nondescript_parts(name)
    ] == []


def test_nondescript_name_is_found():
    assert nondescript_parts("funding/utils.py") == ["utils"]
    assert nondescript_parts("common/models.py") == ["common"]


@pytest.mark.parametrize("ending", LINES)
def test_nothing_is_left_unfinished(ending):
    assert [
        name for name, source in files(*FOLDERS, ending=ending) if UNFINISHED.search(source)
    ] == []


def test_unfinished_place_is_found():
    assert UNFINISHED.search("# TO" + "DO: later")
