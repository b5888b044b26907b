import pytest
from django.db import IntegrityError, transaction

from events.models import Event, Occurrence
from tests.factories.events import berlin, make_all_day, make_event, make_occurrence


pytestmark = pytest.mark.django_db


def test_occurrence_with_an_end_is_current_until_its_end():
    event = make_event(dates=[("2026-03-03 16:00", "2026-03-03 18:00")])

    assert event.occurrences.get().current_until == berlin("2026-03-03 18:00")


def test_occurrence_with_open_end_is_current_until_midnight():
    event = make_event(dates=[("2026-03-28 19:00", None)])

    assert event.occurrences.get().current_until == berlin("2026-03-29 00:00")


def test_all_day_occurrence_is_widened_to_whole_local_days():
    event = make_event(dates=())

    date = make_occurrence(event, "2026-10-25 14:00", all_day=True)

    assert (date.starts_at, date.ends_at) == (berlin("2026-10-25"), berlin("2026-10-26"))


def test_all_day_occurrence_keeps_an_exclusive_end():
    event = make_event(dates=())

    date = make_occurrence(event, "2026-03-28", "2026-03-30", all_day=True)

    assert date.ends_at == berlin("2026-03-30")


def test_occurrences_are_coming_until_they_are_over(clock):
    event = make_event(
        dates=[
            ("2026-03-02 08:00", "2026-03-02 09:59"),
            ("2026-03-02 09:00", "2026-03-02 11:00"),
            ("2026-03-05 09:00", None),
        ]
    )
    clock("2026-03-02 10:00")

    coming = [date.number for date in Occurrence.objects.coming()]
    past = [date.number for date in Occurrence.objects.past()]

    assert (coming, past) == ([2, 3], [1])
    assert list(Event.objects.coming()) == [event]
    assert list(Event.objects.past()) == []


def test_uid_of_a_date_outlives_another_date():
    event = make_event()
    before = event.occurrences.get().uid

    second = make_occurrence(event, "2026-02-01 10:00")

    assert before == event.uid == event.occurrences.get(number=1).uid
    assert second.uid == f"{event.uid}-2"


def test_end_before_start_is_refused_by_the_database():
    event = make_event(dates=())

    with pytest.raises(IntegrityError), transaction.atomic():
        make_occurrence(event, "2026-03-03 16:00", "2026-03-03 15:00")


def test_number_of_a_date_is_given_once():
    event = make_event()

    with pytest.raises(IntegrityError), transaction.atomic():
        make_occurrence(event, "2026-03-09 16:00", number=1)


def test_place_is_named_once_with_its_town():
    assert make_event(place_name="Aula", city="Adendorf").place_label == "Aula, Adendorf"
    assert make_event(place_name="Rathaus Adendorf", city="Adendorf").place_label == (
        "Rathaus Adendorf"
    )
    assert make_event(attendance=Event.Attendance.ONLINE).place_label == ""


def test_all_day_event_of_one_day_reads_as_that_day():
    event = make_all_day("2026-03-03")

    assert event.occurrences.get().when == "Di, 3. März 2026"
