"""nginx's own check of our site, and a real run of it before gunicorn (make check-nginx)."""

import http.client
import os
import re
import socket
import ssl
import subprocess
import sys
import time
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from tests.house import ROOT
from tests.serving import gunicorn
from tests.with_postgres import free_port


pytestmark = pytest.mark.nginx
HOST = "bildungsregion.example"
NGINX = ROOT / "deploy" / "nginx"
BASE = """daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log; {user}
include /etc/nginx/modules-enabled/*.conf;
events {{}}
http {{ include /etc/nginx/mime.types; {temporary} include {folder}/site.conf; }}
"""
TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


class Site:
    """Portal and proxy as an operator has them, with paths and ports of a folder that is thrown away."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.plain, self.secure, self.portal = free_port(), free_port(), free_port()
        self.gunicorn, self.key = None, os.urandom(48).hex()

    def environment(self) -> dict[str, str]:
        return os.environ | {
            "DEBUG": "false",
            "SECRET_KEY": self.key,
            "ALLOWED_HOSTS": HOST,
            "REGION": "lueneburg",
            "PORTAL_URL": f"https://{HOST}",
            "CSRF_TRUSTED_ORIGINS": f"https://{HOST}",
            "BEHIND_PROXY": "true",
            "VAR_DIR": str(self.folder),
            "STATIC_ROOT": f"{self.folder}/static",
            "METRICS": "true",
            "DATABASE_URL": f"sqlite:///{self.folder}/db.sqlite3",
            "CACHE_URL": "dbcache://cache_entries",
            "BIND": f"127.0.0.1:{self.portal}",
            "LOG_FORMAT": "json",
            "LOG_LEVEL": "INFO",
            "DJANGO_SETTINGS_MODULE": "bildungsregion.settings",
            "X_ACCEL_PREFIX": "/geschuetzt/",
        }

    def prepare(self) -> None:
        said = self.environment()
        for command in (
            ["migrate", "-v0"],
            ["load_region", "lueneburg"],
            ["collectstatic", "-v0", "--no-input"],
        ):
            subprocess.run(
                [sys.executable, "manage.py", *command],
                cwd=ROOT,
                env=said,
                check=True,
                capture_output=True,
            )
        subprocess.run(
            [
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-days",
                "2",
                "-subj",
                f"/CN={HOST}",
                "-keyout",
                self.folder / "privkey.pem",
                "-out",
                self.folder / "fullchain.pem",
            ],
            check=True,
            capture_output=True,
        )
        self.write_site()

    def write_site(self) -> None:
        changes = {
            r"/etc/letsencrypt/live/[^/]+": str(self.folder),
            "/etc/bildungsregion-wartung": f"{self.folder}/wartung",
            "/srv/bildungsregion/var/static": f"{self.folder}/static",
            "/srv/bildungsregion/deploy/nginx/(?=[a-z-]+.conf)": f"{self.folder}/",
            "/srv/bildungsregion": str(ROOT),
            "/var/lib/bildungsregion": str(self.folder),
            "/var/log/nginx/bildungsregion.log": f"{self.folder}/access.log",
            "/var/log/nginx/bildungsregion-error.log": f"{self.folder}/error.log",
            "127.0.0.1:8000": f"127.0.0.1:{self.portal}",
            r"(?m)^\s+listen \[::\].*$": "",
            r"listen 80;": f"listen 127.0.0.1:{self.plain};",
            r"listen 443 ": f"listen 127.0.0.1:{self.secure} ",
        }
        for file in NGINX.glob("*.conf"):
            text = file.read_text(encoding="utf-8")
            for pattern, into in changes.items():
                text = re.sub(pattern, into, text)
            (self.folder / file.name).write_text(text, encoding="utf-8")
        (self.folder / "bildungsregion.conf").rename(self.folder / "site.conf")
        temporary = " ".join(f"{name}_temp_path {self.folder}/{name};" for name in TEMPORARY)
        user = "user root;" if os.getuid() == 0 else ""
        whole = BASE.format(folder=self.folder, user=user, temporary=temporary)
        (self.folder / "nginx.conf").write_text(whole)

    def nginx(self, *arguments: str) -> list[str]:
        return ["nginx", "-c", str(self.folder / "nginx.conf"), *arguments]

    def start_portal(self) -> None:
        with (self.folder / "portal.log").open("a") as log:
            self.gunicorn = subprocess.Popen(
                gunicorn(), cwd=ROOT, env=self.environment(), stdout=log, stderr=log
            )

    def ask(self, address: str, method: str = "GET", body: bytes | None = None, **headers: str):
        """Status, headers in small letters, body; over TLS, from 127.0.0.1."""
        context = ssl._create_unverified_context()
        connection = http.client.HTTPSConnection(
            "127.0.0.1", self.secure, context=context, timeout=20
        )
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        with closing(connection):
            connection.request(method, address, body=body, headers={"Host": HOST} | given)
            answer = connection.getresponse()
            told = {name.lower(): value for name, value in answer.getheaders()}
            return answer.status, told, answer.read()

    def connected(self) -> ssl.SSLSocket:
        """A connection by hand, for what no client of a library would do."""
        plain = socket.create_connection(("127.0.0.1", self.secure), timeout=30)
        return ssl._create_unverified_context().wrap_socket(plain)

    def wait(self) -> None:
        end = time.monotonic() + 120
        while time.monotonic() < end:
            try:
                if self.ask("/gesundheit/")[0] == 200:
                    return
            except OSError:
                pass
            time.sleep(0.2)
        raise AssertionError((self.folder / "portal.log").read_text()[-2000:])


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    made = Site(tmp_path_factory.mktemp("site"))
    made.prepare()
    made.start_portal()
    proxy = subprocess.Popen(made.nginx())
    made.wait()
    yield made
    for process in (proxy, made.gunicorn):
        process.terminate()
        process.wait(40)


def test_nginx_takes_the_site(site):
    checked = subprocess.run(site.nginx("-t"), capture_output=True, text=True)

    assert checked.returncode == 0, checked.stderr
    assert "[warn]" not in checked.stderr


def test_plain_http_leads_to_https(site):
    connection = http.client.HTTPConnection("127.0.0.1", site.plain)
    connection.request("GET", "/akteure/?seite=2", headers={"Host": HOST})
    answer = connection.getresponse()
    answer.read()
    connection.close()

    assert (answer.status, answer.headers["Location"]) == (301, f"https://{HOST}/akteure/?seite=2")


def test_second_version_of_http_is_spoken(site):
    context = ssl._create_unverified_context()
    context.set_alpn_protocols(["h2"])
    with (
        socket.create_connection(("127.0.0.1", site.secure)) as plain,
        context.wrap_socket(plain) as secure,
    ):
        assert secure.selected_alpn_protocol() == "h2"
        assert secure.version() == "TLSv1.3"


def test_pages_carry_one_mark_that_both_logs_know(site):
    status, headers, _body = site.ask("/akteure/", X_Request_ID="von-aussen-0123")

    mark = headers["x-request-id"]
    assert status == 200
    assert re.fullmatch(r"[0-9a-f]{32}", mark)
    assert mark in (site.folder / "portal.log").read_text()
    assert mark in (site.folder / "access.log").read_text()
    assert headers["strict-transport-security"].startswith("max-age=63072000")


def test_logs_of_both_hold_no_addresses(site):
    site.ask("/suche/?q=Musterfrau")
    site.ask("/gemeldet/geheimes-zeichen/")

    site.ask("/static/fehlt/geheimes-zeichen.css")
    site.ask("/suche/?q=Musterfrau", "POST", Content_Length=str(2 * 1024**3))

    logs = "".join(
        (site.folder / f"{name}.log").read_text() for name in ("portal", "access", "error")
    )
    assert [word for word in ("Musterfrau", "geheimes-zeichen", "akteure/?") if word in logs] == []


@pytest.mark.parametrize(("accepted", "coding"), [("br, gzip", "br"), ("gzip", "gzip"), ("", None)])
def test_static_files_come_compressed_from_the_disk(site, accepted, coding):
    css = next(site.folder.glob("static/css/site.*.css"))

    status, headers, body = site.ask(f"/static/css/{css.name}", Accept_Encoding=accepted)

    assert (status, headers.get("content-encoding")) == (200, coding)
    assert "immutable" in headers["cache-control"]
    assert headers["content-type"] == "text/css"
    assert coding is None or len(body) < css.stat().st_size


def test_private_files_cannot_be_asked_for(site):
    (site.folder / "media").mkdir(exist_ok=True)
    (site.folder / "media" / "geheim.pdf").write_bytes(b"%PDF")

    assert site.ask("/geschuetzt/geheim.pdf")[0] == 404
    assert site.ask("/media/geheim.pdf")[0] == 404


PERSON_WITH_A_LETTER = """
import django
django.setup()
from django.conf import settings
from django.test import Client
from django.urls import reverse
from tests.factories.funding import make_submitted
case, client = make_submitted(), Client()
client.force_login(case.created_by)
session = client.cookies[settings.SESSION_COOKIE_NAME]
print(reverse("funding:application_receipt", args=[case.key]), f"{session.key}={session.value}")
"""


def test_private_files_come_with_the_headers_of_the_portal(site):
    made = subprocess.run(
        [sys.executable, "-c", PERSON_WITH_A_LETTER],
        cwd=ROOT, env=site.environment(), check=True, capture_output=True, text=True,
    )  # fmt: skip
    address, session = made.stdout.split()

    status, headers, body = site.ask(address, Cookie=session)

    assert (status, body[:5], headers["content-type"]) == (200, b"%PDF-", "application/pdf")
    assert headers["content-disposition"].startswith("attachment")
    assert headers["cache-control"] == "private, no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert headers["strict-transport-security"].startswith("max-age=63072000")
    assert re.fullmatch(r"[0-9a-f]{32}", headers["x-request-id"])


def test_too_much_is_refused_before_it_comes(site):
    assert site.ask("/suche/", "POST", Content_Length=str(2 * 1024**3))[0] == 413


@pytest.mark.parametrize(
    ("address", "megabytes", "said"),
    [
        ("/dokumente/", 29, b"100 Continue"),
        ("/dokumente/", 31, b"413"),
        ("/verwaltung/pages/video/add/", 200, b"100 Continue"),
        ("/verwaltung/pages/video/add/", 211, b"413"),
    ],
)
def test_files_may_be_as_large_as_the_portal_takes_them(site, address, megabytes, said):
    with site.connected() as client:
        head = f"POST {address} HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: {megabytes * 1024**2}"
        client.sendall(f"{head}\r\nExpect: 100-continue\r\n\r\n".encode())

        assert said in client.recv(100)


def test_slow_clients_hold_up_nobody_and_are_sent_away(site):
    """More of them than there are workers, each with half a request: they wait at nginx, ten seconds long."""
    began = time.monotonic()
    with ExitStack() as stack:
        slow = [stack.enter_context(site.connected()) for _number in range(50)]
        for client in slow:
            client.sendall(f"GET / HTTP/1.1\r\nHost: {HOST}\r\nX-Slow: ".encode())

        status = site.ask("/akteure/")[0]
        answers = {client.recv(100) for client in slow}

    assert status == 200
    assert answers == {b""}
    assert time.monotonic() - began < 30


def test_what_clients_say_of_their_address_is_written_over(site):
    assert site.ask("/metriken/")[0] == 200
    assert site.ask("/metriken/", X_Forwarded_For="203.0.113.9")[0] == 200


def test_maintenance_has_a_page(site):
    switch = site.folder / "wartung"
    switch.touch()
    status, headers, body = site.ask("/akteure/")
    switch.unlink()

    assert (status, headers["retry-after"]) == (503, "300")
    assert "Wir sind gleich wieder da." in body.decode()
    assert site.ask("/akteure/")[0] == 200


def test_portal_that_is_gone_is_told_and_comes_back(site):
    site.gunicorn.terminate()
    site.gunicorn.wait(40)
    gone = site.ask("/akteure/")
    site.start_portal()
    site.wait()

    assert (gone[0], "Wir sind gleich wieder da." in gone[2].decode()) == (502, True)
