from datetime import date

import pytest

from projects.models import Project
from tests.factories.actors import make_actor, make_municipality, make_target_group, make_topic
from tests.factories.documents import make_document
from tests.factories.projects import make_full_project, make_practice, make_project


pytestmark = pytest.mark.django_db
LIST, PRACTICE = "/projekte/", "/projekte/gute-praxis/"


def titles(response) -> list[str]:
    return [project.title for project in response.context["object_list"]]


@pytest.fixture
def full_project():
    """Makes a project with `number` rows in each of its relations, all the same ones each time."""

    def make(number: int) -> Project:
        return make_project(
            lead=make_actor(),
            partners=[make_actor() for _ in range(number)],
            topics=[topic for topic, _ in zip(topics, range(number), strict=False)],
            target_groups=[group for group, _ in zip(groups, range(number), strict=False)],
            municipalities=[make_municipality(f"Ort {n}") for n in range(number)],
            documents=[make_document() for _ in range(number)],
        )

    topics = [make_topic(f"Thema {n}") for n in range(3)]
    groups = [make_target_group(f"Gruppe {n}") for n in range(3)]
    return make


def test_list_shows_running_projects_first(client, region):
    make_project(title="A fertig", status=Project.Status.FINISHED)
    make_project(title="B geplant", status=Project.Status.PLANNED)
    make_project(title="C läuft", status=Project.Status.RUNNING)
    make_project(title="D verborgen", is_published=False)

    assert titles(client.get(LIST)) == ["C läuft", "B geplant", "A fertig"]


@pytest.mark.parametrize("number", [1, 3])
def test_list_needs_the_same_queries_for_any_number(
    client, region, django_assert_num_queries, full_project, number
):
    for _ in range(number):
        full_project(number)

    with django_assert_num_queries(4):
        client.get(LIST)


@pytest.mark.parametrize("number", [1, 3])
def test_detail_needs_the_same_queries_for_any_number(
    client, region, django_assert_num_queries, number
):
    project = make_full_project(number)

    with django_assert_num_queries(5):
        client.get(project.get_absolute_url())


@pytest.mark.parametrize("number", [1, 3])
def test_practice_list_needs_the_same_queries_for_any_number(
    client, region, django_assert_num_queries, number
):
    for _ in range(number):
        make_practice(needs=["ehrenamt", "raum"])

    with django_assert_num_queries(5):
        client.get(PRACTICE)


def test_practice_is_found_by_what_it_costs_and_needs(client, region):
    make_practice(title="A", cost_range="ohne", needs=["raum"])
    make_practice(title="B", cost_range="ohne", needs=["raum", "ehrenamt"])
    make_practice(title="C", cost_range="mehr", needs=["ehrenamt"])
    make_project(title="D")

    response = client.get(PRACTICE, {"kosten": "ohne", "braucht": "ehrenamt"})

    options = response.context["filter"].options
    assert titles(response) == ["B"]
    assert [(o.value, o.count) for o in options["kosten"]] == [("ohne", 1), ("mehr", 1)]
    assert [(o.value, o.count) for o in options["braucht"]] == [("ehrenamt", 1), ("raum", 2)]


def test_filters_narrow_the_list_and_count_what_they_would_leave(client, region):
    parents, all_people = make_target_group("Eltern"), make_target_group("Alle")
    town = make_municipality("Bleckede")
    make_project(title="A", target_groups=[parents], municipalities=[town])
    make_project(title="B", target_groups=[parents, all_people], status="geplant")
    make_project(title="C", target_groups=[all_people])

    response = client.get(LIST, {"zielgruppe": "eltern"})

    options = response.context["filter"].options
    assert titles(response) == ["A", "B"]
    assert [(o.label, o.count) for o in options["stand"]] == [("geplant", 1), ("läuft", 1)]
    assert [(o.label, o.count) for o in options["gemeinde"]] == [("Bleckede", 1)]
    assert [(o.label, o.count) for o in options["zielgruppe"]] == [("Alle", 2), ("Eltern", 2)]


def test_chosen_value_without_entries_is_still_named(client, region):
    make_topic("Inklusion")
    make_project(title="A")

    response = client.get(LIST, {"thema": "inklusion"})

    assert titles(response) == []
    assert [(o.label, o.count) for o in response.context["filter"].options["thema"]] == [
        ("Inklusion", 0)
    ]


@pytest.mark.parametrize(
    "query",
    [{"seite": "abc"}, {"seite": "9" * 22}, {"q": "a\x00b"}, {"stand": "x"}, {"gemeinde": "\x00"}],
)
def test_list_bears_any_query(client, region, query):
    make_project()

    assert client.get(LIST, query).status_code in {200, 404}


def test_page_says_where_only_german_exists(client, region):
    make_project(slug="a", title="Lesepaten", translations={"en": {"title": "Reading friends"}})
    make_project(slug="b", title="Bücherkoffer")

    translated = client.get("/en/projekte/a/").content.decode()
    german = client.get("/en/projekte/b/").content.decode()

    assert "<h1>Reading friends</h1>" in translated
    assert '<h1 lang="de">' not in translated
    assert '<h1 lang="de">Bücherkoffer</h1>' in german


def test_unpublished_project_is_not_there(client, region):
    project = make_project(is_published=False)

    assert client.get(project.get_absolute_url()).status_code == 404


def test_unpublished_partners_and_documents_are_not_shown(client, region):
    partner, document = make_actor(is_published=False), make_document(is_published=False)
    project = make_project(partners=[partner], documents=[document], lead=partner)

    page = client.get(project.get_absolute_url()).content.decode()

    assert document.title not in page
    assert partner.get_absolute_url() not in page


@pytest.mark.parametrize(
    ("fields", "period"),
    [
        ({}, ""),
        ({"starts_on": date(2024, 7, 1), "ends_on": date(2028, 6, 30)},
         "1. Juli 2024 bis 30. Juni 2028"),
        ({"starts_on": date(2009, 1, 1), "starts_precision": "year"}, "seit 2009"),
        ({"starts_on": date(2026, 9, 1), "starts_precision": "month"}, "ab September 2026"),
        ({"ends_on": date(2020, 1, 1), "ends_precision": "year"}, "bis 2020"),
        ({"starts_on": date(2025, 1, 1), "starts_precision": "year",
          "ends_on": date(2025, 1, 1), "ends_precision": "year"}, "2025"),
    ],
)  # fmt: skip
def test_period_is_told_as_far_as_it_is_known(fields, period):
    assert make_project(**fields).period == period


def test_detail_tells_search_engines_what_it_is(client, region):
    project = make_project(
        title="BILL",
        lead_name="Landkreis Lüneburg",
        funders=["ESF Plus", "BMBF"],
        starts_on=date(2024, 7, 1),
    )

    structured = client.get(project.get_absolute_url()).context["structured"]

    assert structured == {
        "@context": "https://schema.org",
        "@type": "Project",
        "name": "BILL",
        "url": f"http://testserver/projekte/{project.slug}/",
        "foundingDate": "2024-07-01",
        "funder": [
            {"@type": "Organization", "name": "ESF Plus"},
            {"@type": "Organization", "name": "BMBF"},
        ],
        "parentOrganization": {"@type": "Organization", "name": "Landkreis Lüneburg"},
    }
