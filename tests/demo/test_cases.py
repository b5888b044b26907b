from collections import Counter
from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from bildungsregion.base.models import OutgoingMail
from bildungsregion.demo import clock as demo_clock, plan
from events.models import Event
from funding import budget
from funding.models import Application, Letter


def run(command, *args):
    out = StringIO()
    call_command(command, *args, stdout=out)
    return out.getvalue()


@pytest.fixture
def lueneburg(db, clock, settings, monkeypatch):
    settings.DEBUG = True
    settings.EMAIL_BACKEND = "bildungsregion.base.outbox.backend.OutboxBackend"
    clock("2026-11-22 10:00")
    monkeypatch.setattr(plan, "CASES", 24)
    run("load_region", "lueneburg")


def test_the_year_is_played_by_the_rules(lueneburg):
    answer = run("demo")

    assert answer.splitlines()[-1] == "Förderanträge: 24 begonnen"
    states = Counter(Application.objects.values_list("status", flat=True))
    assert states["approved"] > 10
    assert states.total() == 24
    assert budget.prove() == []
    for application in Application.objects.filed():
        assert application.submitted_at <= timezone.now()
        assert application.received_on == timezone.localdate(application.submitted_at)
        assert application.first_day > application.received_on
    decided = Letter.objects.exclude(kind=Letter.Kind.RECEIPT).count()
    assert decided == states["approved"] + states["rejected"]


def test_nobody_who_proposed_has_signed(lueneburg):
    run("demo")

    for application in Application.objects.decided():
        assert application.decision.prepared_by != application.decision.signed_by


def test_old_mail_is_not_sent_again(lueneburg):
    run("demo")

    yesterday = timezone.now() - timedelta(days=1)
    assert OutgoingMail.objects.count() > 24
    assert not OutgoingMail.objects.waiting().filter(created_at__lt=yesterday).exists()


def test_a_second_run_adds_nothing(lueneburg):
    run("demo")
    cases, events = Application.objects.count(), Event.objects.count()

    answer = run("demo")

    assert (Application.objects.count(), Event.objects.count()) == (cases, events)
    assert "Förderanträge gibt es schon; es kommen keine hinzu." in answer


def test_a_region_without_the_fund_gets_events_only(db, settings):
    settings.DEBUG = True
    run("load_region", "ludwigsburg")

    assert run("demo").splitlines() == ["Beispieltermine: 12 neu"]
    assert not Application.objects.exists()


def test_an_installation_in_production_gets_no_demo(lueneburg, settings):
    settings.DEBUG = False

    with pytest.raises(CommandError, match="nur mit DEBUG=true"):
        run("demo")


def test_without_a_region_the_demo_says_what_to_do_first(db, settings):
    settings.DEBUG = True

    with pytest.raises(CommandError, match="load_region lueneburg"):
        run("demo")


def test_the_clock_of_the_demo_goes_back_and_returns(clock):
    clock("2026-11-22 10:00")
    moment = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)

    with demo_clock.at(moment):
        inside = timezone.now()

    assert inside == moment
    assert timezone.localdate() == date(2026, 11, 22)
