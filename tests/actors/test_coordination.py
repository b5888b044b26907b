"""Tables of the coordinators: who offers what for whom, who seeks cooperation, who works with whom."""

import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from tests.factories.actors import (
    make_actor,
    make_municipality,
    make_offer,
    make_target_group,
    make_topic,
)
from tests.factories.office import make_client


pytestmark = pytest.mark.django_db
OVERVIEW, COOPERATION = reverse("admin:actors_offer_overview"), reverse("admin:actors_cooperation")
PUBLIC = reverse("actors:cooperation_list")


def file(name, fmt):
    return reverse(f"admin:{name}", args=[fmt])


@pytest.fixture
def office(region):
    return make_client("koordination")


@pytest.fixture
def offers(region):
    town = make_municipality("Hansestadt Lüneburg", slug="lueneburg")
    museum = make_actor("Museum", municipality=town, kind="museum")
    make_offer(
        "Salz", actor=museum, topics=[make_topic("Kultur")], target_groups=[make_target_group("Schulklassen")],
        age_from=6, age_to=10, at_school=True,
    )  # fmt: skip
    make_offer("=Formel", actor=museum, field="umweltbezogen", price_cents=0)
    make_offer("Verborgen", actor=museum, is_published=False)


@pytest.mark.parametrize(
    ("query", "titles"),
    [("", ["=Formel", "Salz"]), ("gemeinde=lueneburg", ["=Formel", "Salz"]), ("thema=kultur", ["Salz"]),
     ("bereich=umweltbezogen", ["=Formel"]), ("alter=3-5", ["=Formel"]), ("zielgruppe=schulklassen", ["Salz"]),
     ("preis=frei", ["=Formel"]), ("zur_schule=ja", ["Salz"]), ("foerderfaehig=ja", ["=Formel", "Salz"])],
)  # fmt: skip
def test_overview_is_filtered_for_whom(office, offers, query, titles):
    response = office.get(f"{OVERVIEW}?{query}")

    assert [offer.title for offer, _line in response.context["rows"]] == titles


def test_overview_as_csv_is_safe_and_says_what_it_shows(office, offers):
    response = office.get(
        f"{file('actors_offer_overview_file', 'csv')}?gemeinde=lueneburg&preis=frei"
    )
    lines = b"".join(response).decode().splitlines()

    assert response["Content-Disposition"].startswith(
        'attachment; filename="angebote-hansestadt-luneburg-kostenfrei-20'
    )
    assert lines[0].startswith(
        "\ufeffAngebot;Lernort;Gemeinde;Bereich;Art;Themen;Zielgruppen;Alter ab"
    )
    assert lines[1].startswith("'=Formel;Museum;Hansestadt Lüneburg;umweltbezogen;")
    assert len(lines) == 2


def test_overview_as_workbook_has_the_filters_as_its_title(office, offers):
    response = office.get(f"{file('actors_offer_overview_file', 'xlsx')}?thema=kultur")
    sheet = load_workbook(io.BytesIO(b"".join(response))).worksheets[0]
    headers, row = ([cell.value for cell in line] for line in sheet.iter_rows())

    assert sheet.title == "Angebote Kultur"
    found = dict(zip(headers, row, strict=True))
    assert (found["Angebot"], found["Zielgruppen"], found["Alter ab"]) == (
        "Salz",
        "Schulklassen",
        6,
    )
    assert (found["kostenfrei"], found["kommt in die Einrichtung"]) == ("nein", "ja")
    assert found["förderfähig"] == "ja"


def test_table_without_a_fund_does_not_speak_of_it(office, offers, region):
    region.modules = []
    region.save()

    response = office.get(f"{OVERVIEW}?foerderfaehig=ja")

    assert "förderfähig" not in response.context["headers"]
    assert len(response.context["rows"]) == 2


@pytest.fixture
def partners(region):
    town = make_municipality("Hansestadt Lüneburg", slug="lueneburg")
    theatre = make_actor(
        "Theater", kind="theater", municipality=town, seeks_cooperation=True, topics=[make_topic("Kultur")],
        cooperation_wish="Kita-Gruppen für ein Gartenprojekt", email="theater@buehne.example",
    )  # fmt: skip
    school = make_actor("Schule", seeks_cooperation=True)
    make_actor("Hidden", seeks_cooperation=True, is_published=False, cooperates_with=[theatre])
    theatre.cooperates_with.add(school)
    make_actor("Allein")


def test_office_sees_who_seeks_what_and_each_pair_once(office, partners):
    response = office.get(COOPERATION)

    assert [actor.name for actor in response.context["page"]] == ["Schule", "Theater"]
    pairs = [{p.from_actor.name, p.to_actor.name} for p in response.context["pairs"]]
    assert pairs == [{"Schule", "Theater"}]
    assert "Kita-Gruppen für ein Gartenprojekt" in response.content.decode()


def test_files_of_cooperation(office, partners):
    seekers = b"".join(
        office.get(f"{file('actors_cooperation_file', 'csv')}?thema=kultur")
    ).decode()
    pairs = b"".join(office.get(file("actors_pairs_file", "csv"))).decode().splitlines()

    assert seekers.splitlines()[1] == (
        "Theater;Theater;Hansestadt Lüneburg;Kita-Gruppen für ein Gartenprojekt;Kultur;;theater@buehne.example;"
    )
    assert len(pairs) == 2


@pytest.mark.parametrize(
    ("query", "names"),
    [("", ["Schule", "Theater"]), ("thema=kultur", ["Theater"]), ("q=Gartenprojekt", ["Theater"]),
     ("gemeinde=lueneburg", ["Theater"]), ("bereich=schule", ["Schule"]), ("q=nichtsdavon", [])],
)  # fmt: skip
def test_everybody_sees_who_seeks_what(client, partners, query, names):
    response = client.get(f"{PUBLIC}?{query}")

    assert [actor.name for actor in response.context["object_list"]] == names
    assert ("Kita-Gruppen" in response.content.decode()) == ("Theater" in names)


def test_nobody_seeking_is_said_with_a_way_on(client, region):
    assert "Gerade sucht niemand Partner" in client.get(PUBLIC).content.decode()


def test_unknown_format_is_not_found(office, region):
    for name in ("actors_offer_overview_file", "actors_cooperation_file", "actors_pairs_file"):
        assert office.get(file(name, "exe")).status_code == 404


@pytest.mark.parametrize(
    ("role", "status"),
    [("redaktion", 200), ("koordination", 200), ("administration", 200), ("sachbearbeitung", 403),
     ("zeichnung", 403), ("kasse", 403), ("lesend", 403), ("anonym", 302)],
)  # fmt: skip
def test_those_who_see_gaps_see_the_tables(region, role, status):
    client = make_client(role)
    names = ("actors_offer_overview_file", "actors_cooperation_file", "actors_pairs_file")
    for address in (OVERVIEW, COOPERATION, *(file(name, "csv") for name in names)):
        answer = client.get(address)
        b"".join(answer)
        assert answer.status_code == status


@pytest.mark.parametrize("address", [OVERVIEW, COOPERATION, PUBLIC])
def test_query_count_does_not_grow(region, django_assert_max_num_queries, address):
    client = make_client("koordination")
    topic, group = make_topic(), make_target_group()
    client.get(address)
    counts = []
    for number in (1, 3):
        for _ in range(number):
            town = make_municipality(f"Ort {number}{_}")
            actor = make_actor(municipality=town, seeks_cooperation=True, topics=[topic])
            actor.cooperates_with.add(make_actor(municipality=town))
            make_offer(
                actor=actor,
                topics=[topic],
                target_groups=[group],
                price_cents=0,
                price_model="tiers",
            )
        with django_assert_max_num_queries(20) as caught:
            client.get(address)
        counts.append(len(caught))
    assert counts[0] == counts[1]
