"""The gap view: counts by municipality, topic and age; who sees it; its file."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actors.gaps import Choice, Gaps
from tests.factories.actors import make_actor, make_municipality, make_offer, make_topic
from tests.factories.office import make_client


pytestmark = pytest.mark.django_db
PAGE, FILE = reverse("admin:actors_offer_gaps"), reverse("admin:actors_offer_gaps_file")


@pytest.fixture
def offers(region):
    unit = make_municipality("Samtgemeinde Bardowick", slug="bardowick")
    member = make_municipality("Vögelsen", slug="voegelsen", parent=unit)
    town = make_municipality("Hansestadt Lüneburg", slug="lueneburg")
    culture, nature = make_topic("Kultur", order=1), make_topic("Natur", order=2)
    museum, farm = make_actor(municipality=town), make_actor(municipality=member)
    make_offer("Salz", actor=museum, topics=[culture, nature], age_from=6, age_to=10)
    make_offer("Für alle", actor=museum)
    make_offer("Hof", actor=farm, topics=[nature], age_from=3, field="umweltbezogen")
    make_offer("Verborgen", actor=farm, topics=[culture], is_published=False)


def count(gaps, place="", topic="", age=""):
    return gaps.cell(*(Choice(value, "") for value in (place, topic, age))).count


def test_offers_are_counted_once_in_each_cell(offers):
    gaps = Gaps()

    assert (count(gaps), count(gaps, "lueneburg"), count(gaps, "bardowick")) == (3, 2, 1)
    assert (count(gaps, topic="kultur"), count(gaps, topic="natur")) == (1, 2)
    assert [count(gaps, age=age.value) for age in gaps.ages] == [3, 2, 3, 2, 2]
    assert count(gaps, "bardowick", "kultur") == 0
    assert count(Gaps("umweltbezogen"), "lueneburg") == 0


def test_each_cell_leads_to_as_many_offers(client, offers):
    gaps = Gaps()

    for place in gaps.places:
        for topic in gaps.topics:
            for age in gaps.ages:
                cell = gaps.cell(place, topic, age)
                found = client.get(f"{reverse('actors:offer_list')}?{cell.query}")
                assert found.context["paginator"].count == cell.count


def test_page_marks_gaps_in_words(offers):
    page = make_client("koordination").get(f"{PAGE}?alter=6-10").content.decode()

    assert "Leere Felder: 1 von 6" in page
    assert page.count("<span>Lücke</span>") == 1
    assert '?gemeinde=bardowick&amp;thema=kultur&amp;alter=6-10">0' in page


def test_topic_is_split_by_age(offers):
    response = make_client("redaktion").get(f"{PAGE}?thema=natur&bereich=nie&alter=alt")

    assert [column.label for column in response.context["columns"]][:2] == [
        "Jedes Alter",
        "Kita (3–5 Jahre)",
    ]
    assert [cell.count for cell in response.context["table"][0][1]] == [2, 1, 2, 1, 1]


def test_file_has_every_cell(offers):
    response = make_client("administration").get(f"{FILE}?bereich=umweltbezogen")
    lines = b"".join(response).decode().splitlines()

    assert lines[0] == "\ufeffGemeinde;Thema;Alter;Angebote;Lücke"
    assert len(lines) == 1 + 2 * 3 * 5
    assert "Samtgemeinde Bardowick;Natur;Jedes Alter;1;" in lines
    assert "Hansestadt Lüneburg;Natur;Jedes Alter;0;Lücke" in lines


@pytest.mark.parametrize(
    ("role", "status"),
    [("redaktion", 200), ("koordination", 200), ("administration", 200), ("sachbearbeitung", 403),
     ("zeichnung", 403), ("kasse", 403), ("lesend", 403), ("schule", 403), ("anonym", 302)],
)  # fmt: skip
def test_coordinators_alone_see_gaps(region, role, status):
    client = make_client(role)
    answers = [client.get(address) for address in (PAGE, FILE)]
    for answer in answers:
        b"".join(answer)
    if role == "schule":
        assert {answer.status_code for answer in answers} <= {302, 403}
    else:
        assert [answer.status_code for answer in answers] == [status, status]


def test_list_of_offers_leads_there(region):
    assert (
        PAGE
        in make_client("redaktion").get(reverse("admin:actors_offer_changelist")).content.decode()
    )


def test_queries_stay_the_same_with_more_offers(offers):
    client = make_client("koordination")
    client.get(PAGE)
    few = _queries(client)
    for number in range(3):
        make_offer(actor=make_actor(municipality=make_municipality(f"Ort {number}")))

    assert _queries(client) == few


def _queries(client) -> int:
    with CaptureQueriesContext(connection) as caught:
        client.get(PAGE)
    return len(caught)
