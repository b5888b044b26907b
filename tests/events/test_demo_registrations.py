"""What the demonstration shows of registration."""

import pytest

from bildungsregion.demo import registrations
from bildungsregion.demo.events import SOURCE
from events.models import Registration
from tests.factories.events import make_event


pytestmark = pytest.mark.django_db


def test_first_event_of_the_demonstration_is_full_and_played_once(region, office_client):
    office_client("redaktion")
    two = (("2026-04-14 16:00", None), ("2026-04-21 16:00", None))
    early = make_event(dates=two, access="anmeldung", source=SOURCE)
    make_event(dates=[("2026-05-14 16:00", None)], access="anmeldung", source=SOURCE)
    make_event(dates=(), access="anmeldung", source=SOURCE)

    counts = [registrations.play(), registrations.play()]

    assert counts == [2, 0]
    assert set(Registration.objects.values_list("occurrence__event", flat=True)) == {early.pk}
    assert early.occurrences.get(number=1).is_full
