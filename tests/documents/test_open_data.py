import json
from datetime import date

import pytest

from tests.factories.actors import make_topic
from tests.factories.documents import make_document, make_succession


pytestmark = pytest.mark.django_db


def test_document_goes_out_with_what_is_valid_today(client, region):
    document, _old, new = make_succession(title="Elternheft", school_year=2025)
    make_document(is_published=False)

    response = client.get("/daten/dokumente.json")
    (row,) = json.loads(b"".join(response.streaming_content))["items"]

    assert (row["id"], row["title"], row["school_year"]) == (
        document.slug,
        "Elternheft",
        "2025/2026",
    )
    assert (row["version"], row["valid_from"], row["languages"]) == (
        "2. Auflage",
        "2026-02-01",
        ["de"],
    )
    assert (row["sha256"], row["size"]) == (new.sha256, new.size)


def test_document_without_a_valid_version_has_empty_facts(client, region):
    make_document(content=b"%PDF-1.7", valid_until=date(2026, 1, 1))

    (row,) = client.get("/daten/api/v1/documents/").json()["items"]

    assert (row["sha256"], row["size"], row["pages"], row["languages"]) == ("", None, None, [])


@pytest.mark.parametrize("number", [1, 3])
def test_api_takes_the_same_queries(client, region, django_assert_num_queries, number):
    for n in range(number):
        make_document(topics=[make_topic(f"Thema {n}")])

    with django_assert_num_queries(4):
        client.get("/daten/api/v1/documents/")


def test_documents_have_no_municipality(client, region):
    make_document()

    response = client.get("/daten/api/v1/documents/", {"municipality": "lueneburg"})

    assert response.status_code == 400
    assert client.get("/daten/api/v1/documents/", {"kind": "bericht"}).status_code == 200
