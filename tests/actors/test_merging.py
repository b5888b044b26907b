"""Two entries become one: nothing is left behind, in no app, and old addresses lead on."""

from datetime import date, timedelta

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.utils import timezone

from actors import duplicates, merging
from actors.merging import GONE, KEEP, merge, moves, parts, stamp
from actors.models import (
    Actor,
    ChangeProposal,
    Claim,
    DeadLink,
    FreshnessAsk,
    Invitation,
    Membership,
    NotDuplicate,
    OldAddress,
    SourceEntry,
    VisitFeedback,
)
from bildungsregion.base.errors import DomainError
from events.models import Feed
from tests.factories.actors import (
    make_actor,
    make_language,
    make_life_phase,
    make_offer,
    make_target_group,
    make_topic,
)
from tests.factories.documents import make_document
from tests.factories.events import make_event
from tests.factories.funding import make_draft, make_school, make_user
from tests.factories.imports import make_source
from tests.factories.pages import make_body
from tests.factories.projects import make_project, make_proposal
from tests.factories.topics import make_pin, make_step


pytestmark = pytest.mark.django_db


def _source_entry(actor):
    run = make_source().imports.create(file_name="a.csv", sha256="0", uploaded_by=make_user())
    return SourceEntry.objects.create(
        source=run.source, key=f"k{actor.pk}", actor=actor, seen_in=run
    )


def _apart(actor):
    return duplicates.keep_apart(first=make_actor(), second=actor, by=make_user())


def _apart_first(actor):
    return duplicates.keep_apart(first=actor, second=make_actor(), by=make_user())


def _partner(actor):
    actor.cooperates_with.add(make_actor())


# One row for every column that points to an institution. A new column fails the test below: write its row
# here, and in actors/merging.py how two rows become one if the column is unique together with others.
MAKERS = {
    "actors.Actor_languages.actor": lambda actor: actor.languages.add(make_language()),
    "actors.Actor_topics.actor": lambda actor: actor.topics.add(make_topic()),
    "actors.Actor_life_phases.actor": lambda actor: actor.life_phases.add(make_life_phase()),
    "actors.Actor_target_groups.actor": lambda actor: actor.target_groups.add(make_target_group()),
    "actors.Actor_cooperates_with.from_actor": _partner,
    "actors.Actor_cooperates_with.to_actor": _partner,
    "actors.Actor.part_of": lambda actor: make_actor(part_of=actor),
    "actors.AccessFact.actor": lambda actor: actor.access_facts.create(feature="aufzug", state="ja"),
    "actors.ChangeProposal.actor": lambda actor: actor.proposals.create(subject_pk=actor.pk, message="Neu"),
    "actors.Contact.actor": lambda actor: actor.contacts.create(area="Buchung", phone="04131 1"),
    "actors.FreshnessAsk.actor": lambda actor: FreshnessAsk.objects.create(
        actor=actor, email="a@museum.example", sent_on=date(2026, 1, 1)
    ),
    "actors.DeadLink.actor": lambda actor: DeadLink.objects.create(
        actor=actor, url="https://a.example", found_on=date(2026, 1, 1), tried_on=date(2026, 1, 1)
    ),
    "actors.OpeningSlot.actor": lambda actor: actor.slots.create(weekday=0, opens="09:00", closes="12:00"),
    "actors.ExternalId.actor": lambda actor: actor.external_ids.create(scheme="wikidata", value=f"Q{actor.pk}"),
    "actors.OldAddress.actor": lambda actor: OldAddress.objects.create(slug=f"alt-{actor.pk}", actor=actor),
    "actors.SourceEntry.actor": _source_entry,
    "actors.NotDuplicate.first": _apart_first,
    "actors.NotDuplicate.second": _apart,
    "actors.Membership.actor": lambda actor: Membership.objects.create(user=make_user(), actor=actor),
    "actors.Claim.actor": lambda actor: Claim.objects.create(user=make_user(), actor=actor),
    "actors.Invitation.actor": lambda actor: Invitation.objects.create(
        actor=actor, email="neu@museum.example", invited_by=make_user(), key_hash=f"{actor.pk}",
        key_until=timezone.now() + timedelta(days=7),
    ),
    "actors.Offer.actor": lambda actor: make_offer(actor=actor),
    "actors.VisitFeedback.actor": lambda actor: VisitFeedback.objects.create(
        actor=actor, reference=f"R-{actor.pk}", text="Schön."
    ),
    "documents.Document.publisher_actor": lambda actor: make_document(publisher_actor=actor),
    "projects.Partnership.actor": lambda actor: make_project(partners=[actor]),
    "projects.Adoption.actor": lambda actor: make_project().adoptions.create(actor=actor, text="Auch wir."),
    "projects.ProjectProposal.actor": lambda actor: make_proposal(actor=actor),
    "projects.Project.lead": lambda actor: make_project(lead=actor),
    "events.Event_co_organisers.actor": lambda actor: make_event(co_organisers=[actor]),
    "events.Event.organiser": lambda actor: make_event(organiser=actor),
    "events.Feed.organiser": lambda actor: Feed.objects.create(
        name=f"A{actor.pk}", kind="tabelle", organiser=actor
    ),
    "events.Feed.place_actor": lambda actor: Feed.objects.create(
        name=f"B{actor.pk}", kind="tabelle", place_actor=actor
    ),
    "events.Registration.actor": lambda actor: apps.get_model("events", "Registration").objects.create(
        occurrence=make_event().occurrences.get(), state="bestaetigt", persons=1, actor=actor,
        told_start=timezone.now(),
    ),
    "events.Event.place_actor": lambda actor: make_event(place_actor=actor),
    "funding.Application.institution": lambda actor: make_draft(institution=actor),
    "funding.Application.provider": lambda actor: make_draft(institution=make_school(), provider=actor),
    "pages.Body_members.actor": lambda actor: make_body(members=[actor]),
    "pages.TopicPin.actor": lambda actor: make_pin(make_topic(f"Thema {actor.pk}"), actor=actor),
    "pages.TransitionStep.actor": lambda actor: make_step(make_topic(f"Thema {actor.pk}"), actor=actor),
}  # fmt: skip

RELATIONS = sorted(str(field) for field in merging.relations())


@pytest.fixture
def keep(region):
    return make_actor("Museum Lüneburg", kind="museum", phone="04131 1")


@pytest.fixture
def gone(region):
    return make_actor(
        "Museum der Hansestadt", kind="museum", email="post@museum.example", phone="04131 2"
    )


def join(keep, gone, **chosen):
    return merge(keep=keep, gone=gone, chosen=chosen, shown=stamp(keep, gone))


def rows_of(field, actor) -> int:
    """A decision on two entries keeps its order, so that it may name the entry in its other column."""
    names = ("first", "second") if field.model is NotDuplicate else (field.name,)
    return sum(field.model._base_manager.filter(**{name: actor.pk}).count() for name in names)


def test_every_relation_of_every_app_is_known():
    assert set(RELATIONS) - set(MAKERS) == set()


@pytest.mark.parametrize("relation", RELATIONS)
def test_rows_of_every_relation_move(keep, gone, relation):
    if relation == "funding.Application.institution":
        Actor.objects.update(kind="grundschule")
        gone.refresh_from_db()
    MAKERS[relation](gone)
    field = next(one for one in merging.relations() if str(one) == relation)
    before = rows_of(field, gone)

    join(keep, gone)

    # Its own address becomes an old one too.
    assert rows_of(field, keep) == before + (relation == "actors.OldAddress.actor") > 0
    assert not Actor.objects.filter(pk=gone.pk).exists()


@pytest.mark.parametrize(
    "relation", [name for name in RELATIONS if not name.startswith("actors.NotDuplicate")]
)
def test_rows_that_both_have_do_not_get_in_each_others_way(keep, gone, relation):
    Actor.objects.update(kind="grundschule")
    for actor in (keep, gone):
        actor.refresh_from_db()
    field = next(one for one in merging.relations() if str(one) == relation)
    make = MAKERS[relation]
    if field.model._meta.auto_created is Actor and "cooperates" not in relation:
        make(keep)
        row = getattr(keep, relation.split("_", 1)[1].split(".")[0]).get()
        getattr(gone, relation.split("_", 1)[1].split(".")[0]).add(row)
    else:
        make(keep)
        make(gone)

    join(keep, gone)

    assert field.model._base_manager.filter(**{field.name: keep.pk}).exists()
    assert Actor.objects.get(pk=keep.pk).name == "Museum Lüneburg"


def test_chosen_values_stay_and_gaps_are_proposed_from_the_other(keep, gone):
    found = {part.label: (part.keep, part.gone, part.default) for part in parts(keep, gone)}

    joined = join(keep, gone, email=GONE, name=GONE, phone=KEEP)

    joined.refresh_from_db()
    assert found == {
        "Name": ("Museum Lüneburg", "Museum der Hansestadt", KEEP),
        "Telefon": ("04131 1", "04131 2", KEEP),
        "E-Mail": ("", "post@museum.example", GONE),
    }
    assert (joined.name, joined.phone, joined.email) == (
        "Museum der Hansestadt",
        "04131 1",
        "post@museum.example",
    )
    assert "hansestadt" in joined.search_title


def test_columns_that_belong_together_are_one_choice(keep, gone):
    Actor.objects.filter(pk=gone.pk).update(
        funding_eligible_override=True, funding_eligible_reason="Beschluss"
    )
    gone.refresh_from_db()

    joined = join(keep, gone, funding_eligible_override=GONE)

    joined.refresh_from_db()
    assert (joined.funding_eligible_override, joined.funding_eligible_reason) == (True, "Beschluss")


def test_days_are_told_as_people_write_them(keep, gone):
    keep.checked_on = date(2026, 3, 1)

    found = {part.label: part.keep for part in parts(keep, gone)}

    assert found["Prüfung"] == "1. März 2026"


def test_old_addresses_lead_to_the_entry_that_stays(client, keep, gone):
    page, short = gone.get_absolute_url(), gone.get_short_url()

    joined = join(keep, gone)

    moved = client.get(page)
    assert (moved.status_code, moved["Location"]) == (301, joined.get_absolute_url())
    assert client.get(short)["Location"] == joined.get_absolute_url()


def test_address_leads_on_after_a_second_merge(client, keep, gone):
    page = gone.get_absolute_url()
    third = make_actor("Museum", kind="museum")

    last = join(third, join(keep, gone))

    assert client.get(page)["Location"] == last.get_absolute_url()


@pytest.mark.parametrize(
    ("side", "hours"), [(KEEP, ["Montag, 09:00–12:00"]), (GONE, ["Montag, 10:00–17:00"])]
)
def test_week_of_one_side_stays_whole(keep, gone, side, hours):
    keep.slots.create(weekday=0, opens="09:00", closes="12:00")
    gone.slots.create(weekday=0, opens="10:00", closes="17:00")

    join(keep, gone, hours_note=side)

    assert [str(slot) for slot in keep.slots.all()] == hours


def test_partners_and_parts_of_each_other_do_not_point_to_themselves(keep, gone):
    keep.cooperates_with.add(gone)
    Actor.objects.filter(pk=keep.pk).update(part_of=gone)
    Actor.objects.filter(pk=gone.pk).update(part_of=None)
    for actor in (keep, gone):
        actor.refresh_from_db()

    joined = join(keep, gone)

    joined.refresh_from_db()
    assert (joined.part_of, list(joined.cooperates_with.all())) == (None, [])


def test_entry_never_belongs_to_itself_over_others(keep, gone):
    between = make_actor("Abteilung", part_of=keep)
    Actor.objects.filter(pk=gone.pk).update(part_of=between)
    gone.refresh_from_db()

    with pytest.raises(DomainError, match="zu sich selbst"):
        join(keep, gone, part_of=GONE)

    assert Actor.objects.filter(pk=gone.pk).exists()


def test_cases_of_the_fund_stay_with_who_may_apply(keep, gone):
    school = make_school(name="Grundschule am Museum")
    case = make_draft(institution=school)

    with pytest.raises(DomainError, match="muss deshalb förderberechtigt sein"):
        join(keep, school)
    joined = join(keep, school, kind=GONE)

    case.refresh_from_db()
    assert case.institution == joined


def test_proposals_follow_by_their_number(keep, gone):
    ChangeProposal.objects.create(subject_pk=gone.pk, actor=gone, message="Neue Zeiten")
    other = ChangeProposal.objects.create(subject="offer", subject_pk=gone.pk, message="Anderes")

    join(keep, gone)

    assert ChangeProposal.objects.exclude(pk=other.pk).get().subject_pk == keep.pk
    assert ChangeProposal.objects.get(pk=other.pk).subject_pk == gone.pk


def test_offers_are_found_by_the_name_that_stays(keep, gone):
    offer = make_offer(actor=gone)

    join(keep, gone)

    offer.refresh_from_db()
    assert "luneburg" in offer.search_text


def test_picture_that_nobody_needs_is_deleted(keep, gone, django_capture_on_commit_callbacks):
    about = {"image_alt": "Haus", "image_author": "Museum", "image_licence": "cc0"}
    for actor in (keep, gone):
        actor.image.save(f"{actor.pk}.png", ContentFile(b"png"), save=False)
        for name, value in about.items():
            setattr(actor, name, value)
        actor.save()
    storage, names = keep.image.storage, (keep.image.name, gone.image.name)

    with django_capture_on_commit_callbacks(execute=True):
        joined = join(keep, gone, image=GONE)

    assert (joined.image.name, storage.exists(names[0]), storage.exists(names[1])) == (
        names[1],
        False,
        True,
    )


def test_key_of_the_loaded_region_goes_along(keep, gone):
    Actor.objects.filter(pk=gone.pk).update(import_key="museum", import_digest="abc")
    gone.refresh_from_db()

    assert join(keep, gone).import_key == "museum"


def test_nothing_happens_where_one_has_changed_since_it_was_looked_at(keep, gone):
    shown = stamp(keep, gone)
    make_offer(actor=gone)

    with pytest.raises(DomainError, match="inzwischen geändert"):
        merge(keep=keep, gone=gone, chosen={}, shown=shown)

    assert Actor.objects.filter(pk=gone.pk).exists()


def test_entry_is_not_merged_with_itself_or_with_one_that_is_gone(keep, gone):
    with pytest.raises(DomainError, match="zwei verschiedene"):
        merge(keep=keep, gone=keep, chosen={}, shown="")
    join(keep, gone)
    with pytest.raises(DomainError, match="nicht mehr da"):
        merge(keep=keep, gone=Actor(pk=gone.pk), chosen={}, shown="")


def test_moves_say_what_comes_along(keep, gone):
    make_offer(actor=gone)
    make_offer(actor=gone)
    make_event(organiser=gone)

    assert [(move.label, move.count) for move in moves(gone)] == [
        ("Angebote (Lernort)", 2),
        ("Veranstaltungen (Veranstalter im Verzeichnis)", 1),
    ]
