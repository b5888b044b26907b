"""States of lists under a name: kept, shown, counted, shared with a role, renamed, deleted."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from bildungsregion.models import SavedFilter
from tests.factories.actors import make_actor
from tests.factories.office import make_client
from tests.funding.office import query_count


pytestmark = pytest.mark.django_db
ACTORS = reverse("admin:actors_actor_changelist")
ADD, OWN = reverse("office:filter_add"), reverse("office:filters")
HIDDEN = "is_published__exact=0"


@pytest.fixture
def client(region):
    return make_client("redaktion")


def keep(client, name="Verborgene", state=HIDDEN, page="actors.actor"):
    return client.post(ADD, {"liste": page, "name": name, "stand": state})


def test_state_is_kept_and_stands_above_the_list_and_on_the_start_page(client):
    answer = keep(client, state=f"{HIDDEN}&p=3&q=")

    row = SavedFilter.objects.get()
    assert (row.owner, row.page, row.query) == (client.user, "actors.actor", HIDDEN)
    assert answer.url == f"{ACTORS}?{HIDDEN}"
    above = client.get(answer.url).content.decode()
    start = client.get(reverse("admin:index")).content.decode()
    assert f'<a href="?{HIDDEN}" aria-current="true">Verborgene</a>' in above
    assert f'href="{ACTORS}?{HIDDEN}">Verborgene</a>' in start


def test_number_is_asked_for_afterwards(client):
    keep(client)
    make_actor(is_published=False)
    make_actor()

    answer = client.get(reverse("office:filter_count", args=[SavedFilter.objects.get().pk]))

    assert answer.json() == {"count": 1}


@pytest.mark.parametrize(
    ("name", "state", "sentence"),
    [
        ("", HIDDEN, "Bitte geben Sie dem Filter einen Namen"),
        ("x" * 61, HIDDEN, "Bitte geben Sie dem Filter einen Namen"),
        ("Alle", "p=2", "Bitte grenzen Sie die Liste erst ein"),
        ("Quatsch", "gibt_es_nicht=1", "versteht das Portal nicht"),
        ("Lang", "q=" + "x" * 1000, "zu lang"),
    ],
)
def test_what_cannot_be_kept_is_said_and_the_name_stays(client, name, state, sentence):
    answer = keep(client, name=name, state=state)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not SavedFilter.objects.exists()


def test_same_name_twice_is_refused(client):
    keep(client)

    answer = keep(client, state="is_published__exact=1")

    assert answer.status_code == 422
    assert "So heißt schon einer Ihrer Filter dieser Liste." in answer.content.decode()


def test_filter_of_a_list_that_one_may_not_see_is_a_404(client):
    assert keep(client, page="funding.application").status_code == 404
    assert keep(client, page="gibt.es.nicht").status_code == 404


def test_filter_is_shared_with_a_role_and_still_ones_own(client):
    keep(client)
    row, role = SavedFilter.objects.get(), Group.objects.get(name="redaktion")
    colleague, stranger = make_client("redaktion"), make_client("koordination")

    client.post(OWN, {"filter": row.pk, "name": "Verborgen", "rolle": role.pk})

    row.refresh_from_db()
    assert (row.name, row.role) == ("Verborgen", role)
    assert "Verborgen" in colleague.get(f"{ACTORS}?q=").content.decode()
    assert "Gemerkte Filter" not in stranger.get(ACTORS).content.decode()
    count = reverse("office:filter_count", args=[row.pk])
    assert [one.get(count).status_code for one in (client, colleague, stranger)] == [200, 200, 404]
    assert colleague.post(OWN, {"filter": row.pk, "loeschen": "1"}).status_code == 404


def test_role_that_one_has_not_is_none(client):
    keep(client)
    row, role = SavedFilter.objects.get(), Group.objects.get(name="kasse")

    client.post(OWN, {"filter": row.pk, "name": row.name, "rolle": role.pk})

    row.refresh_from_db()
    assert row.role is None


def test_filter_is_deleted(client):
    keep(client)

    client.post(OWN, {"filter": SavedFilter.objects.get().pk, "loeschen": "1"})

    assert not SavedFilter.objects.exists()


def test_filter_of_a_list_that_is_gone_is_not_shown(client):
    SavedFilter.objects.create(owner=client.user, name="Alt", page="gibt.esnicht", query="q=1")

    assert client.get(reverse("admin:index")).status_code == 200
    assert "Alt</a>" not in client.get(OWN).content.decode()


def test_state_that_the_list_no_longer_understands_has_no_number(client):
    row = SavedFilter.objects.create(
        owner=client.user, name="Alt", page="actors.actor", query="gibt_es_nicht=1"
    )

    assert client.get(reverse("office:filter_count", args=[row.pk])).json() == {"count": None}


def test_many_filters_cost_no_more_queries(client):
    keep(client)
    few = query_count(client, reverse("admin:index"))
    for number in range(5):
        keep(client, name=f"Filter {number}", state=f"q={number}")

    assert query_count(client, reverse("admin:index")) == few
