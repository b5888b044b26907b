"""What of others runs here, and under which licence: read from what is installed, so it cannot be out of date."""

import json
import re
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from bildungsregion.base.kept_pages import KeptPage


LOCKED = re.compile(r"(?m)^([\w.-]+)==")
# The second one holds what several machines need besides (docs/scaling.md).
LISTS = ("requirements.txt", "requirements-shared.txt")
# Longer ones are texts of licences, not their names.
LONGEST_NAME = 80
CLASSIFIER = "License :: OSI Approved :: "
UNKNOWN = "?"


@dataclass(frozen=True)
class Part:
    name: str
    version: str
    licence: str


def python_parts(folder: Path | None = None) -> list[Part]:
    """The packages of our lists that are installed here; those for other machines are not."""
    here = folder or settings.BASE_DIR
    locked = "".join((here / name).read_text(encoding="utf-8") for name in LISTS)
    found = []
    for name in sorted(set(LOCKED.findall(locked))):
        try:
            said = metadata.metadata(name)
        except metadata.PackageNotFoundError:
            continue
        found.append(Part(said["Name"], said["Version"], licence_of(said)))
    return sorted(found, key=lambda part: part.name.lower())


def licence_of(said: metadata.PackageMetadata) -> str:
    """Its SPDX expression, else the name that the makers wrote, else those they chose from the list."""
    if expression := said.get("License-Expression"):
        return expression
    name = (said.get("License") or "").strip()
    if name and len(name) <= LONGEST_NAME and "\n" not in name:
        return name
    chosen = [
        one.removeprefix(CLASSIFIER)
        for one in said.get_all("Classifier") or []
        if one.startswith(CLASSIFIER)
    ]
    return ", ".join(chosen) or UNKNOWN


def npm_parts(folder: Path | None = None) -> list[Part]:
    """The packages of package-lock.json that pages are made of; none for tests or for other machines alone."""
    lock = ((folder or settings.BASE_DIR) / "package-lock.json").read_text(encoding="utf-8")
    return [
        Part(path.rpartition("node_modules/")[2], said["version"], said.get("license", UNKNOWN))
        for path, said in json.loads(lock)["packages"].items()
        if path and not said.get("dev") and not said.get("optional")
    ]


@cache
def parts() -> tuple[list[Part], list[Part]]:
    """Both lists; they change with the program only."""
    return python_parts(), npm_parts()


class LicenceList(KeptPage, TemplateView):
    """What the office's page „Lizenzen“ leads to."""

    template_name = "licences.html"

    def get_context_data(self, **kwargs):
        python, npm = ([(one.name, one.version, one.licence) for one in side] for side in parts())
        headers = [_("Programm"), _("Version"), _("Lizenz")]
        return super().get_context_data(python=python, npm=npm, headers=headers, **kwargs)
