"""The page before deleting: what goes along, what stays, and no names that the person may not read."""

import pytest
from django.urls import reverse

from bildungsregion.office import deleting
from tests.factories.actors import make_actor, make_offer, make_topic
from tests.factories.funding import make_submitted
from tests.factories.office import make_client
from tests.factories.topics import make_step


pytestmark = pytest.mark.django_db


def test_page_says_what_stays_and_names_cases_only_to_who_may_see_them(region):
    offer = make_offer("Salz sieden", actor=make_actor())
    case = make_submitted(title="Ausflug", offer=offer)
    address = reverse("admin:actors_offer_delete", args=[offer.pk])

    pages = [make_client(role).get(address).content.decode() for role in ("redaktion", "superuser")]

    assert ["1 Antrag, nur ohne die Verbindung hierher" in page for page in pages] == [True, True]
    assert [case.number in page for page in pages] == [False, True]


def test_what_points_to_what_goes_along_stays_and_is_told(region):
    """Also by a relation that the row itself does not know of, and never what goes anyway."""
    actor = make_actor()
    offer = make_offer("Salz sieden", actor=actor)
    case = make_submitted(title="Ausflug", offer=offer)
    step = make_step(make_topic(), actor=actor)

    goes, stays = deleting.consequences([actor], make_client("superuser").user)

    assert ("Angebot", 1) in [(part.label, part.count) for part in goes]
    assert [(part.label, part.count, part.names) for part in stays] == [
        ("Antrag", 1, [str(case)]), ("Schritt", 1, [str(step)]),
    ]  # fmt: skip


def test_nothing_is_deleted_before_the_button(region):
    offer = make_offer(actor=make_actor())
    address = reverse("admin:actors_offer_delete", args=[offer.pk])
    client = make_client("redaktion")

    assert client.get(address).status_code == 200
    assert client.post(address, {"post": "yes"}).status_code == 302
    assert not type(offer).objects.exists()
