"""Rows that both entries have when they are merged: which stays, and what it takes over."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from actors import duplicates, freshness
from actors.merging import merge, stamp
from actors.models import (
    Actor,
    ChangeProposal,
    Claim,
    FreshnessAsk,
    Invitation,
    Membership,
    NotDuplicate,
)
from tests.factories.actors import make_actor
from tests.factories.funding import make_user


pytestmark = pytest.mark.django_db


@pytest.fixture
def keep(region):
    return make_actor("Museum Lüneburg", kind="museum")


@pytest.fixture
def gone(region):
    return make_actor("Museum der Hansestadt", kind="museum")


def join(keep, gone):
    return merge(keep=keep, gone=gone, chosen={}, shown=stamp(keep, gone))


def test_person_in_both_keeps_what_was_confirmed(keep, gone):
    head, office = make_user(), make_user()
    Membership.objects.create(user=head, actor=keep, role="contact")
    Membership.objects.create(
        user=head,
        actor=gone,
        role="head",
        confirmed_at=timezone.now(),
        confirmed_by=office,
        is_trusted=True,
    )

    join(keep, gone)

    member = Membership.objects.get(user=head)
    assert (member.actor_id, member.role, member.confirmed_by, member.is_trusted) == (
        keep.pk,
        "head",
        office,
        True,
    )


def test_known_facts_win_and_two_contacts_stay_two(keep, gone):
    keep.access_facts.create(feature="aufzug", state="unbekannt")
    gone.access_facts.create(feature="aufzug", state="nein", note="nur Treppe")
    keep.contacts.create(area="Buchung", phone="04131 1")
    gone.contacts.create(area="Buchung", phone="04131 2")

    join(keep, gone)

    assert [(fact.state, fact.note) for fact in keep.access_facts.all()] == [("nein", "nur Treppe")]
    assert [str(contact) for contact in keep.contacts.all()] == ["Buchung", "Buchung (2)"]


def test_open_changes_of_one_person_on_both_become_one(keep, gone):
    person = make_user()
    for actor, wanted in ((keep, {"phone": "1"}), (gone, {"phone": "2", "city": "Melle"})):
        ChangeProposal.objects.create(
            subject_pk=actor.pk, actor=actor, proposed_by=person, wanted=wanted,
            before=dict.fromkeys(wanted, ""), message=f"Von {actor}",
        )  # fmt: skip
    ChangeProposal.objects.create(
        subject_pk=gone.pk, actor=gone, proposed_by=make_user(), message="Von wem anders"
    )

    join(keep, gone)

    joined = ChangeProposal.objects.get(proposed_by=person)
    assert (joined.actor, joined.subject_pk) == (keep, keep.pk)
    assert joined.wanted == {"phone": "1", "city": "Melle"}
    assert joined.before == {"phone": "", "city": ""}
    assert joined.message == "Von Museum Lüneburg\n\nVon Museum der Hansestadt"
    assert ChangeProposal.objects.filter(subject_pk=keep.pk).count() == 2


def test_doubt_about_the_other_does_not_come_along(keep, gone):
    Actor.objects.filter(pk=gone.pk).update(doubtful_since=date(2026, 1, 1))
    gone.refresh_from_db()
    for day in (1, 22):
        FreshnessAsk.objects.create(
            actor=gone, email="a@museum.example", sent_on=date(2025, 10, day)
        )

    joined = join(keep, gone)

    joined.refresh_from_db()
    assert joined.doubtful_since is None
    assert not freshness.unanswered(timezone.localdate()).exists()
    assert list(joined.freshness_asks.values_list("answer", flat=True)) == ["office", "office"]


def test_open_claims_and_invitations_of_one_person_on_both_become_one(keep, gone):
    person = make_user()
    for number, actor in enumerate((keep, gone)):
        Claim.objects.create(user=person, actor=actor)
        Invitation.objects.create(
            actor=actor, email=("Neu@museum.example", "neu@MUSEUM.example")[number],
            invited_by=person, key_hash=f"{number}", key_until=timezone.now() + timedelta(days=7),
        )  # fmt: skip

    join(keep, gone)

    assert Claim.objects.get().actor == keep
    assert Invitation.objects.get().actor == keep


def test_decisions_on_duplicates_keep_their_order(keep, gone):
    third = make_actor()
    for first, second in ((keep, gone), (keep, third), (gone, third)):
        duplicates.keep_apart(first=first, second=second, by=make_user())

    join(third, gone)

    assert list(NotDuplicate.objects.values_list("first", "second")) == [(keep.pk, third.pk)]
