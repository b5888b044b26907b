from datetime import date

import pytest

from tests.factories.actors import make_actor, make_offer, make_topic
from tests.factories.base import make_region
from tests.factories.documents import make_document
from tests.factories.events import make_event
from tests.factories.pages import (
    make_body,
    make_contact,
    make_faq,
    make_milestone,
    make_page,
)
from tests.factories.projects import make_project


pytestmark = pytest.mark.django_db
REGION_PAGES = (
    "/bildungsregion/",
    "/bildungsregion/gremien/",
    "/bildungsregion/meilensteine/",
    "/bildungsregion/ansprechstellen/",
)


def fill_topic(topic, number: int) -> None:
    for _ in range(number):
        museum = make_actor(topics=[topic], kind="museum")
        make_offer(topics=[topic], actor=museum)
        make_event(topics=[topic], place_actor=museum, organiser=museum)
        make_project(topics=[topic], lead=museum)
        make_document(topics=[topic])


def test_lists_show_topics_and_transitions_apart(client, region):
    topic = make_topic("Inklusion")
    transition = make_topic("Übergang Schule–Beruf", kind="transition")
    make_topic("Verborgen", is_published=False)

    assert list(client.get("/themen/").context["object_list"]) == [topic]
    assert list(client.get("/uebergaenge/").context["object_list"]) == [transition]


@pytest.mark.parametrize("number", [1, 3, 9])
def test_topic_needs_the_same_queries_for_any_number(
    client, region, django_assert_num_queries, number
):
    topic = make_topic("Inklusion")
    fill_topic(topic, number)

    with django_assert_num_queries(7):
        client.get("/themen/inklusion/")


def test_topic_collects_what_belongs_to_it(client, region):
    topic, other = make_topic("Inklusion"), make_topic("Kultur")
    fill_topic(topic, 1)
    fill_topic(other, 1)
    make_event(topics=[topic], dates=[("2026-01-03 16:00", None)])
    make_project(topics=[topic], is_published=False)

    context = client.get("/themen/inklusion/").context

    kinds = ("actors", "offers", "occurrences", "projects", "documents")
    assert [len(context[kind]["rows"]) for kind in kinds] == [1, 1, 1, 1, 1]


def test_topic_shows_six_of_many_and_says_that_there_are_more(client, region):
    topic = make_topic("Inklusion")
    for _ in range(7):
        make_document(topics=[topic])

    documents = client.get("/themen/inklusion/").context["documents"]

    assert (len(documents["rows"]), documents["has_more"]) == (6, True)


def test_topic_without_entries_leads_on(client, region):
    make_topic("Inklusion")

    page = client.get("/themen/inklusion/").content.decode()

    assert "Zu diesem Thema ist noch nichts verzeichnet" in page


def test_topic_is_found_under_its_own_kind_only(client, region):
    make_topic("Inklusion")
    make_topic("Schule–Beruf", slug="schule-beruf", kind="transition")

    assert client.get("/uebergaenge/inklusion/").status_code == 404
    assert client.get("/themen/schule-beruf/").status_code == 404
    assert client.get("/uebergaenge/schule-beruf/").status_code == 200


def test_unpublished_topic_is_not_there(client, region):
    make_topic("Inklusion", is_published=False)

    assert client.get("/themen/inklusion/").status_code == 404


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

    with django_assert_max_num_queries(6):
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

    milestones = client.get("/bildungsregion/meilensteine/").context["object_list"]

    assert [milestone.when for milestone in milestones] == ["Juni 2025", "8. August 2016", "2011"]


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
