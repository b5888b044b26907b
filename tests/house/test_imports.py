"""Imports point one way: cycles begin as one line."""

import ast
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions

import pytest

from tests.house import APPS, ROOT, files


# Who may import whom: each only what stands left of it, and itself.
LAYERS = (
    "bildungsregion.base",
    "accounts",
    "actors",
    "documents",
    "projects",
    "events",
    "funding",
    "pages",
    "bildungsregion",
)
# The same inside an app; what is not named here may be imported by all of them.
PARTS = (
    ("models",),
    ("budget", "workflow", "references", "permissions"),
    ("letters", "emails"),
    ("actions",),
    ("forms", "filters"),
    ("views", "admin", "admin_views"),
    ("urls",),
)
RANK = {part: rank for rank, parts in enumerate(PARTS) for part in parts}


def imported(name: str, source: str) -> Iterator[str]:
    """Dotted names that a file imports; "from . import x" counts as the module x beside it."""
    package = name.removesuffix(".py").split("/")[:-1]
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*base, *filter(None, [node.module])])
            yield from (f"{base}.{alias.name}" for alias in node.names)


def layer(module: str) -> int | None:
    """The layer of a dotted name; the floor is looked at before the roof that it stands in."""
    for position, known in enumerate(LAYERS):
        if f"{module}.".startswith(f"{known}."):
            return position
    return None


def upward_imports(name: str, source: str) -> list[str]:
    own = layer(name.removesuffix(".py").replace("/", "."))
    return [
        f"{name}: {module}"
        for module in imported(name, source)
        if module.split(".")[0] == "tests" or (layer(module) is not None and layer(module) > own)
    ]


def part(module: str) -> tuple[str, int | None]:
    """App of a dotted name, and the rank of the part of the app that it belongs to."""
    app = LAYERS[layer(module)] if layer(module) is not None else ""
    rest = module.removeprefix(app).strip(".").split(".")
    return app, RANK.get(rest[0])


def outward_imports(name: str, source: str) -> list[str]:
    app, rank = part(name.removesuffix(".py").replace("/", "."))
    found = []
    for module in imported(name, source):
        other_app, other_rank = part(module)
        if app == other_app and rank is not None and other_rank is not None and other_rank > rank:
            found.append(f"{name}: {module}")
    return found


# Reads what is installed on every call: once is enough.
carriers_of = cache(packages_distributions)


def undeclared_imports(name: str, source: str, declared: set[str]) -> list[str]:
    """Imports of packages that only came along with another one."""
    carriers = carriers_of()
    found = []
    for top in {module.split(".")[0] for module in imported(name, source)}:
        if top not in sys.stdlib_module_names and top not in (*APPS, "tests"):
            # What only some installations take is not here to be asked.
            known = carriers.get(top, [top, f"django-{top}"])
            distributions = {carrier.lower().replace("_", "-") for carrier in known}
            if not distributions & declared:
                found.append(f"{name}: {top}")
    return found


def declared_packages(*groups: str) -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    lines = list(project["project"]["dependencies"])
    lines += project["project"]["optional-dependencies"]["shared"]
    for group in groups:
        lines += project["dependency-groups"][group]
    return {line.split("~=")[0].split("[")[0].lower() for line in lines}


def test_imports_point_to_lower_layers():
    assert [line for file in files(*APPS, ending=".py") for line in upward_imports(*file)] == []


@pytest.mark.parametrize(
    ("name", "source", "offence"),
    [
        ("actors/views.py", "from funding.models import Programme", "funding.models.Programme"),
        ("events/forms.py", "import funding.grant", "funding.grant"),
        ("bildungsregion/base/search.py", "from actors.models import Actor", "actors.models.Actor"),
        ("bildungsregion/base/money.py", "from .. import views", "bildungsregion.views"),
        (
            "pages/views.py",
            "def late():\n    from bildungsregion.views import Home",
            "bildungsregion.views.Home",
        ),
        (
            "actors/models/actors.py",
            "from tests.factories.base import make_region",
            "tests.factories.base.make_region",
        ),
    ],
)
def test_imports_to_a_higher_layer_are_found(name, source, offence):
    assert upward_imports(name, source) == [f"{name}: {offence}"]


@pytest.mark.parametrize(
    ("name", "source"),
    [
        (
            "funding/views.py",
            "from actors.models import Actor\nfrom bildungsregion.base.money import euro",
        ),
        ("bildungsregion/views.py", "from pages.models import Page"),
        ("actors/models/offers.py", "from .actors import Actor\nimport django"),
    ],
)
def test_imports_to_a_lower_layer_are_free(name, source):
    assert upward_imports(name, source) == []


def test_parts_of_an_app_import_inwards():
    assert [line for file in files(*APPS, ending=".py") for line in outward_imports(*file)] == []


@pytest.mark.parametrize(
    ("name", "source", "offences"),
    [
        ("funding/models/cases.py", "from ..actions import sign", ["funding.actions.sign"]),
        ("funding/actions.py", "from .views import Case", ["funding.views.Case"]),
        ("funding/forms.py", "from . import urls", ["funding.urls"]),
        ("funding/views.py", "from . import actions, forms", []),
        ("funding/actions.py", "from . import budget, grant, letters", []),
    ],
)
def test_parts_that_import_outwards_are_found(name, source, offences):
    assert outward_imports(name, source) == [f"{name}: {offence}" for offence in offences]


def test_every_imported_package_is_declared():
    declared = declared_packages()
    assert [
        line for file in files(*APPS, ending=".py") for line in undeclared_imports(*file, declared)
    ] == []

    declared = declared_packages("dev")
    assert [
        line
        for file in files("tests", ending=".py")
        for line in undeclared_imports(*file, declared)
    ] == []


def test_imported_package_that_is_not_declared_is_found():
    source = "import json\nimport sqlparse\nfrom django.db import models"

    assert undeclared_imports("actors/views.py", source, declared_packages()) == [
        "actors/views.py: sqlparse"
    ]
