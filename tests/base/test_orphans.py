"""Files without a row go after two days; whatever a row names, in a column or in words of its own, stays."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from actors.models import ChangeProposal
from actors.nightly import proposed_pictures
from bildungsregion.base import orphans
from tests.factories.funding import make_submitted
from tests.factories.pictures import make_picture


pytestmark = pytest.mark.django_db


def stored(name: str, *, days: int = 3) -> Path:
    """A file that was last written so many days ago, and that no row names."""
    path = Path(default_storage.path(default_storage.save(name, ContentFile(b"rest"))))
    return aged(path, days)


def aged(path: Path, days: int = 3) -> Path:
    moment = (timezone.now() - timedelta(days=days)).timestamp()
    os.utime(path, (moment, moment))
    return path


def all_files() -> list[Path]:
    return [path for path in Path(default_storage.location).rglob("*") if path.is_file()]


def test_rest_of_a_dead_process_goes_and_named_files_stay():
    letter = make_submitted().letters.get()
    picture = make_picture()
    kept = [aged(path) for path in all_files()]
    rest, young = stored("funding/attachment/2026/rest.pdf"), stored("actors/neu.webp", days=1)

    swept = orphans.sweep(timezone.now())

    assert (swept, rest.exists(), young.exists()) == (1, False, True)
    assert Path(letter.pdf.path) in kept
    assert len(kept) >= 1 + len(picture.widths)
    assert all(path.exists() for path in kept)


def test_picture_that_is_only_proposed_stays(region):
    waiting = stored("actors/vorgeschlagen.webp")
    ChangeProposal.objects.bulk_create(
        [ChangeProposal(kind="new", title="Neu", wanted={"image": "actors/vorgeschlagen.webp"})]
    )

    assert list(proposed_pictures()) == ["actors/vorgeschlagen.webp"]
    assert orphans.sweep(timezone.now()) == 0
    assert waiting.exists()


def test_many_files_without_rows_are_left_and_told(monkeypatch):
    monkeypatch.setattr(orphans, "MOST", 2)
    for number in range(3):
        stored(f"funding/{number}.pdf")

    with pytest.raises(orphans.TooManyError) as told:
        orphans.sweep(timezone.now())

    assert (told.value.number, told.value.total, len(all_files())) == (3, 3, 3)


def test_nothing_stored_yet_is_nothing_to_sweep():
    assert orphans.sweep(timezone.now()) == 0
