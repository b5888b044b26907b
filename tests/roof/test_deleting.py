"""The page before deleting: what goes along, what stays, and no names that the person may not read."""

import pytest
from django.urls import reverse

from tests.factories.actors import make_actor, make_offer
from tests.factories.funding import make_submitted
from tests.factories.office import make_client


pytestmark = pytest.mark.django_db


def test_page_says_what_stays_and_names_cases_only_to_who_may_see_them(region):
    offer = make_offer("Salz sieden", actor=make_actor())
    case = make_submitted(title="Ausflug", offer=offer)
    address = reverse("admin:actors_offer_delete", args=[offer.pk])

    pages = [make_client(role).get(address).content.decode() for role in ("redaktion", "superuser")]

    assert ["1 Antrag, nur ohne die Verbindung hierher" in page for page in pages] == [True, True]
    assert [case.number in page for page in pages] == [False, True]


def test_nothing_is_deleted_before_the_button(region):
    offer = make_offer(actor=make_actor())
    address = reverse("admin:actors_offer_delete", args=[offer.pk])
    client = make_client("redaktion")

    assert client.get(address).status_code == 200
    assert client.post(address, {"post": "yes"}).status_code == 302
    assert not type(offer).objects.exists()
