from datetime import date

import pytest

from tests.factories.actors import make_actor, make_topic
from tests.factories.base import make_region
from tests.factories.documents import make_document
from tests.factories.pages import (
    make_body,
    make_contact,
    make_faq,
    make_milestone,
    make_page,
)


pytestmark = pytest.mark.django_db
REGION_PAGES = (
    "/bildungsregion/",
    "/bildungsregion/gremien/",
    "/bildungsregion/meilensteine/",
    "/bildungsregion/ansprechstellen/",
)


def test_region_page_tells_who_it_is(client, region):
    make_body(name="Strategiegruppe Bildung")
    make_milestone(title="Kooperationsvertrag")
    make_contact(area="Integration")
    make_faq(question="Wer gehört dazu?")
    make_body(name="Geheimer Rat", is_published=False)

    page = client.get("/bildungsregion/").content.decode()

    shown = ("Strategiegruppe Bildung", "Kooperationsvertrag", "Integration", "Wer gehört dazu?")
    assert [text in page for text in shown] == [True] * 4
    assert "Geheimer Rat" not in page
    assert '"@type": "GovernmentOrganization"' in page


@pytest.mark.parametrize("address", REGION_PAGES)
@pytest.mark.parametrize("number", [1, 3])
def test_pages_of_the_region_need_few_queries(
    client, region, django_assert_max_num_queries, address, number
):
    for _ in range(number):
        make_body(members=[make_actor() for _ in range(number)])
        make_milestone(document=make_document())
        make_contact()
        make_faq()
        make_faq(about="portal")

    with django_assert_max_num_queries(8 if address == "/bildungsregion/" else 6):
        client.get(address)


@pytest.mark.parametrize("address", REGION_PAGES)
def test_pages_of_a_region_without_content_still_help(client, region, address):
    assert client.get(address).status_code == 200


def test_body_links_only_members_that_are_published(client, region):
    shown, hidden = make_actor("VHS"), make_actor("Schulamt", is_published=False)
    make_body(members=[shown, hidden], member_names="Kreiselternrat\n\n Leuphana ")

    page = client.get("/bildungsregion/gremien/").content.decode()

    assert shown.get_absolute_url() in page
    assert hidden.get_absolute_url() not in page
    assert [f"<li>{name}</li>" in page for name in ("Schulamt", "Kreiselternrat", "Leuphana")] == [
        True
    ] * 3


def test_milestones_are_told_latest_first_as_far_as_known(client, region):
    make_milestone(date(2016, 8, 8))
    make_milestone(date(2025, 6, 1), precision="month")
    make_milestone(date(2011, 1, 1), precision="year")

    years = client.get("/bildungsregion/meilensteine/").context["years"]

    assert [year for year, _milestones in years] == [2025, 2016, 2011]
    assert [m.when for _year, milestones in years for m in milestones] == [
        "Juni 2025",
        "8. August 2016",
        "2011",
    ]


def test_milestone_leads_to_its_document_once_that_is_published(client, region):
    open_document, hidden = make_document(), make_document(is_published=False)

    assert make_milestone(document=open_document).url == open_document.get_absolute_url()
    assert make_milestone(document=hidden).url == ""


def test_page_is_shown_at_its_address_in_its_language(client, region):
    make_page(
        slug="leichte-sprache",
        title="Leichte Sprache",
        body="## Was ist das?\n<script>x</script>",
        language="de-x-leicht",
    )

    page = client.get("/leichte-sprache/").content.decode()

    assert '<article lang="de-x-leicht">' in page
    assert "<script>x" not in page


@pytest.mark.parametrize(
    "address", ["/gibt-es-nicht/", "/geheim/", "/%00/", "/" + "x" * 3000 + "/"]
)
def test_page_that_is_not_there_is_not_found(client, region, address):
    make_page(slug="geheim", is_published=False)

    assert client.get(address).status_code == 404


def test_region_without_a_fund_has_the_same_pages(client):
    make_region(
        slug="ludwigsburg",
        name="Bildungsregion Landkreis Ludwigsburg",
        district="Landkreis Ludwigsburg",
        ags="08118",
        state="Baden-Württemberg",
        modules=[],
    )
    make_topic("Inklusion")
    addresses = (*REGION_PAGES, "/themen/", "/themen/inklusion/", "/uebergaenge/", "/dokumente/",
                 "/projekte/", "/veranstaltungen/", "/veranstaltungen/archiv/")  # fmt: skip

    pages = [client.get(address) for address in addresses]

    assert [page.status_code for page in pages] == [200] * len(addresses)
    assert [
        a for a, p in zip(addresses, pages, strict=True) if "oerderung/" in p.content.decode()
    ] == []
