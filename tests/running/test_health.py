"""Whether the portal is well: one word for strangers, sentences for the office."""

import os
from datetime import timedelta

import pytest
from django.core.mail import EmailMessage
from django.db import DatabaseError, InterfaceError, connection
from django.urls import reverse
from django.utils import timezone

from bildungsregion.base import rounds
from bildungsregion.base.models import OutgoingMail
from bildungsregion.base.outbox.backend import stored
from bildungsregion.base.outbox.models import NO_SERVER
from bildungsregion.models import Night
from bildungsregion.running import health
from tests.base.desk import asked_at_the_desk
from tests.factories.office import make_client


pytestmark = pytest.mark.django_db
HEALTH = "/gesundheit/"


def make_waiting(age: timedelta, **fields) -> OutgoingMail:
    mail = stored(EmailMessage("Post", "Text", to=["x@schule.example"]))
    began = timezone.now() - age
    for name, value in ({"created_at": began, "due_at": began} | fields).items():
        setattr(mail, name, value)
    mail.save()
    return mail


def test_strangers_learn_one_word_whatever_name_they_ask_for(settings):
    settings.ALLOWED_HOSTS = ["portal.example"]
    settings.SECURE_SSL_REDIRECT = True

    status, headers, body = asked_at_the_desk(HEALTH, HTTP_HOST="10.0.0.7")

    assert (status, body) == (200, b"ok\n")
    assert headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in headers


@pytest.mark.parametrize(("minutes", "status"), [(14, 200), (16, 503)])
def test_outbox_that_stands_still_is_ill(minutes, status):
    make_waiting(timedelta(minutes=minutes))

    assert asked_at_the_desk(HEALTH)[0] == status


def test_mail_that_is_tried_again_later_is_the_outbox_at_work():
    later = timezone.now() + timedelta(minutes=30)
    make_waiting(timedelta(hours=1), due_at=later, attempts=5, last_error="Nicht erreichbar.")

    assert asked_at_the_desk(HEALTH)[0] == 200
    assert health.outbox().says == (
        "Wartende E-Mails: 1, davon nach einem Fehlversuch: 1; nicht zustellbare: 0."
    )


def test_mail_server_that_takes_nothing_makes_no_portal_ill():
    later = timezone.now() + timedelta(minutes=30)
    make_waiting(timedelta(hours=1), due_at=later, last_error=NO_SERVER)

    assert asked_at_the_desk(HEALTH)[0] == 200
    found = health.mails()
    assert (found.is_well, found.says) == (
        False,
        "Der Mailserver nimmt seit einer Stunde nichts an. Wartende E-Mails: 1.",
    )


@pytest.mark.parametrize("check", [health.database, health.migrations, health.outbox])
def test_no_check_raises_whatever_the_database_does(check):
    def refuse(execute, sql, params, many, context):
        raise InterfaceError("connection already closed by db.internal.example")

    with connection.execute_wrapper(refuse):
        found = check()

    assert (found.is_well, found.says) == (False, "Lässt sich nicht prüfen (InterfaceError).")


def test_dead_database_is_said_without_detail():
    def refuse(execute, sql, params, many, context):
        raise DatabaseError("no connection to db.internal.example as portal")

    with connection.execute_wrapper(refuse):
        status, _headers, body = asked_at_the_desk(HEALTH)
        found = health.database()

    assert (status, body) == (503, b"gestoert\n")
    assert (found.is_well, found.says) == (False, "Lässt sich nicht prüfen (DatabaseError).")


def test_cache_that_keeps_nothing_is_ill(settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}

    assert health.shared_cache().is_well is False


def test_old_and_missing_backups_are_told(settings, tmp_path):
    assert health.backup().is_well is None
    settings.BACKUP_DIR = str(tmp_path)
    assert health.backup().says == "Es gibt noch keine."
    (tmp_path / "bildungsregion-2026-03-02T031000.zip.teil").touch()
    assert health.backup().says == "Es gibt noch keine."
    made = tmp_path / "bildungsregion-2026-03-01T031000.zip.age"
    made.write_bytes(b"x")
    assert health.backup().is_well is True
    old = timezone.now().timestamp() - 27 * 3600
    os.utime(made, (old, old))

    assert health.backup() == health.Finding(
        "sicherung", "Sicherung", False, "Die jüngste entstand vor einem Tag."
    )


def test_certificate_of_a_portal_without_https_is_unknown():
    assert health.certificate().is_well is None


def test_rounds_say_that_the_outbox_lives(monkeypatch):
    monkeypatch.setattr(rounds, "_rounds", {})
    rounds.run_all()

    assert health.regular_rounds().is_well is True


def test_page_tells_what_the_machine_knows(region):
    make_waiting(timedelta(hours=1))
    Night.objects.create(finished=timezone.now())

    html = make_client("koordination").get(reverse("office_operation")).content.decode()

    assert "Wartende E-Mails: 1, überfällig seit einer Stunde. Läuft der Dienst?" in html
    assert "alles durchgelaufen" in html
    assert f"Bildungsregion {health.version()}" in html
    assert "Auf dem Stand des Programms." in html


def test_page_is_for_who_looks_after_the_installation(region):
    assert make_client("redaktion").get(reverse("office_operation")).status_code == 403


def test_start_page_speaks_only_when_something_is_wrong(region):
    client = make_client("koordination")
    before = client.get(reverse("admin:index")).content.decode()
    make_waiting(timedelta(hours=1))

    after = client.get(reverse("admin:index")).content.decode()

    assert "Betrieb: bitte nachsehen" not in before
    assert "Betrieb: bitte nachsehen" in after
