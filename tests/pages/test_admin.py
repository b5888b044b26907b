import pytest

from pages.models import Page
from tests.factories.pages import make_body, make_contact, make_faq, make_milestone, make_page


pytestmark = pytest.mark.django_db
ADD = "/verwaltung/pages/page/add/"


def form(**fields) -> dict:
    return {
        "title": "Über uns",
        "slug": "ueber-uns",
        "menu": "about",
        "position": "10",
        "language": "de",
        "is_published": "on",
        **fields,
    }


def test_page_stands_at_its_address(office_client):
    client = office_client("redaktion")

    client.post(ADD, form())

    assert client.get("/ueber-uns/").status_code == 200


@pytest.mark.parametrize("slug", ["akteure", "themen", "bildungsregion", "foerderung", "suche"])
def test_address_of_a_part_of_the_portal_is_refused(office_client, slug):
    response = office_client("redaktion").post(ADD, form(slug=slug))

    assert "Diese Adresse gehört zu einem Teil des Portals." in response.content.decode()
    assert not Page.objects.exists()


@pytest.mark.parametrize(
    ("model", "make"),
    [
        ("page", make_page),
        ("body", make_body),
        ("milestone", make_milestone),
        ("contactpoint", make_contact),
        ("faqentry", make_faq),
    ],
)
def test_list_and_form_open(office_client, model, make):
    row = make()
    client = office_client("redaktion")

    pages = [
        client.get(f"/verwaltung/pages/{model}/"),
        client.get(f"/verwaltung/pages/{model}/{row.pk}/change/"),
    ]

    assert [page.status_code for page in pages] == [200, 200]
