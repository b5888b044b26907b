"""An event for classes: what it costs on its page, what the fund gives, and the application it leads into."""

import pytest
from django.urls import reverse

from events.models import Event
from funding import drafts
from funding.models import Application
from tests.factories.actors import make_actor
from tests.factories.events import make_event, make_occurrence, make_terms
from tests.factories.funding import make_rule_set
from tests.factories.members import make_tie, sign_in


pytestmark = pytest.mark.django_db


@pytest.fixture
def event(region) -> Event:
    museum = make_actor("Museum", slug="museum", kind="museum")
    event = make_event(
        title="Salzwoche", slug="salzwoche", organiser=museum, place_actor=museum, place_name="",
        city="", municipality=museum.municipality,
    )  # fmt: skip
    make_terms(event, fee_cents=250_00, free_places=2, grades="3 bis 6", group_size_max=30)
    return event


@pytest.fixture
def rules(region):
    return make_rule_set()


def page(client, event, query="") -> str:
    return client.get(event.get_absolute_url() + query).content.decode()


def test_page_says_what_a_class_pays_and_the_fund_gives(client, event, rules):
    html = page(client, event, "?kinder=20&erwachsene=2")

    assert "Klassen 3 bis 6, bis 30 Personen" in html
    assert "Eintritt (20 × 6,00\u00a0€, 2 frei)" in html
    # 20 × 6,00 € by half, the fee up to 200 €.
    assert "<strong>260,00\u00a0€</strong> können Sie beantragen." in html
    query = "veranstaltung=salzwoche&amp;termin=1&amp;kinder=20&amp;erwachsene=2"
    assert f'href="/foerderung/antraege/neu/?{query}"' in html
    assert f'href="/foerderung/rechner/?{query}"' in html


def test_without_a_fund_only_the_price_is_said(client, event, region):
    region.modules = []
    region.save()

    html = page(client, event)

    assert "Für Klassen und Gruppen" in html
    assert "144,00\u00a0€" in html
    section = html[html.index('id="gruppen"') :]
    assert "Förderung" not in section[: section.index("</section>")]


def test_event_without_terms_is_not_meant_for_classes(client, rules):
    assert "Für Klassen und Gruppen" not in page(client, make_event())


def test_event_that_does_not_take_place_leads_nowhere(client, event, rules):
    Event.objects.update(status="abgesagt")

    assert "Antrag vorbereiten" not in page(client, event)


@pytest.mark.parametrize("query", ["?kinder=x&erwachsene=-1", "?kinder=0", "?kinder=9999999"])
def test_group_that_cannot_be_understood_is_the_usual_class(client, event, rules, query):
    response = client.get(event.get_absolute_url() + query)

    assert response.status_code == 200
    assert response.context["cost"].children == 24


def begin(client, institution, query: str) -> Application:
    address = f"{reverse('funding:application_create')}?{query}"
    assert "Wir übernehmen die Veranstaltung „Salzwoche“" in client.get(address).content.decode()
    client.post(address, {"institution": institution.pk, "role": "head", "token": "e" * 20})
    return Application.objects.get()


@pytest.fixture
def school():
    tie = make_tie(actor=make_actor("Schule", kind="grundschule"))
    client = sign_in(tie.user)
    client.actor = tie.actor
    return client


def test_application_begins_with_everything_the_event_says(event, rules, school):
    make_occurrence(event, "2026-04-21 09:30", "2026-04-21 11:00")

    draft = begin(school, school.actor, "veranstaltung=salzwoche&termin=2&kinder=20&erwachsene=2")

    costs = drafts.cost_table(draft, lenient=True).planned()[0].costs
    assert (draft.title, draft.provider, draft.field, draft.offer) == (
        "Salzwoche", event.organiser, "museal", None,
    )  # fmt: skip
    assert (draft.place, draft.municipality) == (event.place_label, event.municipality)
    assert [(cost.kind, cost.total_cents) for cost in costs] == [
        ("entry", 120_00), ("honorar", 250_00),
    ]  # fmt: skip
    assert drafts.typed(draft, "termine") == {
        "t0-datum": "2026-04-21", "t0-uhrzeit": "09:30", "t0-kinder": "20", "t0-erwachsene": "2",
    }  # fmt: skip


def test_date_that_is_called_off_is_not_taken_over(event, rules, school):
    event.occurrences.update(is_cancelled=True)

    draft = begin(school, school.actor, "veranstaltung=salzwoche&termin=1&kinder=20")

    assert drafts.typed(draft, "termine") == {"t0-kinder": "20", "t0-erwachsene": ""}


@pytest.mark.parametrize("query", ["%00", "nichts", "salzwoche&termin=x", "x" * 3000])
def test_calculator_takes_whatever_is_in_the_address(client, event, rules, query):
    response = client.get(f"{reverse('funding:calculator')}?veranstaltung={query}", follow=True)

    assert response.status_code == 200


def test_hidden_event_begins_nothing(client, event, rules):
    Event.objects.update(is_published=False)

    page = client.get(f"{reverse('funding:calculator')}?veranstaltung=salzwoche", follow=True)

    assert "6,00" not in page.content.decode()


def test_page_for_classes_needs_few_queries(client, event, rules, django_assert_max_num_queries):
    with django_assert_max_num_queries(10):
        client.get(event.get_absolute_url())
