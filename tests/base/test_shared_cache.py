"""The shared cache while it is away: pages go on, limits stay. Asked is a port at which nobody answers."""

import logging
import subprocess
import time

import environ
import pytest
from django.core.exceptions import ImproperlyConfigured

from bildungsregion import several_machines
from bildungsregion.base import shared_cache
from tests.with_postgres import free_port


@pytest.fixture
def port(monkeypatch):
    monkeypatch.setattr(shared_cache, "_outage", shared_cache._Outage())
    return free_port()


@pytest.fixture
def cache(port):
    made = shared_cache.SharedCache(f"redis://127.0.0.1:{port}/0", {"KEY_PREFIX": f"port-{port}"})
    yield made
    made.clear()


def test_outage_is_a_miss(cache):
    cache.set("running:probe", "da", 60)

    assert cache.get("running:probe") is None
    assert cache.get("running:probe", "nichts") == "nichts"
    assert cache.get_many(["running:probe"]) == {}
    assert (cache.add("form", 1), cache.delete("form"), cache.touch("form")) == (True, False, False)
    with pytest.raises(ValueError, match="form"):
        cache.incr("form")


def test_limits_go_on_in_the_process_during_an_outage(cache):
    cache.set("guard:enquiry:network", 19, 3600)
    cache.set("guard:enquiry:network", cache.get("guard:enquiry:network", 0) + 1, 3600)

    assert cache.get("guard:enquiry:network") == 20
    assert [cache.add("allauth.mfa.totp.used?code=1", "y", 60) for _ in range(2)] == [True, False]


def test_outage_is_told_once_and_not_waited_for(cache, caplog):
    with caplog.at_level(logging.WARNING, logger="bildungsregion.cache"):
        began = time.perf_counter()
        for number in range(200):
            cache.get(f"running:{number}")
        took = time.perf_counter() - began

    assert [record.getMessage() for record in caplog.records] == [
        "the shared cache does not answer (ConnectionError)"
    ]
    assert took < 1


@pytest.mark.redis
def test_cache_that_comes_back_is_used_again(cache, port, monkeypatch, tmp_path):
    cache.get("running:probe")
    monkeypatch.setattr(shared_cache, "REST_SECONDS", 0)
    command = ["redis-server", "--port", str(port), "--save", "", "--dir", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:
        try:
            shared_cache._outage.asks_again = 0
            end = time.monotonic() + 10
            while time.monotonic() < end and cache.get("running:probe") is None:
                cache.set("running:probe", "da", 60)
            assert cache.get("running:probe") == "da"
            assert not shared_cache._outage.is_on
        finally:
            server.terminate()


@pytest.mark.redis
def test_one_installation_empties_nothing_of_another(port, monkeypatch, tmp_path):
    monkeypatch.setattr(shared_cache, "REST_SECONDS", 0)
    address = f"redis://127.0.0.1:{port}/0"
    ours, theirs = (
        shared_cache.SharedCache(address, {"KEY_PREFIX": name}) for name in ("lueneburg", "harburg")
    )
    command = ["redis-server", "--port", str(port), "--save", "", "--dir", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:
        try:
            end = time.monotonic() + 10
            shared_cache._outage.asks_again = 0
            while time.monotonic() < end and theirs.get("wort") is None:
                ours.set("wort", "unser", 60)
                theirs.set("wort", "ihr", 60)

            assert ours.clear() is True
            assert (ours.get("wort"), theirs.get("wort")) == (None, "ihr")
        finally:
            server.terminate()


def said(**variables: str) -> environ.Env:
    env = environ.Env()
    env.ENVIRON = variables
    return env


def test_cache_of_an_installation_has_its_own_keys():
    env = said(CACHE_URL="rediscache://:geheim@valkey.kreis.example:6379/0")

    assert several_machines.cache(env, "lueneburg") == {
        "BACKEND": "bildungsregion.base.shared_cache.SharedCache",
        "LOCATION": "redis://:geheim@valkey.kreis.example:6379/0",
        "KEY_PREFIX": "lueneburg",
    }


def test_cache_without_an_address_is_a_table():
    assert several_machines.cache(said(), "lueneburg") == {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache_entries",
    }


def test_pooled_database_uses_nothing_of_a_session():
    database = {"ENGINE": "django.db.backends.postgresql"}

    several_machines.pool(database, is_pooled=True)

    assert database["DISABLE_SERVER_SIDE_CURSORS"] is True
    assert database["OPTIONS"] == {"prepare_threshold": None}


def test_own_connection_keeps_plans_beside_what_the_address_says():
    database = {
        "ENGINE": "django.db.backends.postgresql",
        "OPTIONS": {"sslmode": "require", "options": "-c lock_timeout=5s"},
    }

    several_machines.pool(database, is_pooled=False)

    assert database["OPTIONS"] == {
        "sslmode": "require", "prepare_threshold": 5,
        "options": "-c lock_timeout=5s -c plan_cache_mode=force_generic_plan",
    }  # fmt: skip


def test_bucket_without_its_packages_says_what_to_install(monkeypatch):
    monkeypatch.setattr(several_machines, "find_spec", lambda name: None)

    with pytest.raises(ImproperlyConfigured, match=r"requirements-shared\.txt"):
        several_machines.storage(said(S3_BUCKET="uploads"), {})


def test_uploads_stay_in_the_folder_without_a_bucket():
    folder = {"BACKEND": "folder"}

    assert several_machines.storage(said(), folder) is folder
