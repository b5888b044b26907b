"""Topics and transitions: what belongs to them, in which order, and what the office puts first."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from pages.belonging import of_topic
from pages.models import TopicLink
from pages.views.topics import branches
from tests.factories.actors import make_actor, make_offer, make_target_group, make_topic
from tests.factories.documents import make_document
from tests.factories.events import make_event
from tests.factories.pages import make_contact, make_news
from tests.factories.projects import make_project
from tests.factories.topics import make_pin, make_step, make_topic_link


pytestmark = pytest.mark.django_db


def fill_topic(topic, number: int) -> None:
    for _ in range(number):
        museum = make_actor(topics=[topic], kind="museum")
        make_offer(topics=[topic], actor=museum)
        make_event(topics=[topic], place_actor=museum, organiser=museum)
        make_project(topics=[topic], lead=museum)
        make_document(topics=[topic])
        make_news(topics=[topic])
        make_contact().topics.add(topic)
        make_topic_link(topic)
        make_topic(f"Teil von {museum.name}", parent=topic, kind=topic.kind)
        topic.target_groups.add(make_target_group(museum.name))
        make_step(topic, actor=museum, document=make_document())


def test_lists_show_topics_and_transitions_apart(client, region):
    topic = make_topic("Inklusion")
    transition = make_topic("Übergang Schule–Beruf", kind="transition")
    make_topic("Verborgen", is_published=False)

    assert list(client.get("/themen/").context["object_list"]) == [topic]
    assert list(client.get("/uebergaenge/").context["object_list"]) == [transition]


def test_list_shows_topics_under_the_one_they_belong_to(client, region):
    culture, nature = make_topic("Kultur"), make_topic("Natur")
    reading = make_topic("Lesen", parent=culture)
    poems = make_topic("Gedichte", parent=reading)
    hidden = make_topic("Verborgen", is_published=False)
    orphan = make_topic("Waise", parent=hidden)

    found = client.get("/themen/").context["branches"]

    assert found == [(culture, [reading, poems]), (nature, []), (orphan, [])]


@pytest.mark.parametrize("number", [1, 3, 20])
@pytest.mark.parametrize(("kind", "address"), [("topic", "themen"), ("transition", "uebergaenge")])
def test_topic_needs_the_same_queries_for_any_number(
    client, region, django_assert_num_queries, number, kind, address
):
    topic = make_topic("Inklusion", kind=kind)
    fill_topic(topic, number)

    with django_assert_num_queries(6 + (kind == "transition")):
        client.get(f"/{address}/inklusion/")


def test_topic_collects_what_belongs_to_it(client, region):
    topic, other = make_topic("Inklusion"), make_topic("Kultur")
    fill_topic(topic, 1)
    fill_topic(other, 1)
    make_event(topics=[topic], dates=[("2026-01-03 16:00", None)])
    make_project(topics=[topic], is_published=False)

    context = client.get("/themen/inklusion/").context

    content = context["content"]
    shelves = [*content.shelves, context["dates"]]
    assert [(len(shelf.rows), shelf.total) for shelf in shelves] == [(1, 1)] * 6
    small = (content.children, content.groups, content.links, content.contacts)
    assert [len(rows) for rows in small] == [1, 1, 1, 1]


@pytest.mark.parametrize(
    "path", ["akteure", "lernorte", "projekte", "dokumente", "veranstaltungen", "aktuelles"]
)
def test_the_list_of_all_has_as_many_entries_as_the_topic_says(client, region, path):
    topic = make_topic("Inklusion")
    fill_topic(topic, 7)
    fill_topic(make_topic("Kultur"), 1)

    html = client.get("/themen/inklusion/").content.decode()
    list_page = client.get(f"/{path}/", {"thema": "inklusion"})

    assert f'href="/{path}/?thema=inklusion"' in html
    assert list_page.context["page_obj"].paginator.count == 7
    assert "Alle 7" in html


def test_first_stands_what_the_office_pinned_then_who_offers_something_now(client, region):
    topic = make_topic("Inklusion")
    plain = make_actor("A bietet nichts", topics=[topic])
    checked = make_actor("B geprüft", topics=[topic], checked_on=date(2026, 1, 10))
    busy = make_actor("C bietet an", topics=[topic])
    pinned = make_actor("D vorn", topics=[topic])
    make_offer(actor=busy, topics=[topic])
    make_pin(topic, actor=pinned)
    make_pin(make_topic("Kultur"), actor=plain)

    assert of_topic(topic).actors.rows == [pinned, busy, checked, plain]


def test_pinned_projects_and_documents_stand_first(region):
    topic = make_topic("Inklusion")
    make_project(title="Läuft", status="laufend", topics=[topic])
    over = make_project(title="Vorbei", status="abgeschlossen", topics=[topic])
    make_document(title="Neu", issued_on=date(2026, 1, 1), topics=[topic])
    old = make_document(title="Alt", issued_on=date(2016, 1, 1), topics=[topic])
    make_pin(topic, project=over)
    make_pin(topic, document=old)

    content = of_topic(topic)

    assert [row.title for row in content.projects.rows] == ["Vorbei", "Läuft"]
    assert [row.title for row in content.documents.rows] == ["Alt", "Neu"]


def test_an_event_with_many_dates_stands_once_with_the_next(client, region):
    topic = make_topic("Inklusion")
    make_event(title="Kurs", topics=[topic], dates=[
        ("2026-06-01 10:00", None), ("2026-06-08 10:00", None), ("2025-06-08 10:00", None)])  # fmt: skip
    late = make_event(title="Fest", topics=[topic], dates=[("2026-09-01 10:00", None)])

    soonest = client.get("/themen/inklusion/").context["dates"]
    make_pin(topic, event=late)
    pinned = client.get("/themen/inklusion/").context["dates"]

    assert [(date.event.title, date.starts_at.day) for date in soonest.rows] == [
        ("Kurs", 1),
        ("Fest", 1),
    ]
    assert [date.event.title for date in pinned.rows] == ["Fest", "Kurs"]
    assert soonest.total == 3


def test_a_pin_is_of_one_entry(region):
    topic, school = make_topic("Inklusion"), make_actor()

    with pytest.raises(IntegrityError, match="topic_pin_is_one_thing"):
        make_pin(topic, actor=school, document=make_document())


def test_topic_tells_for_whom_and_where_to_turn(client, region):
    topic = make_topic("Inklusion", icon="access")
    topic.target_groups.add(make_target_group("Eltern und Familien"))
    make_contact(area="Beratung Inklusion", phone="04131 26-0").topics.add(topic)
    make_contact(area="Ganz andere Stelle")
    make_topic_link(topic, label="Förderbedarf klären", url="/akteure/?thema=inklusion")

    html = client.get("/themen/inklusion/").content.decode()

    shown = (
        "Eltern und Familien",
        "Beratung Inklusion",
        'href="tel:+494131260"',
        "Förderbedarf klären",
    )
    assert [text in html for text in shown] == [True] * 4
    assert "Ganz andere Stelle" not in html
    assert '"@type": "DefinedTerm"' in html


def test_topic_without_contact_point_names_the_office(client, region):
    region.office_name, region.office_phone = "Bildungsbüro", "04131 26-0"
    region.save()
    make_topic("Inklusion")

    html = client.get("/themen/inklusion/").content.decode()

    assert "<h3>Bildungsbüro</h3>" in html


def test_topic_without_entries_leads_on(client, region):
    make_topic("Inklusion")

    page = client.get("/themen/inklusion/").content.decode()

    assert "Zu diesem Thema ist noch nichts verzeichnet" in page


def test_steps_of_a_transition_show_only_what_is_published(client, region):
    topic = make_topic("Kita–Grundschule", slug="kita", kind="transition")
    make_step(
        topic,
        title="Zweiter",
        position=20,
        document=make_document(title="Heft", is_published=False),
    )
    make_step(topic, title="Erster", position=10, actor=make_actor("Schulamt"), source="§ 64 NSchG")

    page = client.get("/uebergaenge/kita/")

    html = page.content.decode()
    assert [step.title for step in page.context["content"].steps] == ["Erster", "Zweiter"]
    assert ["Schulamt" in html, "§ 64 NSchG" in html, "Heft" in html] == [True, True, False]


def test_topic_is_found_under_its_own_kind_only(client, region):
    make_topic("Inklusion")
    make_topic("Schule–Beruf", slug="schule-beruf", kind="transition")

    assert client.get("/uebergaenge/inklusion/").status_code == 404
    assert client.get("/themen/schule-beruf/").status_code == 404
    assert client.get("/uebergaenge/schule-beruf/").status_code == 200


def test_unpublished_topic_is_not_there(client, region):
    make_topic("Inklusion", is_published=False)

    assert client.get("/themen/inklusion/").status_code == 404


def test_a_topic_never_belongs_to_one_below_it(region):
    culture = make_topic("Kultur")
    reading = make_topic("Lesen", parent=culture)
    culture.parent = reading

    with pytest.raises(ValidationError, match="gehört selbst zu"):
        culture.full_clean()


def test_a_ring_of_topics_is_not_shown_and_harms_nothing(client, region):
    culture = make_topic("Kultur")
    reading = make_topic("Lesen", parent=culture)
    type(culture).objects.filter(pk=culture.pk).update(parent=reading)

    assert branches([culture, reading]) == [(culture, [reading])]
    assert client.get("/themen/").status_code == 200
    assert client.get("/themen/lesen/").status_code == 200


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "//böse.example", "www.example.org", "https://"]
)
def test_next_step_leads_nowhere_hostile(region, url):
    link = TopicLink(topic=make_topic("Inklusion"), label="Weiter", url=url)

    with pytest.raises(ValidationError, match="Bitte mit"):
        link.full_clean()
