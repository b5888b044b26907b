"""Faults go to the operator, one mail an hour for each."""

import logging
from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import DatabaseError

from bildungsregion.running import faults
from bildungsregion.running.operator_mails import OperatorMails


pytestmark = pytest.mark.django_db


@pytest.fixture
def log(settings):
    settings.ADMINS = [("Betrieb", "betrieb@portal.example")]
    cache.delete(faults.KEY)
    yield OperatorMails(logging.ERROR)
    cache.delete(faults.KEY)


def fail(log, error: Exception, moment) -> None:
    try:
        raise error
    except type(error) as raised:
        caught = (type(raised), raised, raised.__traceback__)
    record = logging.LogRecord("bildungsregion.x", logging.ERROR, "", 1, "failed", (), caught)
    record.created = moment.timestamp()
    log.handle(record)


def test_same_fault_is_told_once_an_hour_with_its_count(log, clock, mailoutbox):
    for minutes in (0, 1, 30, 59, 61):
        fail(log, LookupError("Erika"), clock.moment + timedelta(minutes=minutes))
    fail(log, ZeroDivisionError("Erika"), clock.moment)

    assert [one.subject for one in mailoutbox] == [
        "Fehler im Portal: LookupError",
        "Fehler im Portal: LookupError",
        "Fehler im Portal: ZeroDivisionError",
    ]
    assert "einmal" in mailoutbox[0].body
    assert "4-mal" in mailoutbox[1].body
    assert "Erika" not in "".join(one.body for one in mailoutbox)
    assert mailoutbox[0].to == ["betrieb@portal.example"]


def test_rest_of_the_hour_is_told_when_it_is_over(log, clock, mailoutbox):
    for _ in range(3):
        fail(log, LookupError(), clock.moment)
    early = faults.tell_rest()
    clock.moment += timedelta(hours=1)

    assert (early, faults.tell_rest(), faults.tell_rest()) == (0, 1, 0)
    assert "2-mal" in mailoutbox[1].body
    assert faults.recent()[0]["count"] == 3


def test_fault_is_counted_where_nobody_gets_a_mail(log, clock, mailoutbox, settings):
    settings.ADMINS = []

    for _ in range(2):
        fail(log, LookupError(), clock.moment)

    assert [fault["count"] for fault in faults.recent()] == [2]
    assert mailoutbox == []


def test_dead_outbox_is_passed_by(log, clock, monkeypatch, settings):
    settings.OUTBOX_TRANSPORT = "django.core.mail.backends.locmem.EmailBackend"

    def refuse(**given):
        raise DatabaseError("gone")

    monkeypatch.setattr(faults, "queue_mail", refuse)

    fail(log, LookupError(), clock.moment)

    assert len(mail.outbox) == 1
