"""The portal refuses to run for real with what is only good for trying, and says what to set."""

import ssl

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.mail.backends.smtp import EmailBackend

from bildungsregion import checks, starting
from tests.roof.production import SETTINGS, production


def refusal(**environment: str) -> str:
    with pytest.raises(ImproperlyConfigured) as caught:
        production(**environment)
    return str(caught.value)


def test_production_starts_with_what_the_example_says():
    found = production()

    assert (found["DEBUG"], found["HTTPS"], found["SECURE_SSL_REDIRECT"]) == (False, True, True)
    assert found["SESSION_COOKIE_NAME"] == "__Host-sitzung"
    assert found["CSRF_COOKIE_NAME"] == "__Host-csrf"


@pytest.mark.parametrize(
    ("environment", "says"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY fehlt."),
        ({"SECRET_KEY": "kurz"}, "SECRET_KEY ist zu kurz"),
        ({"SECRET_KEY": "ab" * 40}, "zu eintönig"),
        ({"SECRET_KEY": starting.DEVELOPMENT_KEY}, "Platzhalter"),
        ({"SECRET_KEY": "django-insecure-" + SETTINGS["SECRET_KEY"]}, "Platzhalter"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS ist leer."),
        ({"ALLOWED_HOSTS": "*"}, "beliebige Namen"),
        ({"ALLOWED_HOSTS": ".portal.example"}, "beliebige Namen"),
        ({"ALLOWED_HOSTS": "https://portal.example"}, "kein Name eines Rechners"),
        ({"ALLOWED_HOSTS": "portal.example:443"}, "kein Name eines Rechners"),
        ({"PORTAL_URL": "http://portal.example"}, "HTTPS=false"),
        ({"PORTAL_URL": "https://anderswo.example"}, "fehlt in ALLOWED_HOSTS"),
        ({"PORTAL_URL": "https://[portal"}, "PORTAL_URL ist keine Adresse"),
        ({"HTTPS": "false"}, "das Portal spricht aber http"),
        ({"DEBUG": "true"}, "DEBUG=false"),
        ({"EMAIL_URL": "smtp://portal:pass@mail.example:25"}, "unverschlüsselt an „mail.example“"),
        ({"LEAKED_PASSWORDS": "/nirgends/liste.txt"}, "LEAKED_PASSWORDS: „/nirgends/liste.txt“"),
    ],
)
def test_wrong_settings_are_refused_with_what_to_do(environment, says):
    sentence = refusal(**environment)

    assert sentence.startswith("Das Portal startet so nicht.\n")
    assert says in sentence


def test_plain_http_runs_where_somebody_says_so():
    found = production(HTTPS="false", PORTAL_URL="http://portal.example")

    assert found["SESSION_COOKIE_SECURE"] is False


@pytest.mark.parametrize(
    "environment",
    [
        {"EMAIL_URL": "smtp://localhost:25"},
        {"EMAIL_URL": "smtp://127.0.0.2:1025"},
        {"EMAIL_URL": "smtp+tls://portal:pass@mail.example:587"},
        {"EMAIL_URL": "smtp+ssl://portal:pass@mail.example:465"},
        {"EMAIL_URL": "smtp://mail.example:25", "EMAIL_PLAIN": "true"},
    ],
)
def test_mail_server_of_this_machine_or_with_encryption_is_taken(environment):
    assert production(**environment)["EMAIL_HOST"]


def test_mail_server_has_to_prove_who_it_is(settings):
    settings.EMAIL_USE_TLS = True

    context = EmailBackend().ssl_context

    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)


def test_secrets_come_from_files(tmp_path):
    key, database = tmp_path / "key", tmp_path / "database"
    key.write_text(SETTINGS["SECRET_KEY"] + "\n")
    database.write_text("postgres://portal:p%40ss@db.example:5432/portal\n")

    found = production(SECRET_KEY="", SECRET_KEY_FILE=str(key), DATABASE_URL_FILE=str(database))

    assert found["SECRET_KEY"] == SETTINGS["SECRET_KEY"]
    assert found["DATABASES"]["default"]["PASSWORD"] == "p@ss"


@pytest.mark.parametrize(
    ("content", "also", "says"),
    [
        (None, "", "SECRET_KEY_FILE lässt sich nicht lesen"),
        (b" \n", "", "SECRET_KEY_FILE nennt, ist leer"),
        (b"\xff\xfe", "", "SECRET_KEY_FILE lässt sich nicht lesen"),
        (b"x", "y", "sind beide gesetzt"),
    ],
)
def test_wrong_secret_files_are_refused(tmp_path, content, also, says):
    place = tmp_path / "key"
    if content is not None:
        place.write_bytes(content)

    sentence = refusal(SECRET_KEY=also, SECRET_KEY_FILE=str(place))

    assert says in sentence


def test_refusal_tells_no_secret():
    sentence = refusal(SECRET_KEY="kurz-und-streng-vertraulich", ALLOWED_HOSTS="*")

    assert "vertraulich" not in sentence


@pytest.mark.parametrize(
    ("name", "value", "number"),
    [
        ("HTTPS", False, "W001"),
        ("OFFICE_SECOND_FACTOR", False, "W002"),
        ("ADMINS", [], "W003"),
        ("X_ACCEL_PREFIX", "geschuetzt", "W004"),
    ],
)
def test_check_names_what_runs_but_should_not(settings, name, value, number):
    settings.HTTPS = settings.OFFICE_SECOND_FACTOR = True
    settings.ADMINS = [("Betrieb", "betrieb@kreis.example")]
    assert checks.running_for_real(None) == []
    setattr(settings, name, value)

    assert [found.id for found in checks.running_for_real(None)] == [f"bildungsregion.{number}"]


def test_check_names_a_mail_server_in_the_open(settings):
    settings.EMAIL_HOST, settings.EMAIL_USE_TLS, settings.EMAIL_USE_SSL = (
        "mail.example",
        False,
        False,
    )
    assert "bildungsregion.W005" in {found.id for found in checks.running_for_real(None)}
    settings.EMAIL_USE_TLS = True

    assert "bildungsregion.W005" not in {found.id for found in checks.running_for_real(None)}


@pytest.mark.parametrize(
    ("host", "mode", "is_named"),
    [
        ("db.example", None, True),
        ("db.example", "require", True),
        ("db.example", "verify-full", False),
        ("", None, False),
        ("/run/postgresql", None, False),
        ("127.0.0.1", None, False),
    ],
)
def test_check_names_a_database_in_the_open(settings, monkeypatch, host, mode, is_named):
    monkeypatch.delenv("PGSSLMODE", raising=False)
    database = {"ENGINE": "django.db.backends.postgresql", "HOST": host, "OPTIONS": {}}
    if mode:
        database["OPTIONS"] = {"sslmode": mode}
    monkeypatch.setitem(settings.DATABASES, "default", database)

    found = {found.id for found in checks.running_for_real(None)}

    assert ("bildungsregion.W006" in found) is is_named
