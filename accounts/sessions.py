"""How long a session lives, what it is called in plain words, and how it ends.

The moments stand in the session itself, as seconds since 1970 (UTC).
"""

import ipaddress
import re
import time
from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from .models import KnownBrowser, User


BEGAN, SEEN = "session_began", "session_seen"
# Written down at most so often, so that reading costs no writing.
STEP = 60
KNOWN_FOR = timedelta(days=180)
BROWSERS = (
    ("Edge", r"Edg[A-Z]*/"), ("Opera", r"OPR/|Opera"), ("Samsung Internet", r"SamsungBrowser/"),
    ("Firefox", r"Firefox/|FxiOS/"), ("Chrome", r"Chrome/|CriOS/|Chromium/"), ("Safari", r"Safari/"),
)  # fmt: skip
SYSTEMS = (
    ("iPhone", r"iPhone"), ("iPad", r"iPad"), ("Android", r"Android"), ("Windows", r"Windows"),
    ("macOS", r"Mac OS X|Macintosh"), ("ChromeOS", r"CrOS"), ("Linux", r"Linux|X11"),
)  # fmt: skip
DEVICES = {"iPhone": "auf einem iPhone", "iPad": "auf einem iPad"}


def begin(session: SessionBase) -> None:
    session[BEGAN] = session[SEEN] = int(time.time())


def is_over(session: SessionBase, user: User) -> str:
    """Why the session has ended, as a German sentence; empty while it lives."""
    now = int(time.time())
    idle = settings.OFFICE_IDLE_MINUTES if user.is_staff else settings.IDLE_MINUTES
    if now - session.get(SEEN, now) > idle * 60:
        return f"Sie waren länger als {idle} Minuten nicht aktiv. Zu Ihrem Schutz haben wir Sie abgemeldet."
    if now - session.get(BEGAN, now) > settings.SESSION_COOKIE_AGE:
        hours = settings.SESSION_COOKIE_AGE // 3600
        return f"Sie waren {hours} Stunden angemeldet. Zu Ihrem Schutz endet eine Sitzung dann."
    return ""


def keep_alive(request: HttpRequest) -> None:
    """Somebody was here now."""
    session, now = request.session, int(time.time())
    if BEGAN not in session:
        begin(session)
    elif now - session.get(SEEN, 0) >= STEP:
        session[SEEN] = now
        UserSession.objects.filter(session_key=session.session_key).update(
            last_seen_at=timezone.now()
        )


def browser_of(user_agent: str) -> str:
    """ "Firefox unter Windows", from what the browser says of itself."""
    browser = next((name for name, mark in BROWSERS if re.search(mark, user_agent)), "")
    system = next((name for name, mark in SYSTEMS if re.search(mark, user_agent)), "")
    place = DEVICES.get(system, f"unter {system}" if system else "")
    return " ".join(filter(None, [browser or "Unbekannter Browser", place]))


def network_of(address: str) -> str:
    """The address without its last part: "203.0.113.…"; enough to tell home from office."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unbekannt"
    if parsed.version == 4:
        return ".".join(address.split(".")[:3]) + ".…"
    return ":".join(parsed.exploded.split(":")[:3]) + ":…"


def is_known(user: User, *, user_agent: str, address: str) -> bool:
    """Whether this kind of browser has come from this part of the network before; from now on it has.

    The very first one is known by being the first.
    """
    today = timezone.localdate()
    part = re.split(r"[.:]", address)[:2]
    told = f"{user.pk}|{browser_of(user_agent)}|{'.'.join(part)}"
    fingerprint = salted_hmac("accounts.known_browser", told, algorithm="sha256").hexdigest()
    former = user.known_browsers.filter(seen_on__gte=today - KNOWN_FOR)
    marks = set(former.values_list("fingerprint", flat=True))
    KnownBrowser.objects.update_or_create(
        user=user, fingerprint=fingerprint, defaults={"seen_on": today}
    )
    return not marks or fingerprint in marks


def end_all(user: User, *, but: str = "") -> int:
    """End every session of this person but the one of this key; how many they were."""
    rows = list(UserSession.objects.filter(user=user).exclude(session_key=but))
    for row in rows:
        row.end()
    return len(rows)
