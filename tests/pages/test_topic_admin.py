"""Topics and phases of life in the office."""

import pytest

from pages.models import TopicPin
from tests.factories.actors import make_actor, make_life_phase, make_topic
from tests.factories.topics import make_pin, make_step, make_topic_link


pytestmark = pytest.mark.django_db


def posted(client, topic, **fields):
    """The topic's form as it is shown, with these changes, sent."""
    address = f"/verwaltung/actors/topic/{topic.pk}/change/"
    context = client.get(address).context
    data = {}
    forms = [context["adminform"].form]
    for inline in context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    for form in forms:
        for bound in form:
            value = bound.value()
            data[bound.html_name] = "" if value is None or value is False else value
    return client.post(address, data | fields)


@pytest.mark.parametrize("kind", ["topic", "transition"])
def test_topic_opens_with_its_parts(office_client, kind):
    topic = make_topic(kind=kind)
    make_topic_link(topic)
    make_step(topic)
    make_pin(topic, actor=make_actor())

    client = office_client("redaktion")
    page = client.get(f"/verwaltung/actors/topic/{topic.pk}/change/")

    prefixes = [part.formset.prefix for part in page.context["inline_admin_formsets"]]
    assert ("steps" in prefixes, "links" in prefixes, "pins" in prefixes) == (
        kind == "transition",
        True,
        True,
    )
    assert client.get("/verwaltung/actors/topic/").status_code == 200


def test_office_puts_an_entry_first(office_client, region):
    topic, school = make_topic(), make_actor(topics=[])

    posted(office_client("redaktion"), topic, **{
        "pins-TOTAL_FORMS": "1", "pins-0-position": "10", "pins-0-actor": str(school.pk),
    })  # fmt: skip

    assert [pin.entry for pin in TopicPin.objects.all()] == [school]


def test_pin_without_an_entry_is_told_in_a_sentence(office_client, region):
    response = posted(office_client("redaktion"), make_topic(), **{
        "pins-TOTAL_FORMS": "1", "pins-0-position": "20",
    })  # fmt: skip

    assert "Bitte genau einen Eintrag wählen" in response.content.decode()
    assert not TopicPin.objects.exists()


def test_hostile_address_of_a_next_step_is_refused(office_client, region):
    topic = make_topic()

    response = posted(office_client("redaktion"), topic, **{
        "links-TOTAL_FORMS": "1", "links-0-position": "10", "links-0-label": "Los",
        "links-0-url": "javascript:alert(1)",
    })  # fmt: skip

    assert "Bitte mit „/“ (im Portal)" in response.content.decode()
    assert not topic.links.exists()


def test_phase_of_life_can_be_edited_by_the_office(office_client):
    phase = make_life_phase()

    page = office_client("redaktion").get(f"/verwaltung/actors/lifephase/{phase.pk}/change/")

    assert page.status_code == 200
    assert page.context["has_change_permission"]
