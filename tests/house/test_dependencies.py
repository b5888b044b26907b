"""Every package that is asked for is explained, with what would replace it."""

import json
import re
import tomllib

from tests.house import ROOT


def asked_for() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    npm = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    wanted = project["project"]
    groups = [
        wanted["dependencies"],
        *wanted["optional-dependencies"].values(),
        *project["dependency-groups"].values(),
    ]
    python = {re.match(r"[\w-]+", line)[0] for group in groups for line in group}
    return python | npm["dependencies"].keys() | npm["devDependencies"].keys()


def explained() -> set[str]:
    rows = re.findall(
        r"(?m)^\| ([^|]+) \| [^|]+ \| [^|]+ \|$", (ROOT / "docs" / "dependencies.md").read_text()
    )
    return {name for row in rows for name in row.split(", ")} - {"package"}


def test_every_package_is_explained_and_none_that_is_gone():
    assert explained() == asked_for()
