"""The cache that all machines share (Valkey or Redis), and what holds while it is away (docs/adr/0335).

Nothing is kept in it that cannot be worked out again, so an outage is a miss and pages go on. What counts tries and
sendings goes on in the memory of each process, so that no limit is lifted by an outage.
"""

import logging
from threading import Lock
from time import monotonic

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry


logger = logging.getLogger("bildungsregion.cache")

# Beginnings of keys that hold numbers of tries and sendings, used codes, and what was sent already.
COUNTED = ("allauth", "guard:", "registration-message:", "scanning:told:", "subscriptions:")
CONNECT_SECONDS, ANSWER_SECONDS = 0.3, 0.5
# So long nobody waits for a cache that has just not answered.
REST_SECONDS = 5
MOST_OWN = 20_000


class _Outage:
    """Whether the cache is away, as this process knows."""

    def __init__(self):
        self.is_on, self.asks_again, self.lock = False, 0.0, Lock()

    def rests(self) -> bool:
        return self.is_on and monotonic() < self.asks_again

    def begins(self, error: Exception) -> None:
        with self.lock:
            if not self.is_on:
                # Never its text, which may hold the address of the server.
                logger.warning("the shared cache does not answer (%s)", type(error).__name__)
            self.is_on, self.asks_again = True, monotonic() + REST_SECONDS

    def ends(self) -> None:
        with self.lock:
            if self.is_on:
                logger.warning("the shared cache answers again")
            self.is_on = False


_outage = _Outage()


class SharedCache(RedisCache):
    """Django's cache in Valkey or Redis, whose outage nobody notices but the log and the page „Betrieb“."""

    def __init__(self, server, params):
        patience = {
            "socket_connect_timeout": CONNECT_SECONDS,
            "socket_timeout": ANSWER_SECONDS,
            # Once more at once: after a restart of the server each kept connection is dead.
            "retry": Retry(NoBackoff(), 1),
        }
        super().__init__(server, params | {"OPTIONS": patience | params.get("OPTIONS", {})})
        self._own = LocMemCache(
            "shared-cache-away",
            {"OPTIONS": {"MAX_ENTRIES": MOST_OWN}, "KEY_PREFIX": self.key_prefix},
        )

    def _ask(self, name: str, missed, key: str, *args, **kwargs):
        if not _outage.rests():
            try:
                answer = getattr(RedisCache, name)(self, key, *args, **kwargs)
            except (RedisError, OSError) as error:
                _outage.begins(error)
            else:
                _outage.ends()
                return answer
        if key.startswith(COUNTED):
            return getattr(self._own, name)(key, *args, **kwargs)
        return missed

    def add(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        # Who asks whether something is new hears yes: a form is taken rather than passed over.
        return self._ask("add", True, key, value, timeout=timeout, version=version)

    def get(self, key, default=None, version=None):
        return self._ask("get", default, key, default, version=version)

    def set(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        self._ask("set", None, key, value, timeout=timeout, version=version)

    def touch(self, key, timeout=DEFAULT_TIMEOUT, version=None):
        return self._ask("touch", False, key, timeout=timeout, version=version)

    def delete(self, key, version=None):
        return self._ask("delete", False, key, version=version)

    def has_key(self, key, version=None):
        return self._ask("has_key", False, key, version=version)

    def get_many(self, keys, version=None):
        found = {key: self.get(key, version=version) for key in keys}
        return {key: value for key, value in found.items() if value is not None}

    def set_many(self, data, timeout=DEFAULT_TIMEOUT, version=None):
        for key, value in data.items():
            self.set(key, value, timeout=timeout, version=version)
        return []

    def delete_many(self, keys, version=None):
        for key in keys:
            self.delete(key, version=version)

    def incr(self, key, delta=1, version=None):
        """Raises ValueError where there is no such number, also while the cache is away."""
        number = self._ask("incr", None, key, delta, version=version)
        if number is None:
            raise ValueError(f"Key '{key}' not found")
        return number

    def clear(self):
        """The keys of this installation alone: others share the cache, which Django's way would empty whole."""
        self._own.clear()
        try:
            client = self._cache.get_client(write=True)
            for key in client.scan_iter(match=f"{self.key_prefix}:*", count=1000):
                client.delete(key)
        except (RedisError, OSError) as error:
            _outage.begins(error)
            return False
        return True
