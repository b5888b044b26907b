"""A portal of this process: a region with its demonstration, and one row of everything upon it."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test.utils import modify_settings, override_settings, setup_test_environment
from pytest_django.live_server_helper import LiveServer

from tests.access.world import World, make_world
from tests.conftest import stop_clock


HOST = "127.0.0.1"


@dataclass(frozen=True)
class Portal:
    url: str
    world: World


@contextmanager
def portal(region: str, *, with_demo: bool = True) -> Iterator[Portal]:
    """The region of that folder, on the ordinary day of the tests; it vanishes with its folder."""
    # The demonstration reads the codes of its mails in the outbox, which tests put aside.
    outbox = settings.EMAIL_BACKEND
    setup_test_environment(debug=False)
    with (
        pytest.MonkeyPatch.context() as patch,
        override_settings(REGION=region, OFFICE_SECOND_FACTOR=True, EMAIL_BACKEND=outbox),
        modify_settings(ALLOWED_HOSTS={"append": HOST}),
    ):
        stop_clock(patch)
        with redirect_stdout(StringIO()):
            fill(region, with_demo=with_demo)
        world = make_world()
        # Thousands of refusals are not worth a line each.
        logging.disable(logging.CRITICAL)
        server = LiveServer(HOST)
        try:
            yield Portal(server.url, world)
        finally:
            server.stop()
            logging.disable(logging.NOTSET)


def fill(region: str, *, with_demo: bool) -> None:
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    call_command("sync_roles")
    call_command("load_region", region)
    if with_demo:
        # It makes accounts with a known password, and asks whether this is a demonstration.
        with override_settings(DEBUG=True):
            call_command("demo")
