"""What every answer says to browsers, with the settings of production."""

import pytest
from django.test import Client

from tests.roof.observatory import points, policy
from tests.roof.production import production


NAMES = (
    "CSRF_COOKIE_HTTPONLY",
    "CSRF_COOKIE_NAME",
    "CSRF_COOKIE_SECURE",
    "SECURE_HSTS_INCLUDE_SUBDOMAINS",
    "SECURE_HSTS_PRELOAD",
    "SECURE_HSTS_SECONDS",
    "SECURE_SSL_REDIRECT",
    "SESSION_COOKIE_NAME",
    "SESSION_COOKIE_SECURE",
    "CONTENT_SECURITY_POLICY",
)


@pytest.fixture
def real(settings, region) -> Client:
    """A stranger's browser before the portal as it runs for real."""
    found = production()
    for name in NAMES:
        setattr(settings, name, found[name])
    settings.ALLOWED_HOSTS = ["portal.example"]
    return Client(SERVER_NAME="portal.example")


@pytest.mark.parametrize("path", ["/", "/akteure/", "/konto/anmelden/", "/veranstaltungen/"])
def test_observatory_gives_top_marks(real, path):
    answer = real.get(path, secure=True)

    found = dict(points(answer.headers, answer.cookies, answer.content.decode()))
    lost = {rule: score for rule, score in found.items() if score < 0}
    assert answer.status_code == 200
    assert lost == {}
    assert 100 + sum(found.values()) >= 130


def test_only_fingerprints_of_own_scripts_are_left_out(real):
    answer = real.get("/konto/anmelden/", secure=True)

    found = dict(points(answer.headers, answer.cookies, answer.content.decode()))

    assert found == {
        "csp": 10,
        "cookies": 5,
        "hsts": 0,
        "nosniff": 0,
        "frames": 5,
        "referrer": 5,
        # Own scripts from the own host: a changed server would change the fingerprint as well.
        "scripts": 0,
        "cors": 0,
        "corp": 10,
        "coop": 10,
        "coep": 10,
    }


def test_cookies_belong_to_this_host_alone(real):
    cookies = real.get("/konto/anmelden/", secure=True).cookies

    assert cookies
    for name, cookie in cookies.items():
        assert name.startswith("__Host-"), name
        assert (cookie["secure"], cookie["httponly"], cookie["path"]) == (True, True, "/")
        assert cookie["domain"] == ""
        assert cookie["samesite"] in ("Lax", "Strict")


def test_plain_http_is_led_to_https(real):
    answer = real.get("/akteure/?q=a")

    assert (answer.status_code, answer["Location"]) == (301, "https://portal.example/akteure/?q=a")


def test_a_page_that_is_not_there_is_shut_as_tight(real):
    answer = real.get("/gibt-es-nicht/", secure=True)

    assert answer.status_code == 404
    assert policy(answer["Content-Security-Policy"])["default-src"] == ["'none'"]
    assert answer["Cross-Origin-Embedder-Policy"] == "require-corp"
    assert "camera=()" in answer["Permissions-Policy"]


def test_strange_host_is_answered_with_nothing_of_it(real):
    answer = real.get("/", secure=True, headers={"host": "boese.example"})

    assert answer.status_code == 400
    assert b"boese" not in answer.content
