"""The numbers, days and first visits of the list of cases are kept until a case changes (docs/adr/0368)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from funding import actions
from tests.factories.base import make_region
from tests.factories.funding import make_draft, make_submitted
from tests.factories.office import SUPERUSER, make_client


# Nothing is kept inside a transaction, so these tests commit.
pytestmark = pytest.mark.django_db(transaction=True)
CASES = reverse("admin:funding_application_changelist")


@pytest.fixture
def chief():
    make_region(modules=["funding"])
    return make_client(SUPERUSER)


def shown(client, **query):
    answer = client.get(CASES, query)
    return answer.context["cl"].result_count, " ".join(answer.content.decode().split())


def test_list_asks_for_its_rows_alone_once_it_was_looked_at(chief):
    make_submitted()
    chief.get(CASES)

    with CaptureQueriesContext(connection) as asked:
        chief.get(CASES)

    said = " ".join(query["sql"] for query in asked.captured_queries)
    assert said.count('FROM "funding_application"') == 1
    assert "COUNT(" not in said
    assert "MIN(" not in said


def test_what_is_filed_is_counted_at_once_and_a_draft_is_not(chief):
    first = make_submitted()
    assert shown(chief)[0] == 1

    draft = make_draft(programme=first.programme)
    assert shown(chief)[0] == 1

    filed = actions.submit(application=draft, by=draft.created_by, token="t")
    number, page = shown(chief)
    assert number == 2
    assert filed.number in page


def test_state_and_first_day_are_those_of_now(chief):
    case = make_submitted()
    before = shown(chief)[1]
    visit = case.appointments.get()
    moved = visit.starts_on + timedelta(days=1)
    assert f"{visit.starts_on:%d.%m.%Y}" in before

    visit.starts_on = visit.ends_on = moved
    visit.save()
    actions.withdraw(application=case, by=case.created_by)

    assert f"{moved:%d.%m.%Y}" in shown(chief)[1]
    assert shown(chief, stand="submitted")[0] == 0
    assert shown(chief, stand="withdrawn")[0] == 1
