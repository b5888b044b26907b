"""A video larger than the folders in memory, sent in through nginx as the office does, and fetched again."""

import hashlib
import subprocess
import sys
import time
from pathlib import Path


# More than all that compose.yaml gives in memory to the web service (64 MB) and to nginx (16 MB).
MEGABYTES = 150
HEAD = b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2mp41"
TOKEN = "o" * 32
# Prints the cookie of somebody who has signed in with both factors, and the number of a page.
PERSON = """
from importlib import import_module
from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest
from accounts.models import User
from bildungsregion.base.second_factor import METHOD
from pages.models import Page
user = User.objects.create_superuser("leitung@kreis.example", "Vierzehn-Enten-auf-Rollen")
request = HttpRequest()
session = request.session = import_module(settings.SESSION_ENGINE).SessionStore()
login(request, user, backend="django.contrib.auth.backends.ModelBackend")
record_authentication(request, user, METHOD)
session.save()
cookies = f"{settings.SESSION_COOKIE_NAME}={session.session_key}; {settings.CSRF_COOKIE_NAME}"
print(cookies, Page.objects.originals().first().pk, sep="|")
"""


def curl(*words: str | Path) -> str:
    """What curl writes; every name leads to this machine."""
    start = ["curl", "--insecure", "--silent", "--show-error", "--connect-to", "::127.0.0.1:"]
    done = subprocess.run([*start, *words], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"curl {words[-1]}: {done.stderr}")
    return done.stdout


def film(folder: Path) -> tuple[Path, str]:
    """A file that begins as a video does, and its SHA-256."""
    file = folder / "film.mp4"
    with file.open("wb") as written:
        written.write(HEAD)
        written.truncate(MEGABYTES * 1024**2)
    with file.open("rb") as read:
        return file, hashlib.file_digest(read, "sha256").hexdigest()


def send_and_fetch(site: str, folder: Path, person: str) -> str:
    """How long both took; ``site`` is scheme, name and port, ``person`` what PERSON printed.

    Raises AssertionError where the portal does not take it, or gives other bytes back.
    """
    cookie, page = person.strip().split("|")
    file, digest = film(folder)
    # The name alone: nginx leaves the port away, as it is the usual one outside of the container.
    comes_from = f"{site.rpartition(':')[0]}/verwaltung/"
    cookies = ["--cookie", f"{cookie}={TOKEN}", "--referer", comes_from]
    fields = {
        "csrfmiddlewaretoken": TOKEN, "title": "Probe", "spoken": "gsg", "page": page, "position": 1,
        "captions_language": "de", "transcript": "Zu sehen ist nichts.", "is_published": "on", "upload": f"@{file}",
    }  # fmt: skip
    form = [word for name, value in fields.items() for word in ("--form", f"{name}={value}")]
    began = time.monotonic()
    told = ["--output", "/dev/null", "--write-out", "%{http_code} %{redirect_url}"]
    taken = curl(*cookies, *told, *form, f"{site}/verwaltung/pages/video/add/")
    assert taken == f"302 {site}/verwaltung/pages/video/", taken
    sent = time.monotonic() - began
    began = time.monotonic()
    back = folder / "back.mp4"
    told = ["--output", back, "--write-out", "%{http_code} %{content_type} %{size_download}"]
    said = curl(*cookies, *told, f"{site}/videos/1/{digest[:12]}/datei/")
    assert said == f"200 video/mp4 {file.stat().st_size}", said
    with back.open("rb") as read:
        assert hashlib.file_digest(read, "sha256").hexdigest() == digest
    return f"{MEGABYTES} MB hinein in {sent:.0f} s, heraus in {time.monotonic() - began:.0f} s"
