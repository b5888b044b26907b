"""The list of what others made: whole, and as it is installed."""

import json
import re
from email.message import Message
from importlib import metadata

import pytest
from django.urls import reverse

from bildungsregion import licences
from tests.house import ROOT


PAGE = reverse("licence_list")


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def locked() -> dict[str, str]:
    """Name and version of each line of requirements.txt that holds for this machine."""
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    # Windows and other Pythons are named by a condition; what is not installed here is of them.
    found = re.findall(r"(?m)^([\w.-]+)==([^ ;]+)(?: ; (.+?))? \\$", text)
    here = {
        dist.name.lower().replace("_", "-").replace(".", "-") for dist in metadata.distributions()
    }
    held = {name: version for name, version, condition in found if not condition or name in here}
    # In its own environment another Django stands for the locked one (tests/versions.py).
    return held | {"django": metadata.version("django")}


def test_page_names_every_package_with_version_and_licence(client, region):
    html = client.get(PAGE).content.decode()

    rows = re.findall(r"<tr[^>]*><th[^>]*>([^<]+)</th><td[^>]*>([^<]+)</td><td[^>]*>([^<]+)<", html)
    named = {(normal(name), version) for name, version, _licence in rows}
    npm = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["dependencies"]
    assert set(locked().items()) - named == set()
    assert {(normal(name), version) for name, version in npm.items()} - named == set()
    assert [name for name, _version, licence in rows if licence == licences.UNKNOWN] == []


def test_pages_parts_are_those_that_visitors_get():
    names = {part.name for part in licences.npm_parts()}

    assert {"@kern-ux/native", "prosemirror-view", "prosemirror-transform"} <= names
    assert not {"ical.js", "@esbuild/linux-x64"} & names


@pytest.mark.parametrize(
    ("headers", "name"),
    [
        ({"License-Expression": "MIT", "License": "The MIT License"}, "MIT"),
        ({"License": "BSD"}, "BSD"),
        ({"License": "Copyright\nAll rights"}, "?"),
        ({"Classifier": "License :: OSI Approved :: BSD License"}, "BSD License"),
    ],
)
def test_name_of_a_licence_is_found_where_makers_write_it(headers, name):
    said = Message()
    for header, value in headers.items():
        said[header] = value

    assert licences.licence_of(said) == name


def test_texts_of_the_licences_go_along():
    texts = (ROOT / "static-built" / "licences.txt").read_text(encoding="utf-8")

    assert "European Union Public Licence" in texts
    assert "prosemirror-view" in texts
    assert texts.count("Permission is hereby granted") > 15
