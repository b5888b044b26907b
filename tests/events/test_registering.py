"""Places, the waiting list and who moves up; and that nothing is ever given twice."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from bildungsregion.base.errors import DomainError
from events.actions import attending, moving_up, registering
from events.models import Occurrence, Registration
from tests.factories.events import berlin
from tests.factories.registration import (
    asked,
    free_again,
    later,
    make_open_event,
    register,
    states,
)


pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _region(region):
    """Mails are signed by the region's office."""


def date_of(event) -> Occurrence:
    return event.occurrences.get(number=1)


def subjects() -> list[str]:
    return [message.subject for message in mail.outbox]


def test_stranger_holds_a_place_for_a_day_and_fixes_it_by_the_mail():
    event = make_open_event(capacity=2, event={"title": "Lesenacht"})

    row = register(event, 2, is_proven=False)
    held = row.held_until
    confirmed = registering.confirm(key=row.key)

    assert held == timezone.now() + timedelta(hours=24)
    assert (confirmed.state, confirmed.held_until) == ("bestaetigt", None)
    assert subjects() == ["Bitte bestätigen: Lesenacht", "Angemeldet: Lesenacht"]
    assert [name for name, _content, _mime in mail.outbox[1].attachments] == [f"{event.slug}.ics"]
    assert date_of(event).is_full


def test_place_that_nobody_confirms_goes_to_who_waits(clock):
    event = make_open_event(capacity=2)
    silent = register(event, 2, is_proven=False)
    waiting = register(event, 1)

    later(clock, hours=25)

    waiting.refresh_from_db()
    assert waiting.state == "angeboten"
    late = registering.confirm(key=silent.key)
    assert late.state == "warteliste"


def test_signed_in_people_have_their_place_at_once():
    event = make_open_event(capacity=2)

    assert register(event, 2).state == "bestaetigt"
    assert register(event, 1).state == "warteliste"


def test_event_without_a_number_of_places_never_is_full():
    event = make_open_event(capacity=None, most_persons=100)

    assert [register(event, 100).state for _ in range(3)] == ["bestaetigt"] * 3
    assert not date_of(event).is_full


def test_group_that_does_not_fit_lets_the_next_pass_and_keeps_its_rank():
    event = make_open_event(capacity=30, allows_groups=True, most_persons=5)
    there = [register(event, 25, is_group=True), register(event, 5)]
    register(event, 25, is_group=True, email="klasse@schule.example")
    register(event, 3)

    free_again(there[1])
    free_again(there[0])

    rows = Registration.objects.active().order_by("waits_since", "pk")
    assert [(row.persons, row.state) for row in rows] == [(25, "angeboten"), (3, "angeboten")]
    assert mail.outbox[-1].to == ["klasse@schule.example"]


def test_offer_that_is_taken_is_fixed_and_one_that_is_not_goes_on(clock):
    event = make_open_event(capacity=1, hours_to_accept=4)
    first = register(event)
    second, third = register(event), register(event)

    free_again(first)
    later(clock, hours=5)
    second.refresh_from_db()
    taken = registering.accept(key=third.key)

    assert (second.state, second.email, second.is_erased) == ("verfallen", "", True)
    assert taken.state == "bestaetigt"
    with pytest.raises(DomainError, match="Die Zeit zum Annehmen ist vorbei"):
        registering.accept(key=second.key)


def test_without_time_to_accept_the_next_moves_up_at_once():
    event = make_open_event(capacity=1, hours_to_accept=0)
    first, second = register(event), register(event)

    free_again(first)

    second.refresh_from_db()
    assert second.state == "bestaetigt"


def test_more_places_are_offered_to_who_waits_and_fewer_send_nobody_away():
    event = make_open_event(capacity=2)
    register(event, 1)
    register(event, 2)

    moved = attending.set_places(occurrence=date_of(event), capacity=3, is_closed=False)
    attending.set_places(occurrence=date_of(event), capacity=1, is_closed=False)

    assert moved == 1
    assert states(event) == [(1, "bestaetigt"), (2, "angeboten")]


def test_number_goes_down_at_once_and_up_only_where_there_is_room():
    event = make_open_event(capacity=6, most_persons=9)
    row, _other = register(event, 4), register(event, 1)
    waiting = register(event, 2)

    with pytest.raises(DomainError, match="Es ist nur noch 1 Platz frei"):
        registering.change_number(key=row.key, persons=6)
    registering.change_number(key=row.key, persons=3)

    waiting.refresh_from_db()
    assert waiting.state == "angeboten"


def test_calling_off_empties_everything_but_the_number():
    event = make_open_event(capacity=30, allows_groups=True)
    row = register(
        event, 24, is_group=True, institution="Grundschule", group_label="3 b", needs_note="Arabisch",
        answers=[{"question": "Anfahrt?", "answer": "Bus"}],
    )  # fmt: skip

    free_again(row)
    free_again(row)

    row.refresh_from_db()
    told = (row.name, row.email, row.institution, row.group_label, row.needs_note, row.answers)
    assert told == ("", "", "", "", "", [])
    assert (row.state, row.persons, row.is_erased) == ("abgesagt", 24, True)
    assert len(mail.outbox) == 2


def test_same_form_twice_is_one_registration():
    event = make_open_event()
    date = date_of(event)

    rows = [registering.register(occurrence=date, asked=asked(2), sent="stamp") for _ in range(2)]

    assert rows[0] == rows[1]
    assert (Registration.objects.count(), len(mail.outbox)) == (1, 1)


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        ({"opens_days_before": 7}, "Anmelden geht gerade nicht: Anmeldung ab 7. April, 16 Uhr."),
        ({"opens_from": berlin("2026-03-03 08:00")}, "Anmeldung ab 3. März, 8 Uhr"),
        ({"closes_hours_before": 2000}, "Anmeldung geschlossen"),
        ({"is_closed": True}, "Anmeldung geschlossen"),
        ({"capacity": 0, "has_waiting_list": False}, "Der Termin ist ausgebucht."),
        ({"capacity": 2}, "So viele Plätze gibt es an diesem Termin nicht."),
        ({"most_persons": 2}, "Eine Anmeldung gilt für höchstens 2 Personen."),
    ],
)
def test_registration_outside_its_terms_is_refused(terms, words):
    event = make_open_event(**terms)

    with pytest.raises(DomainError, match=words):
        register(event, 3)

    assert not mail.outbox


def test_class_is_refused_where_groups_are_not_meant():
    with pytest.raises(DomainError, match="nicht für Klassen und Gruppen"):
        register(make_open_event(), 3, is_group=True)


def test_fifth_registration_of_one_address_is_refused():
    event = make_open_event(capacity=None)
    for _ in range(4):
        register(event, is_proven=False)

    with pytest.raises(DomainError, match="schon mehrere Anmeldungen"):
        register(event, is_proven=False)


def test_phone_call_after_closing_is_taken_but_never_above_the_places(office_client):
    event = make_open_event(capacity=2, is_closed=True)
    by = office_client("redaktion").user

    rows = [
        registering.register(occurrence=date_of(event), asked=asked(2, email=""), by=by)
        for _ in range(2)
    ]

    assert [row.state for row in rows] == ["bestaetigt", "warteliste"]
    assert not mail.outbox


def test_moved_date_is_told_once_with_the_new_one():
    event = make_open_event(event={"title": "Lesenacht"})
    row, _silent = register(event), register(event, is_proven=False)
    date = date_of(event)
    date.starts_at, date.ends_at = berlin("2026-04-15 17:00"), berlin("2026-04-15 19:00")
    date.save()

    moving_up.move_up()
    moving_up.move_up()

    row.refresh_from_db()
    assert subjects()[2:] == ["Termin geändert: Lesenacht"]
    assert "Vorher: Di, 14. April 2026, 16 Uhr." in mail.outbox[2].body
    assert "Wann: Mi, 15. April 2026, 17–19 Uhr" in mail.outbox[2].body


def test_cancelled_date_is_told_and_so_is_that_it_takes_place_after_all():
    event = make_open_event(event={"title": "Lesenacht"})
    register(event)
    date = date_of(event)

    for is_cancelled in (True, False):
        Occurrence.objects.filter(pk=date.pk).update(is_cancelled=is_cancelled)
        moving_up.tell_registered(occurrence=date)

    assert subjects()[1:] == ["Fällt aus: Lesenacht", "Findet doch statt: Lesenacht"]


def test_deleted_event_is_told_to_all_who_would_come():
    event = make_open_event(event={"title": "Lesenacht"})
    register(event)

    event.delete()

    assert subjects()[1:] == ["Fällt aus: Lesenacht"]
    assert not Registration.objects.exists()


def test_reminder_goes_out_the_day_before_and_once(clock):
    event = make_open_event(event={"title": "Lesenacht"})
    register(event)
    register(event, is_proven=False)
    make_open_event(reminds=False)
    today = clock("2026-04-13 03:00")

    assert [moving_up.remind(today=today), moving_up.remind(today=today)] == [1, 0]
    assert subjects()[-1] == "Morgen: Lesenacht"


def test_data_goes_after_its_days_and_the_sums_stay(clock):
    event = make_open_event(keep_days=7, hours_to_accept=0)
    row = register(event, 3)
    clock("2026-04-14 17:00")
    attending.mark_came(occurrence=date_of(event), came={row.pk: 2})

    gone = [moving_up.forget(today=clock(day)) for day in ("2026-04-21", "2026-04-22")]

    row.refresh_from_db()
    assert gone == [0, 1]
    assert (row.name, row.email, row.persons, row.came) == ("", "", 3, 2)


def test_registration_that_is_never_confirmed_is_deleted(clock):
    event = make_open_event()
    register(event, is_proven=False)
    today = clock("2026-03-05 03:00")

    assert moving_up.forget(today=today) == 1
    assert not Registration.objects.exists()


def test_mail_to_all_goes_to_each_alone_and_once(office_client):
    event = make_open_event(capacity=2)
    register(event, email="a@familie.example")
    register(event, email="b@familie.example")
    register(event, email="wartet@familie.example")
    by, mail.outbox[:] = office_client("redaktion").user, []
    words = {"subject": "Regen", "text": "Wir gehen in die Aula.", "with_waiting": False}

    counts = [
        attending.write_to_all(occurrence=date_of(event), token="t", by=by, **words)
        for _ in range(2)
    ]

    assert counts == [2, 0]
    assert [message.to for message in mail.outbox] == [["a@familie.example"], ["b@familie.example"]]
    assert "Wir gehen in die Aula." in mail.outbox[0].body


def test_days_before_are_counted_on_the_clock_also_when_it_changes():
    event = make_open_event(opens_days_before=7, dates=[("2026-03-30 16:00", None)])

    with pytest.raises(DomainError, match="Anmeldung ab 23. März, 16 Uhr"):
        register(event)


@pytest.mark.parametrize("verb", ["confirm", "accept"])
def test_nobody_takes_a_place_at_a_date_that_is_off(verb):
    event = make_open_event(capacity=1)
    row = register(event, is_proven=False)
    if verb == "accept":
        registering.confirm(key=row.key)
        row = register(event)
        attending.set_places(occurrence=date_of(event), capacity=2, is_closed=False)
    Occurrence.objects.update(is_cancelled=True)

    with pytest.raises(DomainError, match="Der Termin fällt aus"):
        getattr(registering, verb)(key=row.key)


def test_who_waits_cannot_wait_for_more_than_there_is():
    event = make_open_event(capacity=2)
    register(event, 2)
    row = register(event, 1)

    assert registering.change_number(key=row.key, persons=2).state == "warteliste"
    with pytest.raises(DomainError, match="So viele Plätze gibt es"):
        registering.change_number(key=row.key, persons=3)


def test_who_confirms_after_the_date_moved_is_not_told_twice():
    event = make_open_event()
    row = register(event, is_proven=False)
    date = date_of(event)
    date.starts_at, date.ends_at = berlin("2026-04-15 17:00"), None
    date.save()

    registering.confirm(key=row.key)

    assert moving_up.tell_registered(occurrence=date) == 0


def test_event_that_the_office_calls_full_takes_nobody():
    event = make_open_event(event={"status": "ausgebucht"})

    with pytest.raises(DomainError, match="Anmeldung geschlossen"):
        register(event)


def test_mail_to_an_address_that_is_not_proven_repeats_no_typed_name():
    register(make_open_event(), is_proven=False, name="Gewinnen Sie jetzt")

    assert "Gewinnen" not in mail.outbox[0].body
