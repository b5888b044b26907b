"""Two at once: nobody is told twice, nobody is asked under two keys."""

import pytest
from django.utils import timezone

from bildungsregion.base.models import OutgoingMail, Subscription
from bildungsregion.base.subscriptions import actions, lists
from tests.factories.events import make_event
from tests.factories.subscriptions import make_subscription
from tests.funding.racing import at_once


pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _outbox(settings):
    settings.EMAIL_BACKEND = "bildungsregion.base.outbox.backend.OutboxBackend"


def test_two_runs_at_once_write_each_mail_once(region, clock):
    make_event(dates=[("2026-03-13 10:00", None)])
    for number in range(6):
        make_subscription("veranstaltungen", email=f"{number}@schule.example")
    clock("2026-03-09 04:10")
    now = timezone.now()

    results = at_once(*[lambda: actions.tell_due(now=now)] * 2)

    assert sum(told.mails for told in results) == 6
    assert sum(told.failed for told in results) == 0
    addresses = [address for mail in OutgoingMail.objects.all() for address in mail.to]
    assert sorted(addresses) == [f"{number}@schule.example" for number in range(6)]


def test_two_wishes_at_once_are_one_subscription(region, today):
    def ask():
        choice = lists.find("akteure").choose(lists.QueryDict(""), region)
        actions.ask(email="a@schule.example", choice=choice, rhythm="weekly", today=today)

    assert at_once(ask, ask) == [None, None]

    key = Subscription.objects.get().key
    bodies = OutgoingMail.objects.values_list("body", flat=True)
    assert [key in body for body in bodies] == [True, True]
