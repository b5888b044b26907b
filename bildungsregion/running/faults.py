"""Faults go to the operator by mail, grouped: one mail an hour for each, which says how often it happened.

A fault is known by its kind and by the place that raised it. The mail holds no personal data, as the log does not.
"""

from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.core.cache import cache
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.utils import timezone

from bildungsregion.base import rounds
from bildungsregion.base.outbox import queue_mail


KEY, KEPT_SECONDS, MOST = "running:faults", 24 * 3600, 100
EVERY = timedelta(hours=1)
# Where the shared cache is what failed, each process groups for itself.
_own: dict[str, dict] = {}


def note(entry: dict, now: datetime) -> None:
    """Count a fault, and write the mail when it is new or the last one is an hour ago.

    Without OPERATOR_EMAILS nobody gets one; the page „Betrieb“ tells it all the same.
    """
    key = sha256("|".join(_place(entry)).encode()).hexdigest()[:16]
    known = _known()
    fault = known.setdefault(key, {"told_at": None, "untold": 0, "count": 0, "began": now})
    fault |= {
        "untold": fault["untold"] + 1,
        "count": fault["count"] + 1,
        "last": now,
        "entry": entry,
    }
    if fault["told_at"] is None or now - fault["told_at"] >= EVERY:
        _tell(fault, now)
    _keep(known, now)


@rounds.register("fehler")
def tell_rest() -> int:
    """What happened again within the hour is told when it is over; how many mails."""
    now, known, told = timezone.now(), _known(), 0
    for fault in known.values():
        if fault["untold"] and fault["told_at"] and now - fault["told_at"] >= EVERY:
            _tell(fault, now)
            told += 1
    if told:
        _keep(known, now)
    return told


def recent() -> list[dict]:
    """Faults of the last day, the latest first: ``kind``, ``place``, ``count``, ``last`` (aware datetime)."""
    known = sorted(_known().values(), key=lambda fault: fault["last"], reverse=True)
    return [
        {
            "kind": fault["entry"].get("fault", {}).get("kind", fault["entry"]["event"]),
            "place": _place(fault["entry"])[1],
            "count": fault["count"],
            "last": fault["last"],
        }
        for fault in known
    ]


def _place(entry: dict) -> tuple[str, ...]:
    fault = entry.get("fault")
    if fault and fault["frames"]:
        return fault["kind"], fault["frames"][-1]
    return entry["logger"], entry["event"]


def _known() -> dict[str, dict]:
    try:
        return cache.get(KEY, {})
    except Exception:  # whatever cache it is
        return _own


def _keep(known: dict[str, dict], now: datetime) -> None:
    fresh = {key: one for key, one in known.items() if now - one["last"] < timedelta(days=1)}
    latest = dict(sorted(fresh.items(), key=lambda item: item[1]["last"])[-MOST:])
    try:
        cache.set(KEY, latest, KEPT_SECONDS)
    except Exception:
        _own.update(latest)


def _tell(fault: dict, now: datetime) -> None:
    if not settings.ADMINS:
        return
    mail = {"to": [address for _name, address in settings.ADMINS]} | _written(fault)
    fault |= {"told_at": now, "untold": 0}
    try:
        with transaction.atomic():
            queue_mail(**mail, purpose="fault")
    except Exception:  # the database may be what failed: past the outbox, then
        direct = get_connection(settings.OUTBOX_TRANSPORT)
        EmailMessage(**mail, connection=direct).send()


def _written(fault: dict) -> dict[str, str]:
    entry, count = fault["entry"], fault["untold"]
    since = fault["told_at"] or fault["began"]
    often = "einmal" if count == 1 else f"{count}-mal"
    kind = entry.get("fault", {}).get("kind", entry["event"])
    lines = [
        f"Im Portal ist seit {timezone.localtime(since):%d.%m.%Y %H:%M} Uhr {often} ein Fehler aufgetreten:",
        "",
        kind,
        *(f"  {frame}" for frame in entry.get("fault", {}).get("frames", [])),
        "",
        *(f"{key}: {entry[key]}" for key in ("logger", "event", "request", "view") if key in entry),
        "",
        "„request“ ist die Kennung, die auf der Fehlerseite und in jeder Zeile des Protokolls steht.",
        "Derselbe Fehler meldet sich höchstens einmal in der Stunde.",
    ]
    return {"subject": f"Fehler im Portal: {kind}"[:120], "body": "\n".join(lines) + "\n"}
