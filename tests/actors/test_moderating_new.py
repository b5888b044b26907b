"""The office publishes proposed institutions: their place, their address, the person who proposed them."""

import pytest

from actors.models import Actor, ChangeProposal, Membership
from tests.actors.test_moderating import decide, page_of
from tests.factories.actors import make_municipality
from tests.factories.members import make_account


pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(office_client):
    return office_client("redaktion")


def suggested(by=None, **wanted) -> ChangeProposal:
    wanted = {
        "name": "Stadtarchiv",
        "kind": "archiv",
        "postcode": "21365",
        "city": "Adendorf",
    } | wanted
    return ChangeProposal.objects.create(
        kind="new", subject="actor", title=wanted["name"], wanted=wanted, proposed_by=by,
        email="" if by else "jemand@x.example",
    )  # fmt: skip


def publish(client, proposal, **typed):
    form = client.get(page_of(proposal)).context["yes"]
    values = {field.html_name: getattr(field.value(), "pk", field.value()) or "" for field in form}
    return decide(client, proposal, "alles", **(values | typed))


def test_new_entry_is_published_in_the_municipality_of_its_postcode(editor, region, mailoutbox):
    place = make_municipality("Adendorf", postcodes=["21365"])
    proposal = suggested()

    assert publish(editor, proposal).status_code == 302

    actor = Actor.objects.get(name="Stadtarchiv")
    assert (actor.slug, actor.municipality, actor.latitude) == ("stadtarchiv", place, None)
    assert (mailoutbox[0].to, mailoutbox[0].subject) == (
        ["jemand@x.example"], "Veröffentlicht: Stadtarchiv",
    )  # fmt: skip
    proposal.refresh_from_db()
    assert (proposal.actor, proposal.subject_pk) == (actor, actor.pk)


def test_new_entry_without_a_place_asks_for_it(editor, region):
    proposal = suggested(city="Irgendwo")

    response = publish(editor, proposal)

    assert response.status_code == 422
    assert not Actor.objects.exists()


@pytest.mark.parametrize(
    ("ticked", "is_confirmed"), [("", None), ("unbestaetigt", False), ("bestaetigt", True)]
)
def test_who_proposed_an_entry_belongs_to_it_as_the_office_ticks(
    editor, region, ticked, is_confirmed, mailoutbox
):
    make_municipality("Adendorf", postcodes=["21365"])
    person = make_account()

    publish(editor, suggested(by=person), **{"ja-tie": ticked})

    tie = Membership.objects.filter(user=person).first()
    assert (tie and tie.confirmed_at is not None) == is_confirmed
    assert ("selbst pflegen" in mailoutbox[0].body) == bool(is_confirmed)


def test_reserved_address_is_not_taken(editor, region):
    make_municipality("Adendorf", postcodes=["21365"])

    publish(editor, suggested(name="Karte"))

    assert Actor.objects.get().slug == "karte-2"
