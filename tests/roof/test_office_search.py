"""The office's search: everything it has, in any spelling, and only what the person may see."""

import pytest
from django.urls import reverse

from bildungsregion.base.models import OutgoingMail
from bildungsregion.base.outbox import queue_mail
from tests.factories.actors import make_actor, make_offer
from tests.factories.documents import make_document
from tests.factories.events import make_event
from tests.factories.funding import make_draft, make_municipality, make_school, make_submitted
from tests.factories.office import make_client
from tests.factories.pages import make_news, make_page
from tests.factories.projects import make_project
from tests.funding.office import query_count


pytestmark = pytest.mark.django_db
SEARCH = reverse("office:search")


@pytest.fixture(autouse=True)
def _real_outbox(settings):
    settings.EMAIL_BACKEND = "bildungsregion.base.outbox.backend.OutboxBackend"


def found(client, query: str, **more) -> dict[str, list[str]]:
    """The kinds with the titles of their hits."""
    groups = client.get(SEARCH, {"q": query} | more).context["groups"]
    return {group.kind.name: [hit.title for hit in group.hits] for group in groups}


def test_whole_number_leads_straight_to_the_case(region):
    case = make_submitted()
    client = make_client("sachbearbeitung")

    answer = client.get(SEARCH, {"q": f" {case.number.lower()} "})

    page = reverse("admin:funding_application_change", args=[case.pk])
    assert (answer.status_code, answer.url) == (302, page)


def test_whole_number_tells_nothing_to_who_may_not_see_cases(region):
    case = make_submitted()

    assert found(make_client("redaktion"), case.number) == {}


@pytest.mark.parametrize(
    "query", ["Vögelsen", "voegelsen", "VÖGELSEN", "Ausflug Vogelsen", "ausfluege voegelsen"]
)
def test_cases_are_found_by_title_and_place_in_any_spelling(region, query):
    place = make_municipality(name="Vögelsen")
    make_submitted(title="Ausflüge zur Straße", institution=make_school(name="Kita", municipality=place))  # fmt: skip

    assert found(make_client("sachbearbeitung"), query)["antraege"] == ["Ausflüge zur Straße"]


@pytest.mark.parametrize("query", ["Neue Mauer", "neue", "strasse", "Straße", "blaue"])
def test_words_with_ue_that_is_no_umlaut_are_found(region, query):
    make_submitted(title="Neue blaue Mauer (Straße)")

    assert found(make_client("sachbearbeitung"), query)["antraege"] == ["Neue blaue Mauer (Straße)"]


def test_drafts_are_not_the_offices(region):
    make_draft(title="Geheimer Plan")

    assert found(make_client("sachbearbeitung"), "Geheimer") == {}


def test_everything_has_its_kind_and_hidden_rows_are_found(region):
    museum = make_actor("Salzmuseum", is_published=False)
    make_offer("Salz sieden", actor=museum)
    make_event(title="Salzmarkt")
    make_project(title="Salz der Erde")
    make_document(title="Salzbericht")
    make_page(title="Salz")
    make_news(title="Salziges")
    make_submitted(title="Salzfahrt")
    queue_mail(to=["info@salz.example"], subject="Ihr Salz", body="Guten Tag")

    groups = found(make_client("superuser"), "Salz")

    assert groups == {
        "antraege": ["Salzfahrt"], "einrichtungen": ["Salzmuseum"], "angebote": ["Salz sieden"],
        "veranstaltungen": ["Salzmarkt"], "projekte": ["Salz der Erde"], "dokumente": ["Salzbericht"],
        "seiten": ["Salz"], "aktuelles": ["Salziges"], "mails": ["Ihr Salz"],
    }  # fmt: skip


def test_each_role_finds_what_it_may_see(region):
    make_actor("Salzmuseum")
    make_submitted(title="Salzfahrt")
    OutgoingMail.objects.all().delete()
    queue_mail(to=["info@salz.example"], subject="Ihr Salz", body="Guten Tag")

    kinds = {
        role: set(found(make_client(role), "Salz"))
        for role in ("redaktion", "sachbearbeitung", "kasse", "lesend")
    }

    assert kinds == {
        "redaktion": {"einrichtungen"},
        "sachbearbeitung": {"antraege", "einrichtungen", "mails"},
        "kasse": {"antraege"},
        "lesend": {"antraege"},
    }


def test_region_without_a_fund_has_no_cases(region):
    make_submitted(title="Salzfahrt")
    region.modules = []
    region.save()

    assert found(make_client("superuser"), "Salzfahrt") == {}


def test_addresses_of_mails_are_masked(region):
    queue_mail(to=["leitung@salz.example"], subject="Nachricht", body="Guten Tag")

    page = make_client("koordination").get(SEARCH, {"q": "leitung"}).content.decode()

    assert "l…@salz.example" in page
    assert "leitung@salz.example" not in page


def test_more_than_five_are_shown_on_the_page_of_their_kind(region):
    for number in range(7):
        make_actor(f"Kita {number}", kind="kita")
    client = make_client("redaktion")

    page = client.get(SEARCH, {"q": "Kita"})
    group = page.context["groups"][0]

    assert (group.total, len(group.hits)) == (7, 5)
    assert "Alle 7 zeigen" in page.content.decode()
    assert len(found(client, "Kita", art="einrichtungen")["einrichtungen"]) == 7


@pytest.mark.parametrize("query", ["", "   ", "%", "\x00", "–", "'\"<script>"])
def test_odd_queries_find_nothing_and_say_so_kindly(region, query):
    answer = make_client("redaktion").get(SEARCH, {"q": query})

    assert answer.status_code == 200
    assert answer.context["groups"] == []


def test_search_asks_the_database_rarely(region):
    for number in range(3):
        make_submitted(title=f"Salz {number}", institution=make_school(name=f"Salz {number}"))
    client = make_client("superuser")
    few = query_count(client, f"{SEARCH}?q=Salz")

    assert few <= 10


def test_field_stands_on_every_page_of_the_office(region):
    client = make_client("redaktion")

    for address in (reverse("admin:index"), reverse("admin:actors_actor_changelist"), SEARCH):
        assert 'id="of-search"' in client.get(address).content.decode()
