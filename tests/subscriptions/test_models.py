"""What a subscription can never be."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from bildungsregion.base.models import Sighting, Subscription


pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)
FACTS = {"email": "a@schule.example", "list": "akteure", "query": "art=kita", "asked_on": DAY}


def refused(row) -> list[str]:
    """The sentences of the model; the database refuses the row as well."""
    with pytest.raises(ValidationError) as found:
        row.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()
    return found.value.messages


def test_subscription_tells_nothing_before_it_is_confirmed(clock):
    row = Subscription(**FACTS, told_until=timezone.now())

    assert refused(row) == ["Vor der Bestätigung geht keine Nachricht hinaus."]


def test_confirmed_subscription_knows_how_far_it_is_told():
    row = Subscription(**FACTS, confirmed_on=DAY)

    assert refused(row) == ["Vor der Bestätigung geht keine Nachricht hinaus."]


def test_list_is_subscribed_to_once():
    first = Subscription.objects.create(**FACTS)

    assert refused(Subscription(**FACTS)) == ["Diese Liste ist mit dieser Adresse schon abonniert."]
    assert len(first.key) == 43


def test_entry_is_seen_once_in_a_list_and_not_before_it_was_there():
    now = timezone.now()
    facts = {"list": "akteure", "entry": 1, "digest": "x", "listed": now, "changed": now}
    Sighting.objects.create(**facts, noticed=now)

    assert refused(Sighting(**facts, noticed=now)) == [
        "Dieser Eintrag hat in dieser Liste schon einen Stand."
    ]
    early = Sighting(**facts | {"entry": 2}, noticed=now - timedelta(hours=1))
    assert refused(early) == ["Bemerkt wird ein Eintrag nicht vor dem ersten Mal."]
