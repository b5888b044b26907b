"""A few numbers in Prometheus' text format (version 0.0.4), for who watches several machines.

Each worker counts in its memory and adds that to a small SQLite file every two seconds: one sum for all workers, which
outlives them (docs/adr/0306).
"""

import atexit
import ipaddress
import sqlite3
import threading
from collections import Counter
from contextlib import closing
from pathlib import Path
from time import monotonic

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.core.handlers.wsgi import WSGIRequest
from django.db.models import Count

from bildungsregion.base.outbox.models import OutgoingMail
from funding.models import Application


CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
# Upper edges of the histogram, in seconds.
EDGES = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5)
FLUSH_SECONDS = 2
TABLE = "CREATE TABLE IF NOT EXISTS sums (name TEXT, labels TEXT, value REAL, PRIMARY KEY (name, labels))"
ADD = "INSERT INTO sums VALUES (?, ?, ?) ON CONFLICT (name, labels) DO UPDATE SET value = value + excluded.value"
HELP = {
    "bildungsregion_requests_total": ("counter", "Answers by view and status"),
    "bildungsregion_request_seconds": ("histogram", "Time until an answer begins"),
    "bildungsregion_kept_pages_total": ("counter", "Answers that came from the kept pages"),
}


class _Counts:
    """What this process has counted and not handed on yet."""

    def __init__(self):
        self.lock, self.sums, self.flushed = threading.Lock(), Counter(), monotonic()

    def add(self, *keys: tuple[str, str, float]) -> None:
        with self.lock:
            for name, labels, value in keys:
                self.sums[name, labels] += value
        if monotonic() - self.flushed > FLUSH_SECONDS:
            self.flush()

    def flush(self) -> None:
        with self.lock:
            sums, self.sums, self.flushed = self.sums, Counter(), monotonic()
        if not sums:
            return
        try:
            with closing(_store()) as store, store:
                store.executemany(ADD, [(*key, value) for key, value in sums.items()])
        except sqlite3.Error:
            # Nobody waits for a number: it is added next time.
            with self.lock:
                self.sums.update(sums)


_counts = _Counts()
atexit.register(_counts.flush)


def _store() -> sqlite3.Connection:
    path = Path(settings.METRICS_FILE)
    path.parent.mkdir(parents=True, exist_ok=True)
    store = sqlite3.connect(path, timeout=1)
    # Numbers may be lost with the machine; the disk is not asked for each.
    store.execute("PRAGMA synchronous=OFF")
    store.execute(TABLE)
    return store


def count(view: str, status: str, seconds: float, *, is_kept: bool) -> None:
    edge = next((str(edge) for edge in EDGES if seconds <= edge), "+Inf")
    keys = [
        ("bildungsregion_requests_total", f'view="{view}",status="{status}"', 1),
        ("bildungsregion_request_seconds_bucket", edge, 1),
        ("bildungsregion_request_seconds_sum", "", seconds),
    ]
    if is_kept:
        keys.append(("bildungsregion_kept_pages_total", "", 1))
    _counts.add(*keys)


def may_read(environ: dict) -> bool:
    """Whether who asks comes from METRICS_ALLOW; behind a proxy the address is the one that it saw."""
    request = WSGIRequest(environ)
    try:
        address = ipaddress.ip_address(get_adapter(request).get_client_ip(request))
    except (PermissionDenied, ImproperlyConfigured):
        # No address, or fewer proxies than there should be.
        return False
    return any(address in ipaddress.ip_network(one) for one in settings.METRICS_ALLOW)


def exposition() -> str:
    """Everything, as Prometheus reads it."""
    _counts.flush()
    with closing(_store()) as store:
        rows = store.execute(
            "SELECT name, labels, value FROM sums ORDER BY name, labels"
        ).fetchall()
    sums = {(name, labels): value for name, labels, value in rows}
    lines = []
    for name, (kind, told) in HELP.items():
        lines += [f"# HELP {name} {told}", f"# TYPE {name} {kind}"]
        lines += _histogram(sums, name) if kind == "histogram" else _counter(sums, name)
    return "\n".join([*lines, *_gauges()]) + "\n"


def _counter(sums: dict, name: str) -> list[str]:
    return [
        f"{name}{{{labels}}} {value:.0f}" if labels else f"{name} {value:.0f}"
        for (one, labels), value in sums.items()
        if one == name
    ]


def _histogram(sums: dict, name: str) -> list[str]:
    lines, total = [], 0
    for edge in (*map(str, EDGES), "+Inf"):
        total += sums.get((f"{name}_bucket", edge), 0)
        lines.append(f'{name}_bucket{{le="{edge}"}} {total:.0f}')
    lines.append(f"{name}_sum {sums.get((f'{name}_sum', ''), 0):.6f}")
    return [*lines, f"{name}_count {total:.0f}"]


def _gauges() -> list[str]:
    """What the database knows: mails and cases."""
    mails = OutgoingMail.objects.standing()
    seconds = int(mails["overdue"].total_seconds())
    lines = [
        *_gauge("bildungsregion_outbox_waiting", "Mails that wait", mails["waiting"]),
        *_gauge(
            "bildungsregion_outbox_given_up", "Mails that could not be delivered", mails["given_up"]
        ),
        *_gauge(
            "bildungsregion_outbox_overdue_seconds", "How long a mail should have left", seconds
        ),
        *_gauge(
            "bildungsregion_outbox_blocked_seconds",
            "How long the mail server has taken none",
            int(mails["blocked"].total_seconds()),
        ),
        "# HELP bildungsregion_cases Cases of the fund by state",
        "# TYPE bildungsregion_cases gauge",
    ]
    return [
        *lines,
        *(f'bildungsregion_cases{{state="{state}"}} {number}' for state, number in _cases()),
    ]


def _cases() -> list[tuple[str, int]]:
    counted = Application.objects.order_by("status").values_list("status").annotate(n=Count("pk"))
    return list(counted)


def _gauge(name: str, told: str, value: int) -> list[str]:
    return [f"# HELP {name} {told}", f"# TYPE {name} gauge", f"{name} {value}"]
