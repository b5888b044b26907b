"""One world for all tests of a file: what they do to it is taken back."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import transaction
from django.test import override_settings

from tests.access.world import World, make_world
from tests.conftest import stop_clock
from tests.factories.base import make_region


@contextmanager
def taken_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def _standing_world(django_db_setup, django_db_blocker, tmp_path_factory):
    media = tmp_path_factory.mktemp("world")
    with (
        django_db_blocker.unblock(),
        pytest.MonkeyPatch.context() as patch,
        override_settings(MEDIA_ROOT=media),
        taken_back(),
    ):
        stop_clock(patch)
        make_region()
        yield make_world(), media


@pytest.fixture
def world(_standing_world, db, settings) -> Iterator[World]:
    world, settings.MEDIA_ROOT = _standing_world
    settings.OFFICE_SECOND_FACTOR = True
    # Thousands of refusals are not worth a line each.
    logging.disable(logging.CRITICAL)
    yield world
    logging.disable(logging.NOTSET)
