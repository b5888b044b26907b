"""The pages about the region: bodies, guidelines, contact points; and the phases of life."""

from datetime import date

import pytest

from tests.factories.actors import make_actor, make_life_phase, make_offer, make_topic
from tests.factories.documents import make_document
from tests.factories.events import make_event
from tests.factories.pages import make_body, make_contact
from tests.factories.projects import make_project


pytestmark = pytest.mark.django_db


def test_body_tells_what_it_decides_who_sits_in_it_and_its_minutes(client, region):
    shown, hidden = make_actor("VHS"), make_actor("Schulamt", is_published=False)
    body = make_body(
        name="Steuergruppe", slug="steuergruppe", powers="Entscheidet.", chair="Landrat",
        members=[shown, hidden], member_names="Kreiselternrat",
    )  # fmt: skip
    body.documents.add(
        make_document(title="Protokoll 2026"), make_document(title="Geheim", is_published=False)
    )

    html = client.get("/bildungsregion/gremien/steuergruppe/").content.decode()

    shown_texts = (
        "Entscheidet.",
        "Landrat",
        "Kreiselternrat",
        "Protokoll 2026",
        "<li>Schulamt</li>",
    )
    assert [text in html for text in shown_texts] == [True] * 5
    assert f'<a href="{shown.get_absolute_url()}">VHS</a>' in html
    assert "Geheim" not in html
    assert '"parentOrganization"' in html


def test_body_that_is_hidden_is_not_there(client, region):
    make_body(slug="rat", is_published=False)

    assert client.get("/bildungsregion/gremien/rat/").status_code == 404
    assert client.get("/bildungsregion/gremien/gibt-es-nicht/").status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_body_needs_the_same_queries_for_any_number(
    client, region, django_assert_max_num_queries, number
):
    body = make_body(slug="rat", members=[make_actor() for _ in range(number)])
    for _ in range(number):
        make_body()
        body.documents.add(make_document())

    with django_assert_max_num_queries(6):
        client.get("/bildungsregion/gremien/rat/")


def test_contact_points_stand_under_what_people_come_with(client, region):
    money = make_contact(area="Fonds", concern="money")
    family = make_contact(area="Ankommen", concern="family")
    other = make_contact(area="Sprache", concern="family", position=200)

    groups = client.get("/bildungsregion/ansprechstellen/").context["groups"]

    assert [(str(concern.value), points) for concern, points in groups] == [
        ("family", [family, other]),
        ("money", [money]),
    ]


def test_contact_point_names_only_topics_that_are_shown(client, region):
    make_contact().topics.add(make_topic("Inklusion"), make_topic("Verborgen", is_published=False))

    html = client.get("/bildungsregion/ansprechstellen/").content.decode()

    assert ('href="/themen/inklusion/"' in html, "Verborgen" in html) == (True, False)


def test_guidelines_name_the_topics_and_the_papers(client, region):
    make_topic("Inklusion", is_guiding=True)
    make_topic("Anderes")
    make_document(title="Leitlinien und Ziele 2025", kind="leitlinie", issued_on=date(2025, 6, 23))
    make_document(title="Bericht")

    context = client.get("/bildungsregion/leitlinien/").context

    assert [topic.name for topic in context["focus"]] == ["Inklusion"]
    assert [row.title for row in context["documents"]] == ["Leitlinien und Ziele 2025"]


def test_guidelines_of_a_region_without_any_still_help(client, region):
    assert "noch nicht eingetragen" in client.get("/bildungsregion/leitlinien/").content.decode()


def fill_phase(phase, number: int) -> None:
    for _ in range(number):
        topic = make_topic(f"Thema {phase.topics.count()} {phase.slug}")
        phase.topics.add(topic)
        museum = make_actor(kind="museum", life_phases=[phase])
        make_offer(actor=museum, age_from=6, age_to=8)
        make_event(age_from=6, age_to=8, organiser=museum, place_actor=museum)
        make_document(topics=[topic])
        make_project(life_phases=[phase])


@pytest.mark.parametrize("number", [1, 3])
def test_phase_needs_the_same_queries_for_any_number(
    client, region, django_assert_num_queries, number
):
    phase = make_life_phase("Grundschulalter", ages="6-10")
    make_life_phase("Jugend")
    fill_phase(phase, number)

    with django_assert_num_queries(7):
        client.get("/lebensphasen/grundschulalter/")


def test_phase_collects_what_is_there_for_it(client, region):
    phase, other = (
        make_life_phase("Grundschulalter", ages="6-10"),
        make_life_phase("Jugend", ages="11-15"),
    )
    fill_phase(phase, 1)
    make_actor(life_phases=[other])
    make_offer(age_from=12, age_to=15)
    make_event(age_from=12, age_to=15)
    make_event(title="Für alle Alter")
    phase.topics.add(make_topic("Kita–Grundschule", slug="kita", kind="transition"))

    context = client.get("/lebensphasen/grundschulalter/").context
    content = context["content"]

    assert content.actors == 1
    assert [len(rows) for rows in (content.topics, content.transitions, context["dates"])] == [
        1,
        1,
        1,
    ]
    assert (content.offers.total, content.documents.total, len(content.projects)) == (1, 1, 1)


def test_numbers_of_a_phase_are_those_of_the_lists(client, region):
    phase = make_life_phase("Grundschulalter", ages="6-10")
    fill_phase(phase, 3)
    make_offer(age_from=None, age_to=None)

    content = client.get("/lebensphasen/grundschulalter/").context["content"]
    lists = [
        client.get("/akteure/", {"lebensphase": "grundschulalter"}),
        client.get("/lernorte/", {"alter": "6-10"}),
    ]

    numbers = [page.context["page_obj"].paginator.count for page in lists]
    assert numbers == [content.actors, content.offers.total] == [3, 4]


def test_phase_without_ages_shows_no_offers_of_others(client, region):
    make_life_phase("Erwachsene")
    make_offer(age_from=6, age_to=8)

    page = client.get("/lebensphasen/erwachsene/")

    assert (bool(page.context["content"].offers), page.context["dates"]) == (False, [])
    assert "Noch ist niemand verzeichnet" in page.content.decode()


def test_phases_are_listed_in_their_order(client, region):
    make_life_phase("Jugend", order=30)
    make_life_phase("Frühe Kindheit", order=10)

    phases = client.get("/lebensphasen/").context["phases"]

    assert [phase.name for phase in phases] == ["Frühe Kindheit", "Jugend"]
