"""Events once more: moved by weeks or to a day, many into the next school year; many changed at once."""

from datetime import date, time, timedelta

import pytest
from django.utils import timezone
from hypothesis import given, settings, strategies as st
from hypothesis.extra.django import TestCase

from bildungsregion.base.errors import DomainError
from events import actions
from events.copying import moments, moved_rule, plan
from events.models import DateRule, Event, GroupTerms, Holiday, Series, Submission
from events.repeating import CODES, Repetition, Rhythm, nth_of, rule_of
from tests.factories.actors import make_actor, make_target_group, make_topic
from tests.factories.events import berlin, make_all_day, make_event, make_terms
from tests.factories.members import make_tie
from tests.factories.office import make_person


pytestmark = pytest.mark.django_db
LIST = "/verwaltung/events/event/"


@pytest.fixture
def editor(office_client):
    return office_client("redaktion")


def make_rule(event: Event, first: str, rrule: str, **fields) -> DateRule:
    rule = DateRule.objects.create(
        event=event, first_on=date.fromisoformat(first), starts_time=time(16), minutes=120,
        rrule=rrule, **fields,
    )  # fmt: skip
    actions.write_dates(rule=rule)
    return rule


def whens(event: Event) -> list[str]:
    return [row.when for row in event.occurrences.all()]


def make_holiday(name: str, first: str, last: str, kind="ferien") -> Holiday:
    days = {"first_on": date.fromisoformat(first), "last_on": date.fromisoformat(last)}
    return Holiday.objects.create(name=name, slug=f"{name}-{first}".lower(), kind=kind, **days)


def act(client, action: str, events, **typed):
    chosen = {"action": action, "index": "0", "_selected_action": [event.pk for event in events]}
    return client.post(LIST, chosen | typed)


def test_duplicate_takes_everything_but_what_is_its_own(editor):
    topic = make_topic()
    event = make_event(title="Fest", slug="fest", topics=[topic], status="abgesagt", sequence=4)
    make_terms(event, price_cents=3_00)
    event.occurrences.update(is_cancelled=True, note="krank")

    copy = actions.duplicate(event=event, days=52 * 7, by=editor.user)

    assert (copy.slug, copy.is_published, copy.status, copy.sequence) == (
        "fest-2",
        False,
        "geplant",
        0,
    )
    assert copy.uid != event.uid
    assert (list(copy.topics.all()), copy.group_terms.price_cents) == ([topic], 3_00)
    [row] = copy.occurrences.all()
    assert (row.when, row.is_cancelled, row.note) == ("Di, 2. März 2027, 16–18 Uhr", False, "")
    assert GroupTerms.objects.count() == 2


def test_duplicate_to_a_day_moves_all_dates_alike(editor):
    event = make_event(dates=[("2026-03-03 16:00", "2026-03-03 18:00"), ("2026-03-10 16:00", None)])
    url = f"{LIST}{event.pk}/kopieren/"

    response = editor.post(url, {"day": "2026-10-24"})

    copy = Event.objects.exclude(pk=event.pk).get()
    assert response["Location"] == f"{LIST}{copy.pk}/change/"
    # The clocks change on 25 October; 16:00 stays 16:00.
    assert whens(copy) == ["Sa, 24. Oktober 2026, 16–18 Uhr", "Sa, 31. Oktober 2026, 16 Uhr"]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "Bitte eines von beiden angeben"),
        ({"weeks": "1", "day": "2026-10-24"}, "Bitte eines von beiden angeben"),
        ({"day": "9999-01-01"}, "Bitte ein Jahr von 1900 bis 2199 angeben."),
        ({"weeks": "99999"}, "kleiner oder gleich 520"),
    ],
)
def test_duplicate_says_what_is_missing(editor, typed, sentence):
    event = make_event()

    response = editor.post(f"{LIST}{event.pk}/kopieren/", typed)

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert Event.objects.count() == 1


def test_repetition_is_only_moved_by_whole_weeks(editor):
    event = make_event(dates=())
    make_rule(event, "2026-03-03", "FREQ=WEEKLY;BYDAY=TU;COUNT=2")

    with pytest.raises(DomainError, match="nur um ganze Wochen"):
        actions.duplicate(event=event, days=3, by=editor.user)
    copy = actions.duplicate(event=event, days=14, by=editor.user)

    assert whens(copy) == ["Di, 17. März 2026, 16–18 Uhr", "Di, 24. März 2026, 16–18 Uhr"]


def test_people_of_the_organiser_may_duplicate_and_strangers_not():
    tie = make_tie()
    event = make_event(organiser=tie.actor)

    assert actions.duplicate(event=event, days=7, by=tie.user).organiser == tie.actor
    with pytest.raises(DomainError, match="nicht kopieren"):
        actions.duplicate(event=event, days=7, by=make_tie(actor=make_actor()).user)


@pytest.mark.parametrize(
    ("first", "rrule", "later"),
    [
        ("2026-09-01", "FREQ=WEEKLY;BYDAY=TU", "2027-08-31 Tu"),
        ("2026-09-27", "FREQ=MONTHLY;BYDAY=-1SU", "2027-09-26 Su"),
        ("2026-11-29", "FREQ=MONTHLY;BYDAY=-1SU", "2027-11-28 Su"),
        ("2026-09-01", "FREQ=MONTHLY;BYDAY=1TU", "2027-09-07 Tu"),
        ("2026-09-15", "FREQ=MONTHLY", "2027-09-15 We"),
        ("2026-09-01", "FREQ=YEARLY", "2027-09-01 We"),
        ("2026-08-31", "FREQ=MONTHLY", "2027-08-31 Tu"),
    ],
)
def test_rule_a_year_later_is_still_itself(first, rrule, later):
    rule = DateRule(first_on=date.fromisoformat(first), rrule=rrule)

    moved = moved_rule(rule, 52 * 7)

    assert f"{moved.first_on} {moved.first_on:%a}"[:-1] == later
    assert moved.rrule == rrule


def test_series_goes_into_the_next_year_without_its_holidays(editor):
    series = Series.objects.create(title="Elternakademie", slug="elternakademie")
    evenings = [("2026-10-06 19:00", None), ("2026-10-13 19:00", None)]
    talk = make_event(title="Vortrag", series=series, dates=evenings)
    course = make_event(title="Kurs", series=series, dates=())
    make_rule(course, "2026-09-29", "FREQ=WEEKLY;BYDAY=TU;UNTIL=20261020")
    make_holiday("Herbstferien", "2027-10-12", "2027-10-16")
    url = f"/verwaltung/events/series/{series.pk}/kopieren/"
    typed = {"weeks": "52", "series_title": "Elternakademie 2027/28", "without_holidays": "on"}

    page = editor.post(url, typed | {"schritt": "ansehen"}).content.decode()

    assert "Das entsteht: 2 Kopien" in page
    assert "Di, 12. Oktober 2027: Herbstferien" in page
    assert Event.objects.count() == 2

    editor.post(url, typed | {"schritt": "tun"})

    new = Series.objects.get(title="Elternakademie 2027/28")
    assert (new.is_published, [event.title for event in new.events.all()]) == (
        False,
        ["Kurs", "Vortrag"],
    )
    copies = {event.title: event for event in new.events.all()}
    assert whens(copies["Vortrag"]) == ["Di, 5. Oktober 2027, 19 Uhr"]
    assert whens(copies["Kurs"]) == [
        "Di, 28. September 2027, 16–18 Uhr", "Di, 5. Oktober 2027, 16–18 Uhr",
        "Di, 19. Oktober 2027, 16–18 Uhr",
    ]  # fmt: skip
    assert copies["Kurs"].date_rules.get().left_out == ["2027-10-12T16:00"]
    assert not any(event.is_published for event in copies.values())
    talk.refresh_from_db()
    assert talk.series == series


def test_second_pressing_copies_nothing_twice(editor):
    event = make_event()
    typed = {"weeks": "52", "without_holidays": "on", "schritt": "tun"}
    act(editor, "copy_to_year", [event], **typed)

    page = act(editor, "copy_to_year", [event], **typed).content.decode()

    assert Event.objects.count() == 2
    assert "Davon ist nichts mehr zu kopieren." in page
    assert "Gibt es schon" in page


def test_what_falls_wholly_into_holidays_is_named_and_not_copied(editor):
    event = make_event()
    make_holiday("Winterferien", "2027-03-01", "2027-03-05")

    holidays = list(Holiday.objects.all())

    [row] = plan([event], days=364, holidays=holidays)

    assert (row.is_empty, [skip.holiday.name for skip in row.skipped]) == (True, ["Winterferien"])
    with pytest.raises(DomainError, match="nichts mehr zu kopieren"):
        actions.copy_into_next_year(events=[event], weeks=52, holidays=holidays, by=editor.user)


def test_copies_beyond_the_known_holidays_are_marked(editor):
    make_holiday("Winterferien", "2026-02-01", "2026-02-05")

    page = act(
        editor, "copy_to_year", [make_event()], weeks="52", schritt="ansehen"
    ).content.decode()

    assert "nur bis 5. Februar 2026 bekannt" in page


def test_whole_days_move_whole(editor):
    event = make_all_day("2026-10-24", "2026-10-25")

    copy = actions.duplicate(event=event, days=7, by=editor.user)

    [row] = copy.occurrences.all()
    assert (row.starts_at, row.ends_at) == (berlin("2026-10-31"), berlin("2026-11-02"))


class WeekdaysHold(TestCase):
    """Whatever is copied into the next year, its weekdays and times of day are the old ones."""

    @settings(max_examples=60, deadline=None)
    @given(
        day=st.dates(date(2026, 1, 1), date(2029, 12, 31)),
        clock=st.times(time(5), time(22)),
        weeks=st.integers(1, 110),
    )
    def test_single_date(self, day, clock, weeks):
        start = f"{day} {clock:%H:%M}"
        event = make_event(dates=[(start, None)], slug=f"e-{day}-{clock:%H%M}-{weeks}")

        [row] = plan([event], days=weeks * 7)

        local = timezone.localtime(row.spans[0][0])
        assert (local.weekday(), f"{local:%H:%M}") == (day.weekday(), f"{clock:%H:%M}")
        assert local.date() - day == timedelta(weeks=weeks)

    @settings(max_examples=80, deadline=None)
    @given(
        first=st.dates(date(2026, 1, 1), date(2029, 12, 31)),
        rhythm=st.sampled_from([Rhythm.WEEKLY, Rhythm.MONTHLY_WEEKDAY]),
        every=st.integers(1, 3),
        weeks=st.integers(40, 60),
    )
    def test_rule(self, first, rhythm, every, weeks):
        said = Repetition(rhythm, every, (CODES[first.weekday()],), nth_of(first), count=5)
        rule = DateRule(first_on=first, starts_time=time(16), rrule=str(rule_of(said, first)))

        later = moved_rule(rule, weeks * 7)

        assert {moment.weekday() for moment in moments(later)} == {first.weekday()}
        assert later.first_on >= first + timedelta(weeks=weeks)
        assert len(moments(later)) == len(moments(rule))
        assert DateRule(first_on=later.first_on, rrule=later.rrule).clean() is None


def test_many_are_changed_after_a_look_at_what_happens(editor):
    topic, group = make_topic("Kultur"), make_target_group("Familien")
    museum = make_actor("Museum")
    first = make_event(title="Fest", organiser_name="Alter Verein")
    second = make_event(title="Markt", topics=[topic], status="abgesagt")
    untouched = make_event(title="Anderes")
    typed = {
        "add_topics": [topic.pk], "add_groups": [group.pk], "organiser": "museum",
        "access": "anmeldung", "cancels": "on",
    }  # fmt: skip

    page = act(
        editor, "edit_together", [first, second], schritt="ansehen", **typed
    ).content.decode()

    assert "2 von 2 ändern sich" in page
    assert "Thema dazu: Kultur" in page
    assert "Zugang: mit Anmeldung (bisher: offen für alle)" in page
    assert first.topics.count() == 0

    act(editor, "edit_together", [first, second], schritt="tun", **typed)

    first.refresh_from_db()
    assert (first.organiser, first.organiser_name, first.access) == (museum, "", "anmeldung")
    assert (first.status, first.sequence) == ("abgesagt", 1)
    assert (list(first.topics.all()), list(first.target_groups.all())) == ([topic], [group])
    untouched.refresh_from_db()
    assert (untouched.status, untouched.sequence) == ("geplant", 0)


def test_what_stays_as_it_is_is_not_touched(editor):
    topic = make_topic("Kultur")
    event = make_event(topics=[topic])

    act(editor, "edit_together", [event], schritt="tun", add_topics=[topic.pk])

    event.refresh_from_db()
    assert event.sequence == 0


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "Bitte wählen Sie, was sich ändern soll."),
        ({"organiser": "Gibt es nicht"}, "steht so nicht im Verzeichnis"),
        ({"access": "quatsch"}, "Bitte eine gültige Auswahl treffen."),
    ],
)
def test_wrong_wish_for_many_is_said(editor, typed, sentence):
    response = act(editor, "edit_together", [make_event()], schritt="tun", **typed)

    assert response.status_code == 422
    assert sentence in response.content.decode()


def test_what_waits_for_a_decision_is_published_by_it_alone(editor):
    waiting = make_event(title="Eingereicht", is_published=False)
    Submission.objects.create(
        event=waiting, email="x@x.example", state="open", confirmed_on=timezone.localdate()
    )
    other = make_event(title="Entwurf", is_published=False)

    shown = act(editor, "edit_together", [waiting, other], schritt="ansehen", visibility="zeigen")
    page = shown.content.decode()
    act(editor, "edit_together", [waiting, other], schritt="tun", visibility="zeigen")
    act(editor, "publish", [waiting, other])

    assert "Über die Einreichung ist noch nicht entschieden." in page
    assert list(Event.objects.published()) == [other]


def test_copies_are_for_those_who_enter_events(office_client):
    event = make_event()
    reader = office_client("lesend")

    assert reader.get(f"{LIST}{event.pk}/kopieren/").status_code == 403
    with pytest.raises(DomainError, match="Recht"):
        actions.edit_together(events=[event.pk], wanted=None, by=make_person("kasse"))
