"""Projects as open data: what goes out, and that no person does."""

import json

import pytest

from tests.factories.actors import make_municipality
from tests.factories.projects import make_full_project, make_project


pytestmark = pytest.mark.django_db


def test_project_goes_out_without_the_people_who_answer_for_it(client, region):
    make_full_project(
        1, title="Lesepaten", slug="lesepaten", contact="Frau Muster", enquiry_email="m@a.example"
    )
    make_project(is_published=False)

    response = client.get("/daten/projekte.json")
    items = json.loads(b"".join(response.streaming_content))["items"]
    row = next(item for item in items if item["id"] == "lesepaten")

    assert (row["partners"], row["funders"]) == (["Partner 0"], ["Stiftung 0"])
    assert (row["is_good_practice"], row["cost_range"]) == (True, "bis-500")
    assert len(items) == 2
    assert "Muster" not in str(items)
    assert "m@a.example" not in str(items)


def test_files_there_are_and_the_one_there_is_not(client, region):
    make_project()

    file = client.get("/daten/projekte.csv")
    written = b"".join(file.streaming_content)

    assert (file.status_code, written.count(b"\n")) == (200, 2)
    assert client.get("/daten/projekte.geojson").status_code == 404
    assert "/daten/projekte.csv" in client.get("/daten/").content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_api_takes_the_same_queries(client, region, django_assert_num_queries, number):
    for n in range(number):
        make_project(municipalities=[make_municipality(f"Ort {n}")])

    with django_assert_num_queries(8):
        client.get("/daten/api/v1/projects/")
