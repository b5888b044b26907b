"""Files that no row names: what a process leaves behind that dies between writing a file and keeping its row.

The other way round does not happen: a file is written before the row that names it (docs/adr/0330).
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta

from django.apps import apps
from django.core.files.storage import default_storage
from django.db import models

from .models import Picture


logger = logging.getLogger("bildungsregion.files")

# Long after every request, import and restore has ended that may still be about to name it.
RESTS = timedelta(days=2)
# More than these at once is no rest of a dead process: rows and files do not belong together, and nothing is deleted.
MOST, MOST_SHARE = 50, 0.1
Names = Callable[[], Iterable[str]]
_further: list[Names] = []


class TooManyError(Exception):
    """So many files have no row that a person has to look; ``number`` of ``total``."""

    def __init__(self, number: int, total: int):
        super().__init__(f"{number} of {total} files have no row")
        self.number, self.total = number, total


def names_too(give: Names) -> Names:
    """Decorator of a function that gives names of files which stand elsewhere than in a FileField."""
    _further.append(give)
    return give


@names_too
def _sizes_of_pictures() -> Iterator[str]:
    for picture in Picture._base_manager.only("file", "width"):
        yield from (picture.name_of(width) for width in picture.widths)


def sweep(now: datetime) -> int:
    """Delete the files that have rested without a row; how many they were. Raises TooManyError."""
    # First the files, then the rows: what is kept meanwhile has its row by the time that is asked.
    there = list(default_storage.names())
    named = _named()
    found = [name for name in there if name not in named and _rests(name, now)]
    if len(found) > max(MOST, len(there) * MOST_SHARE):
        raise TooManyError(len(found), len(there))
    for name in found:
        default_storage.delete(name)
    if found:
        logger.info("%s files without a row deleted", len(found))
    return len(found)


def _named() -> set[str]:
    columns = [
        (model, field.name)
        for model in apps.get_models()
        for field in model._meta.local_concrete_fields
        if isinstance(field, models.FileField)
    ]
    found = {name for give in _further for name in give()}
    for model, column in columns:
        found.update(model._base_manager.values_list(column, flat=True))
    return found


def _rests(name: str, now: datetime) -> bool:
    try:
        return now - default_storage.get_modified_time(name) > RESTS
    except FileNotFoundError:
        return False
