"""What every test stands on: a shut network, a clock that stands still, an empty cache, logins."""

import gc
import itertools
import re
import socket
from datetime import UTC, date, datetime, time, tzinfo

import pytest
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.db import connection
from django.test import Client, TransactionTestCase
from django.utils import timezone

from accounts import roles
from accounts.models import User
from actors.models import Actor, Membership, Municipality
from bildungsregion.base import edition
from bildungsregion.base.models import Region
from tests import emptying, keeping
from tests.factories.base import make_region


# A Monday without anything special: no change of clocks, no deadline, the year's budget still open.
ORDINARY_DAY = "2026-03-02 10:00"

NO_DATABASE = "no database"
# What pages say, and to whom, is tried once; the verbs, queries, sums and constraints below them on both databases.
PAGES = re.compile(
    r"tests/(?:\w+/test_(?:views_\w+|\w+_views|\w+_pages|own_\w+|forms|letter_texts|ical|offer_page|hours|cost"
    r"|structured|wording|views|pages|admin\w*|sharing|open_data|texts|ui)"
    r"|actors/test_(?:checking|claiming|moderating\w*|suggesting|enquiring|take_along|coordination|links|still_true)"
    r"|events/test_(?:submitting|copying|periods)|documents/test_(?:download|copies)"
    r"|pages/test_(?:region|topics|videos|news|addresses)|subscriptions/test_(?:feeds|stories)"
    r"|funding/test_(?:worklist\w*|case_file|reminders\w*)|roof/test_(?:languages|saved_filters|hints)"
    r"|access/test_\w+|handbook/test_\w+)\.py$"
)
# What a run leaves out (marks, and tests without a database on the second one), what
# it is called there and the command that runs it.
ELSEWHERE = {
    "browser": ("Wege durch den Browser", "make test-browser"),
    "postgres": ("Tests, die PostgreSQL brauchen", "make test-pg"),
    "nginx": ("Prüfung der Seite für nginx", "make check-nginx"),
    "redis": ("Prüfung des gemeinsamen Zwischenspeichers", "make check-cache"),
    "systemd": ("Prüfung der Dienste durch systemd", "make check-units"),
    "clamav": ("Prüfungen mit einem echten ClamAV", "make check-clamav"),
    NO_DATABASE: ("Tests ohne Datenbank, und von Seiten", "make test"),
}
LEFT_OUT = pytest.StashKey[dict[str, int]]()


class NetworkIsShut(OSError):
    """A test wanted to leave this machine."""


@pytest.fixture(autouse=True, scope="session")
def _shut_network():
    """Only this machine can be reached."""
    connect = socket.socket.connect

    def guarded(self, address):
        if self.family != socket.AF_UNIX and address[0] not in ("127.0.0.1", "::1", "localhost"):
            raise NetworkIsShut(f"a test wanted to reach {address}")
        return connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        yield


@pytest.fixture(autouse=True, scope="session")
def _keeping_strictly():
    """What the office's pages keep is read from watched tables alone, in every test that asks for such a page."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(edition, "kept_for_person", keeping.strictly(edition.kept_for_person))
        yield


@pytest.fixture(autouse=True, scope="session")
def _emptied_quickly():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", emptying.emptied)
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The groups of the roles are written once for all tests."""
    with django_db_blocker.unblock():
        roles.sync()


class Clock:
    """The time as Django tells it; ``clock("2026-10-25 02:30")`` moves it (Berlin, or an aware moment)."""

    def __init__(self):
        self(ORDINARY_DAY)

    def __call__(self, moment: str | date | datetime) -> date:
        """Set the clock; gives the day in Berlin. A day alone means 10:00."""
        if isinstance(moment, str):
            moment = (
                datetime.fromisoformat(moment) if len(moment) > 10 else date.fromisoformat(moment)
            )
        if not isinstance(moment, datetime):
            moment = datetime.combine(moment, time(10))
        self.moment = moment if timezone.is_aware(moment) else timezone.make_aware(moment)
        return timezone.localdate(self.moment)


def stop_clock(patch: pytest.MonkeyPatch) -> Clock:
    """A clock that stands still. It replaces the class Django's timezone asks, so that field defaults
    which hold ``timezone.now`` itself see it too."""
    clock = Clock()

    class FrozenDatetime(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None):
            return clock.moment.astimezone(tz or UTC)

    patch.setattr(timezone, "datetime", FrozenDatetime)
    return clock


@pytest.fixture
def clock(monkeypatch) -> Clock:
    return stop_clock(monkeypatch)


@pytest.fixture(scope="session")
def _media(tmp_path_factory):
    """Folders for the files of one test each; made by the first file, as most tests have none."""
    folder = tmp_path_factory.mktemp("media")
    return (folder / str(number) for number in itertools.count())


@pytest.fixture(autouse=True)
def _surroundings(request, settings, _media):
    """Time stands still (a real browser keeps its own), files go to the test's folder, no cached counts."""
    if request.node.get_closest_marker("browser") is None:
        request.getfixturevalue("clock")
    settings.MEDIA_ROOT = next(_media)
    cache.clear()


@pytest.fixture
def today(clock):
    """The day the test happens on."""
    return timezone.localdate()


@pytest.fixture
def region(db) -> Region:
    return make_region()


@pytest.fixture
def office_client(region):
    """``office_client("sachbearbeitung")``: a client signed in with that role; its account is ``.user``."""

    def sign_in(role: str) -> Client:
        roles.sync()
        user = User.objects.create_user(
            f"{role}@landkreis.example", name=role.capitalize(), is_staff=True
        )
        user.groups.add(Group.objects.get(name=role))
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        client.user = user
        return client

    return sign_in


@pytest.fixture
def school_client(region) -> Client:
    """A client signed in for a primary school: ``.user`` and ``.actor`` say who and for which institution."""
    town = Municipality.objects.create(
        name="Adendorf", slug="adendorf", kind="gemeinde", ags="03355001"
    )
    school = Actor.objects.create(name="Grundschule Adendorf", slug="grundschule-adendorf", kind="grundschule",
                                  municipality=town, is_published=True)  # fmt: skip
    head = User.objects.create_user("leitung@schule.example", name="Schulleitung")
    Membership.objects.create(
        user=head, actor=school, role="head", confirmed_at=timezone.now(), confirmed_by=head
    )
    client = Client()
    client.force_login(head, backend="django.contrib.auth.backends.ModelBackend")
    client.user, client.actor = head, school
    return client


def pytest_configure(config):
    """Some hundred thousand objects live as long as the tests: look through them less often."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def pytest_collection_modifyitems(config, items):
    """Leave out what this run cannot do, unless it was asked for by mark."""
    asked = config.option.markexpr
    on_postgres = "postgres" in connection.settings_dict["ENGINE"]
    left_out = config.stash.setdefault(LEFT_OUT, dict.fromkeys(ELSEWHERE, 0))
    kept, dropped = [], []
    for item in items:
        reasons = [
            mark
            for mark in ("browser", "clamav", "nginx", "postgres", "redis", "systemd")
            if item.get_closest_marker(mark)
        ]
        if on_postgres:
            reasons = [mark for mark in reasons if mark != "postgres"]
            if not asked and not needs_database(item):
                reasons.append(NO_DATABASE)
        reasons = [mark for mark in reasons if mark not in asked]
        if reasons:
            left_out[reasons[0]] += 1
            dropped.append(item)
        else:
            kept.append(item)
    if dropped:
        config.hook.pytest_deselected(items=dropped)
        items[:] = kept


def needs_database(item: pytest.Item) -> bool:
    """What a second database would tell nothing new of runs once, with SQLite."""
    if PAGES.search(item.path.as_posix()):
        return False
    fixtures = {"db", "transactional_db", "django_db_setup"}.intersection(item.fixturenames)
    return bool(fixtures) or item.get_closest_marker("django_db") is not None


def pytest_sessionfinish(session):
    """With several processes each says what it left out; all collect the same tests."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["left_out"] = session.config.stash.get(LEFT_OUT, {})


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node, error):
    output = getattr(node, "workeroutput", {})
    node.config.stash[LEFT_OUT] = output.get("left_out", {})


def pytest_terminal_summary(terminalreporter, config):
    for mark, count in config.stash.get(LEFT_OUT, {}).items():
        if count:
            what, command = ELSEWHERE[mark]
            terminalreporter.write_line(f"Nicht gelaufen: {count} {what} ({command})")
