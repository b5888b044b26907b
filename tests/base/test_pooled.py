"""Behind PgBouncer in transaction mode nothing may be left in a session (docs/adr/0336)."""

import pytest
from django.db import connection

from bildungsregion.base.journal import acting
from bildungsregion.base.journal.models import Change
from tests.factories.base import make_region


pytestmark = pytest.mark.postgres


def left(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting(%s, true), '')", [f"bildungsregion.{name}"])
        return cursor.fetchone()[0]


@pytest.mark.django_db(transaction=True)
def test_word_of_who_acts_does_not_outlive_the_write():
    region = make_region()

    with acting.acting(origin="Einlesen der Volkshochschule"):
        region.claim = "Lernen ein Leben lang"
        region.save()

    assert Change.objects.latest("pk").origin == "Einlesen der Volkshochschule"
    assert left("note") == ""


@pytest.mark.django_db(transaction=True)
def test_leave_to_forget_ends_with_its_transaction():
    make_region()

    with acting.forgetting(connection):
        inside = left("forgetting")
        Change.objects.all().delete()

    assert (inside, left("forgetting")) == ("on", "")


@pytest.mark.django_db(transaction=True)
def test_leave_to_forget_is_taken_back_by_a_fault():
    with pytest.raises(ZeroDivisionError), acting.forgetting(connection):
        Change.objects.filter(pk=1 // 0)

    assert left("forgetting") == ""
