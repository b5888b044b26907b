"""Events that are there twice: found, kept apart, merged with everything that hangs on them."""

import pytest
from django.urls import reverse

from actors.models import ChangeProposal
from bildungsregion.base.errors import DomainError
from events import duplicates, merging
from events.actions.dating import write_dates
from events.models import (
    DateRule,
    Event,
    FeedItem,
    NotSameEvent,
    OldEventAddress,
    Registration,
    Submission,
)
from tests.factories.actors import make_actor, make_topic
from tests.factories.base import make_region
from tests.factories.events import make_event
from tests.factories.feeds import calendar, entry, event_of, make_feed, take_in
from tests.factories.funding import make_user
from tests.factories.office import make_client, make_person


pytestmark = pytest.mark.django_db

HOUR = (("2026-03-10 16:00", "2026-03-10 18:00"),)
MORNING = (("2026-03-10 09:00", None),)
LIST, APART = reverse("admin:events_event_duplicates"), reverse("admin:events_event_apart")


@pytest.fixture(autouse=True)
def _first_of_march(clock):
    clock("2026-03-01 09:00")
    make_region()


def merged(keep: Event, gone: Event, **chosen) -> Event:
    return merging.merge(keep=keep, gone=gone, chosen=chosen, shown=merging.stamp(keep, gone))


@pytest.mark.parametrize(
    ("first", "second", "found"),
    [
        ({"title": "Vorlesen für Kinder"}, {"title": "VORLESEN für Kinder"}, 1),
        ({"title": "Vorlesen für Kinder"}, {"title": "Bücherei: Vorlesen für Kinder"}, 1),
        ({"title": "Vorlesen für Kinder"}, {"title": "Vorlesen für Kinder", "place_name": "", "city": ""}, 1),
        ({"title": "Vorlesen für Kinder"}, {"title": "Vorlesen fuer Kinder", "place_name": "Schule"}, 1),
        ({"title": "Vorlesen"}, {"title": "Töpfern"}, 0),
        ({"title": "Vorlesen"}, {"title": "Vorlesen", "dates": (("2026-03-11 16:00", None),)}, 0),
        ({"title": "Vorlesen"}, {"title": "Vorlesen", "place_name": "Mensa", "dates": MORNING}, 0),
    ],
)  # fmt: skip
def test_pairs_are_alike_in_title_day_and_place(first, second, found):
    make_event(**{"dates": HOUR} | first)
    make_event(**{"dates": HOUR} | second)

    assert len(duplicates.pairs()) == found


def test_pair_of_two_calendars_is_found_and_of_one_is_not():
    two = calendar(entry(), entry("zwei"))
    take_in(make_feed(), two)
    take_in(make_feed(), calendar(entry("anders", title="Vorlesen!", more="LOCATION:Saal")))

    titles = [{Event.objects.get(pk=pk).title for pk in pair[:2]} for pair in duplicates.pairs()]

    assert titles == [{"Vorlesen", "Vorlesen!"}, {"Vorlesen", "Vorlesen!"}]


def test_kept_apart_for_good():
    first, second = make_event(title="A B C", dates=HOUR), make_event(title="A B C", dates=HOUR)
    client = make_client("redaktion")

    for _time in range(2):
        client.post(APART, {"first": second.pk, "second": first.pk})

    assert (duplicates.pairs(), NotSameEvent.objects.count()) == ([], 1)


def test_merging_takes_what_says_more_and_everything_that_hangs_on_it():
    place, topic, other = make_actor(name="Bücherei"), make_topic("Lesen"), make_topic("Kunst")
    keep = make_event(
        title="Vorlesen", dates=[("2026-03-10 16:00", None)], description="Kurz", topics=[topic]
    )
    gone = make_event(
        title="Vorlesen!", dates=[*HOUR, ("2026-03-17 16:00", None)], description="Viel länger", price="2 €",
        topics=[topic, other], place_actor=place, place_name="",
    )  # fmt: skip
    item = FeedItem.objects.create(feed=make_feed(), uid="x", event=gone, seen_last=gone.created_at)
    Submission.objects.create(
        event=gone, email="a@b.example", state="withdrawn", confirmed_on="2026-01-01"
    )

    merged(keep, gone)

    event = Event.objects.get()
    assert (event.title, event.description, event.price, event.place_actor) == (
        "Vorlesen", "Viel länger", "2 €", place,
    )  # fmt: skip
    assert [(row.number, row.when) for row in event.occurrences.order_by("starts_at")] == [
        (1, "Di, 10. März 2026, 16–18 Uhr"), (2, "Di, 17. März 2026, 16 Uhr"),
    ]  # fmt: skip
    assert set(event.topics.all()) == {topic, other}
    item.refresh_from_db()
    assert (item.event, event.submission.email, event.sequence) == (event, "a@b.example", 1)


def test_old_address_leads_on_and_is_never_given_again(client):
    keep, gone = make_event(dates=HOUR), make_event(dates=HOUR, slug="vorlesen")
    merged(keep, gone)

    response = client.get("/veranstaltungen/vorlesen/")
    take_in(make_feed(), calendar(entry()))

    assert (response.status_code, response["Location"]) == (301, keep.get_absolute_url())
    assert Event.objects.get(title="Vorlesen").slug == "vorlesen-2"
    assert client.get("/veranstaltungen/nie-da/").status_code == 404


def test_merging_again_leads_on_from_all_addresses():
    first, second, third = (make_event(dates=HOUR) for _ in range(3))
    duplicates.keep_apart(first=first, second=third, by=make_person("redaktion"))
    merged(second, first)

    merged(third, second)

    assert [old.event for old in OldEventAddress.objects.all()] == [third, third]
    assert NotSameEvent.objects.count() == 0


def weekly(**fields) -> tuple[Event, DateRule]:
    event = make_event(dates=(), **fields)
    rule = DateRule.objects.create(
        event=event,
        rrule="FREQ=WEEKLY;COUNT=3",
        first_on="2026-03-10",
        starts_time="16:00",
        minutes=60,
    )
    rule.refresh_from_db()
    write_dates(rule=rule)
    return event, rule


def test_rule_comes_along_and_does_not_bring_a_date_twice():
    keep = make_event(dates=[("2026-03-10 16:00", None), ("2026-05-01 10:00", None)])
    gone, rule = weekly()

    merged(keep, gone)

    rule.refresh_from_db()
    write_dates(rule=rule)
    assert [f"{row.starts_at:%d.%m.}" for row in keep.occurrences.order_by("starts_at")] == [
        "10.03.", "17.03.", "24.03.", "01.05.",
    ]  # fmt: skip


def test_same_rule_stays_once():
    keep, _rule = weekly()
    gone, _other = weekly()

    merged(keep, gone)

    assert (keep.date_rules.count(), keep.occurrences.count()) == (1, 3)


def test_calendar_goes_on_to_change_what_was_merged():
    feed = make_feed()
    take_in(feed, calendar(entry(more="LOCATION:Saal")))
    by_hand = make_event(title="Vorlesen!", dates=[("2026-03-10 16:00", None)])
    merged(event_of(feed), by_hand)

    take_in(feed, calendar(entry(start="20260311T160000", more="LOCATION:Saal\nSEQUENCE:1")))

    assert [row.when for row in event_of(feed).occurrences.all()] == ["Mi, 11. März 2026, 16 Uhr"]


def register(event: Event) -> Registration:
    date = event.occurrences.get()
    return Registration.objects.create(
        occurrence=date, state="bestaetigt", name="Klasse 3a", email="a@b.example", persons=20,
        told_start=date.starts_at,
    )  # fmt: skip


def test_who_is_registered_stays_registered():
    keep, gone = make_event(dates=HOUR), make_event(dates=HOUR)
    registration = register(keep)

    merged(keep, gone)

    registration.refresh_from_db()
    assert registration.occurrence.event == keep


@pytest.mark.parametrize("both", [False, True])
def test_event_with_registrations_does_not_go(both):
    keep, gone = make_event(dates=HOUR), make_event(dates=HOUR)
    register(gone)
    if both:
        register(keep)

    with pytest.raises(DomainError, match="angemeldet"):
        merged(keep, gone)


def test_submission_that_waits_is_decided_first():
    keep, gone = make_event(dates=HOUR), make_event(dates=HOUR)
    Submission.objects.create(
        event=gone, email="a@b.example", state="open", confirmed_on="2026-01-01"
    )

    with pytest.raises(DomainError, match="noch nicht entschieden"):
        merged(keep, gone)


def test_what_people_propose_comes_along_and_one_persons_becomes_one():
    keep, gone = make_event(title="Vorlesen"), make_event(title="Vorlesen!")
    both, one = make_user(), make_user()
    for event, by, wanted in (
        (keep, both, {"price": "2 €"}),
        (gone, both, {"price": "3 €", "city": "Adendorf"}),
        (gone, one, {"city": "Bleckede"}),
    ):
        ChangeProposal.objects.create(
            subject="event", subject_pk=event.pk, proposed_by=by, wanted=wanted
        )
    ChangeProposal.objects.create(subject="actor", subject_pk=gone.pk, message="Hausnummer falsch")

    merged(keep, gone)

    rows = ChangeProposal.objects.filter(subject="event", subject_pk=keep.pk).order_by("pk")
    assert [row.wanted for row in rows] == [
        {"price": "2 €", "city": "Adendorf"},
        {"city": "Bleckede"},
    ]
    assert ChangeProposal.objects.exclude(subject_pk=keep.pk).get().subject == "actor"


def test_every_relation_to_an_event_is_known():
    known = {f"{field.model._meta.label}.{field.name}" for field in merging.relations()}

    assert {
        "events.Occurrence.event", "events.DateRule.event", "events.FeedItem.event", "events.Submission.event",
        "events.GroupTerms.event", "events.RegistrationTerms.event", "events.OldEventAddress.event",
        "events.NotSameEvent.first", "events.Event_topics.event",
    } <= known  # fmt: skip


def test_pages_show_choose_and_merge():
    client = make_client("redaktion")
    keep = make_event(title="Lesen im Park", dates=HOUR, price="2 €")
    gone = make_event(title="Lesen im Park", dates=HOUR, price="3 €", summary="Mit Picknick")
    page = reverse("admin:events_event_merge", args=[keep.pk, gone.pk])
    listed, shown = client.get(LIST).content.decode(), client.get(page)

    stale = client.post(page, {"stand": "alt"})
    done = client.post(
        page, {"stand": shown.context["stamp"], "is_free": merging.GONE}, follow=True
    )

    assert page in listed
    assert "Mit Picknick" in shown.content.decode()
    assert stale.status_code == 409
    assert "führt hierher" in done.content.decode()
    keep.refresh_from_db()
    assert (keep.price, keep.summary) == ("3 €", "Mit Picknick")


@pytest.mark.parametrize(
    ("role", "status"),
    [("redaktion", 200), ("koordination", 200), ("lesend", 403), ("schule", 302), ("anonym", 302)],
)
def test_pages_are_for_who_keeps_the_calendar(role, status):
    client = make_client(role)
    keep, gone = make_event(), make_event()

    pages = [LIST, reverse("admin:events_event_merge", args=[keep.pk, gone.pk])]

    assert [client.get(page).status_code for page in pages] == [status, status]
    assert client.post(APART, {"first": "x", "second": "1"}).status_code == (
        422 if status == 200 else status
    )


def test_list_of_pairs_asks_as_often_for_three_as_for_one(django_assert_max_num_queries):
    client = make_client("redaktion")
    for day in (10, 11, 12):
        for _copy in range(2):
            make_event(title=f"Lesen am {day}.", dates=((f"2026-03-{day} 16:00", None),))

    with django_assert_max_num_queries(14):
        client.get(LIST)
