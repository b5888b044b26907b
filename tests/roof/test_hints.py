"""What could be better about published rows: counted on the start page, listed by a filter."""

import pytest
from django.contrib import admin
from django.urls import reverse

from tests.factories.actors import make_actor, make_offer
from tests.factories.documents import make_document
from tests.factories.events import make_event
from tests.factories.office import make_client
from tests.funding.office import query_count


pytestmark = pytest.mark.django_db
INDEX = reverse("admin:index")
ROLES = ("redaktion", "koordination", "sachbearbeitung", "zeichnung", "kasse", "lesend", "administration")  # fmt: skip


def hints(client) -> dict[str, int]:
    panels = client.get(INDEX).context["aside_panels"]
    rows = next(panel.content for panel in panels if panel.key == "hinweise")
    return {row.url.partition("/verwaltung/")[2]: row.count for row in rows}


def test_each_line_leads_to_exactly_its_rows(region):
    museum = make_actor("Museum", summary="Salz", email="info@museum.example", latitude=53, longitude=10)  # fmt: skip
    make_offer("Ohne Preis", actor=museum, summary="x", price_model="per_head", price_cents=0)
    make_offer("Kostenfrei", actor=museum, summary="x", price_model="free", price_cents=0)
    make_offer("Gestaffelt", actor=museum, summary="x", price_model="tiers", price_cents=0)
    make_offer("Verborgen", actor=museum, summary="", is_published=False)
    make_event(summary="x", dates=())
    client = make_client("redaktion")

    found = hints(client)

    assert found["actors/offer/?hinweis=ohne-preis"] == 2
    assert found["events/event/?hinweis=ohne-termin"] == 1
    assert "actors/offer/?hinweis=ohne-kurztext" not in found
    listed = client.get("/verwaltung/actors/offer/?hinweis=ohne-preis").context["cl"].result_list
    assert {offer.title for offer in listed} == {"Ohne Preis", "Gestaffelt"}


@pytest.mark.parametrize(
    ("model", "slug"),
    [
        (model, hint.slug)
        for model, page in admin.site._registry.items()
        for hint in getattr(page, "hints", ())
    ],
)
def test_list_shows_what_the_number_says(region, model, slug):
    make_offer(actor=make_actor(summary=""), summary="")
    make_event(summary="", dates=())
    make_document(summary="")
    client = make_client("superuser")
    page = f"{model._meta.app_label}/{model._meta.model_name}/?hinweis={slug}"

    listed = client.get(f"/verwaltung/{page}").context["cl"].result_count

    assert listed == hints(client).get(page, 0)


def test_who_keeps_nothing_has_no_hints(region):
    panels = make_client("kasse").get(INDEX).context["aside_panels"]

    assert "hinweise" not in {panel.key for panel in panels}


def test_start_page_of_each_role_needs_few_queries(region):
    counts = {role: query_count(make_client(role), INDEX) for role in ROLES}

    assert {role: count for role, count in counts.items() if count > 25} == {}
    # Who has all roles at once; what the menu asks once for each mix of rights is kept.
    everybody = make_client("superuser")
    everybody.get(INDEX)
    assert query_count(everybody, INDEX) <= 40
