"""Both regions' real lists of institutions: into the loaded region no doubles, into an empty one everything."""

from pathlib import Path

import pytest
from django.conf import settings
from django.db.models import Count

from actors.imports.planning import Outcome, plan
from actors.models import Actor, Offer, SourceEntry
from bildungsregion.loading import run as loading
from tests.factories.imports import make_import, take_over


pytestmark = pytest.mark.django_db

REGIONS = Path(settings.BASE_DIR) / "regions"
# Written by the office for this portal; the register's own words would only stand beside them.
OWN_WORDS = ("description", "summary", "topics", "source")
ROWS = {"lueneburg": 153, "ludwigsburg": 100}


def register(slug: str) -> bytes:
    """The region's list as a file that comes from elsewhere."""
    return (REGIONS / slug / "actors.csv").read_bytes()


@pytest.fixture(params=ROWS)
def loaded(request) -> str:
    loading.load(REGIONS / request.param)
    return request.param


def test_every_row_finds_its_entry_in_the_loaded_region(loaded):
    rows = ROWS[loaded]
    run = make_import(register(loaded), drop=OWN_WORDS)

    made = take_over(run)

    assert made.counts == dict.fromkeys(Outcome.values, 0) | {Outcome.SAME: rows}
    assert made.conflicts == 0
    assert {line.score >= 0.9 for line in made.lines} == {True}
    assert Actor.objects.count() == SourceEntry.objects.count() == rows


def test_every_row_becomes_an_entry_where_there_is_none(loaded):
    rows = ROWS[loaded]
    Offer.objects.all().delete()
    Actor.objects.update(part_of=None)
    before = {
        actor.name: (actor.kind, actor.municipality.name, actor.street)
        for actor in Actor.objects.all()
    }
    for actor in Actor.objects.all():
        actor.delete()

    made = take_over(make_import(register(loaded), drop=OWN_WORDS))
    again = plan(make_import(register(loaded), drop=OWN_WORDS))

    after = {
        actor.name: (actor.kind, actor.municipality.name, actor.street)
        for actor in Actor.objects.all()
    }
    assert made.counts[Outcome.NEW] == rows
    assert after == before
    assert again.counts[Outcome.SAME] == rows
    assert (
        Actor.objects.values("name", "municipality").annotate(n=Count("pk")).filter(n__gt=1).count()
        == 0
    )
