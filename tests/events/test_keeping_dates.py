"""Dates in the office: rules by people who do not know RRULE, single dates moved, called off, left out."""

from datetime import date

import pytest
from django.utils import timezone

from events import actions
from events.forms.rules import DateForm, RuleForm
from events.models import DateRule, Event
from tests.factories.events import berlin, make_event


pytestmark = pytest.mark.django_db
DATE = {"first_on": "2026-03-03", "starts": "16:00", "ends": "18:00"}
RULE = DATE | {"rhythm": "woechentlich", "every": "1"}


@pytest.fixture
def editor(office_client):
    return office_client("redaktion")


@pytest.fixture
def event(clock) -> Event:
    return make_event(title="Sprachcafé", dates=())


def page(event: Event, *parts) -> str:
    return "/".join(["/verwaltung/events/event", str(event.pk), "termine", *map(str, parts), ""])


def put(event: Event, **typed) -> DateRule:
    form = RuleForm(RULE | typed, instance=DateRule(event=event))
    assert form.is_valid(), form.errors
    rule = form.into_rule()
    rule.save()
    actions.write_dates(rule=rule)
    return rule


@pytest.mark.parametrize(
    ("typed", "rrule", "words"),
    [
        ({}, "FREQ=WEEKLY;BYDAY=TU", "jeden Dienstag"),
        ({"weekdays": ["TH", "TU"], "every": "2"}, "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH",
         "alle 2 Wochen: Dienstag und Donnerstag"),
        ({"rhythm": "monatlich_wochentag"}, "FREQ=MONTHLY;BYDAY=1TU", "jeden ersten Dienstag im Monat"),
        ({"rhythm": "monatlich_wochentag", "first_on": "2026-03-29", "nth": "-1", "weekdays": ["SU"]},
         "FREQ=MONTHLY;BYDAY=-1SU", "jeden letzten Sonntag im Monat"),
        ({"rhythm": "monatlich_tag", "count": "4"}, "FREQ=MONTHLY;COUNT=4", "monatlich am 3., 4-mal"),
        ({"rhythm": "monatlich_tag", "every": "2"}, "FREQ=MONTHLY;INTERVAL=2", "alle 2 Monate am 3."),
        ({"rhythm": "jaehrlich"}, "FREQ=YEARLY", "jährlich am 3. März"),
        ({"rhythm": "taeglich", "until": "2026-03-08"}, "FREQ=DAILY;UNTIL=20260308",
         "täglich, bis 8. März 2026"),
        ({"rhythm": "regel", "rrule": "FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=2"},
         "FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=2", "wiederholt sich"),
    ],
)  # fmt: skip
def test_rule_comes_out_of_plain_words_and_back(event, typed, rrule, words):
    rule = put(event, **typed)

    assert (rule.rrule, str(rule)) == (rrule, words)
    again = RuleForm(instance=rule)
    sent = {name: again[name].value() for name in again.fields if again[name].value() is not None}
    same = RuleForm(sent, instance=DateRule(event=event))
    assert same.is_valid(), same.errors
    assert (same.into_rule().rrule, same.instance.minutes) == (rrule, 120)


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"weekdays": ["WE"]}, "first_on", "Der nächste passende wäre Mi, 4. März 2026."),
        ({"until": "2026-03-01"}, "until", "Das liegt vor dem ersten Tag."),
        ({"until": "2026-06-01", "count": "3"}, "count", "Bitte nur eines von beiden"),
        ({"starts": ""}, "starts", "Bitte auch den Beginn angeben."),
        ({"rhythm": "regel"}, "rrule", "ist kein Teil einer Wiederholungsregel"),
        ({"rhythm": "regel", "rrule": "FREQ=HOURLY"}, "rrule", "Wiederholt wird täglich"),
        ({"first_on": "9999-12-31"}, "first_on", "Bitte ein Jahr von 1900 bis 2199 angeben."),
        ({"rhythm": "monatlich_wochentag", "weekdays": ["TU", "WE"]}, "weekdays", "nur einen Wochentag"),
        ({"ends": "15:00"}, "ends", "Das Ende liegt vor dem Beginn."),
        ({"days": "40"}, "days", "höchstens einen Monat"),
    ],
)  # fmt: skip
def test_wrong_rule_is_said_in_a_sentence(event, typed, field, sentence):
    form = RuleForm(RULE | typed, instance=DateRule(event=event))

    assert not form.is_valid()
    assert sentence in " ".join(form.errors[field])


@pytest.mark.parametrize(
    ("typed", "span"),
    [
        ({"starts": "", "ends": "", "days": "3"}, ("2026-03-03", "2026-03-06", True)),
        ({"ends": ""}, ("2026-03-03 16:00", None, False)),
        ({"starts": "22:00", "ends": "02:00"}, ("2026-03-03 22:00", "2026-03-04 02:00", False)),
        ({"days": "3"}, ("2026-03-03 16:00", "2026-03-05 18:00", False)),
        ({"days": "2", "ends": "09:00"}, ("2026-03-03 16:00", "2026-03-04 09:00", False)),
    ],
)
def test_length_of_dates_is_typed_as_people_mean_it(event, typed, span):
    rule = put(event, **typed)

    first = event.occurrences.first()
    start, end, all_day = span
    assert (first.starts_at, first.ends_at) == (berlin(start), end and berlin(end))
    assert first.all_day is all_day
    shown = RuleForm(instance=rule)
    assert shown["days"].value() == int(typed.get("days", 1))


def test_office_repeats_an_event_in_a_form(editor, event):
    response = editor.post(page(event, "regel"), RULE | {"until": "2026-04-07"})

    assert response["Location"] == page(event)
    starts = [timezone.localtime(row.starts_at) for row in event.occurrences.all()]
    assert [f"{start:%d.%m. %H:%M}" for start in starts] == [
        "03.03. 16:00", "10.03. 16:00", "17.03. 16:00", "24.03. 16:00", "31.03. 16:00", "07.04. 16:00",
    ]  # fmt: skip
    text = editor.get(page(event)).content.decode()
    assert "Jeden Dienstag, bis 7. April 2026" in text
    assert "Di, 31. März 2026, 16–18 Uhr" in text


def test_wrong_rule_brings_the_form_back(editor, event):
    response = editor.post(page(event, "regel"), RULE | {"weekdays": "WE"})

    assert response.status_code == 422
    assert "Der nächste passende wäre" in response.content.decode()
    assert not event.occurrences.exists()


def test_changed_rule_moves_what_nobody_moved(editor, event):
    rule = put(event, until="2026-03-17")
    moved = event.occurrences.get(number=2)
    later = DateForm({"first_on": "2026-03-11", "starts": "10:00", "ends": "11:00"}, date=moved)
    assert later.is_valid()
    actions.change_date(occurrence=moved, by=editor.user, **later.changes)

    response = editor.post(page(event, "regel", rule.pk), RULE | {"until": "2026-03-17", "ends": "19:00"})  # fmt: skip

    assert response.status_code == 302
    whens = [row.when for row in event.occurrences.all()]
    assert whens == [
        "Di, 3. März 2026, 16–19 Uhr", "Mi, 11. März 2026, 10–11 Uhr", "Di, 17. März 2026, 16–19 Uhr",
    ]  # fmt: skip
    assert Event.objects.get().sequence >= 2


def test_ended_rule_takes_its_coming_dates_along(editor, event, clock):
    rule = put(event, count="3")
    clock("2026-03-05")

    assert actions.drop_rule(rule=rule, by=editor.user) == 2

    [kept] = event.occurrences.all()
    assert (kept.when, kept.rule) == ("Di, 3. März 2026, 16–18 Uhr", None)
    assert not event.date_rules.exists()


def test_date_that_is_called_off_says_so_and_survives_the_next_writing(editor, event):
    rule = put(event, count="3")
    second = event.occurrences.get(number=2)

    editor.post(
        page(event, second.pk),
        {"tun": "speichern", "first_on": "2026-03-10", "starts": "16:00", "ends": "18:00",
         "is_cancelled": "on", "note": "Ferien der Aula"},
    )  # fmt: skip
    actions.write_dates(rule=rule)

    second.refresh_from_db()
    assert (second.is_cancelled, second.is_changed, second.note) == (True, True, "Ferien der Aula")
    assert Event.objects.get().sequence == 1
    assert "fällt aus" in editor.get(page(event)).content.decode()


def test_date_goes_back_to_its_rule(editor, event):
    put(event, count="2")
    second = event.occurrences.get(number=2)
    editor.post(page(event, second.pk), {"first_on": "2026-03-12", "starts": "10:00"})
    second.refresh_from_db()
    assert second.is_changed

    editor.post(page(event, second.pk), {"tun": "zurueck"})

    second.refresh_from_db()
    assert (second.starts_at, second.is_changed) == (berlin("2026-03-10 16:00"), False)


def test_date_that_is_left_out_stays_away(editor, event):
    rule = put(event, count="3")

    editor.post(page(event, event.occurrences.get(number=2).pk), {"tun": "weglassen"})
    actions.write_dates(rule=DateRule.objects.get())

    assert [row.number for row in event.occurrences.all()] == [1, 3]
    assert DateRule.objects.get(pk=rule.pk).left_out == ["2026-03-10T16:00"]


def test_note_alone_leaves_the_date_to_its_rule(editor, event):
    put(event, count="2")
    first = event.occurrences.get(number=1)

    editor.post(page(event, first.pk), DATE | {"note": "Saal 2"})

    first.refresh_from_db()
    assert (first.note, first.is_changed) == ("Saal 2", False)


def test_single_date_is_entered(editor, event):
    editor.post(page(event, "neu"), {"first_on": "2026-05-08", "last_on": "2026-05-10"})

    [date_] = event.occurrences.all()
    assert (date_.all_day, date_.when) == (True, "Fr, 8. bis So, 10. Mai 2026")


def test_times_keep_their_clock_across_the_change_of_clocks(event):
    put(event, first_on="2026-10-20", count="3")

    starts = [timezone.localtime(row.starts_at) for row in event.occurrences.all()]
    assert [f"{start:%H:%M %z}" for start in starts] == [
        "16:00 +0200",
        "16:00 +0100",
        "16:00 +0100",
    ]


def test_night_of_the_change_is_typed_and_shown_the_same(editor, event):
    form = DateForm({"first_on": "2026-10-24", "starts": "22:00", "ends": "04:00"})

    assert form.is_valid()
    assert form.changes["ends_at"] == berlin("2026-10-25 04:00")
    again = DateForm(date=actions.add_date(event=event, by=editor.user, **form.changes))
    assert (again["ends"].value(), again["last_on"].value()) == (
        berlin("2026-10-25 04:00").time(), None,
    )  # fmt: skip


@pytest.mark.parametrize("parts", [(), ("regel",), ("neu",)])
def test_dates_are_for_those_who_change_events(office_client, event, parts):
    assert office_client("lesend").get(page(event, *parts)).status_code == 403
    assert office_client("redaktion").get(page(event, *parts)).status_code == 200


def test_many_dates_come_in_pages_with_few_queries(editor, event, django_assert_max_num_queries):
    put(event)

    with django_assert_max_num_queries(16):
        text = editor.get(page(event)).content.decode()

    assert "Kommende Termine: 105" in text
    assert "Seite 1 von 3" in text


def test_all_day_end_is_the_last_day(event):
    form = DateForm({"first_on": "2026-03-28", "last_on": "2026-03-29"})

    assert form.is_valid()
    assert form.changes["ends_at"] == berlin("2026-03-30")
    assert date(2026, 3, 30) == timezone.localdate(form.changes["ends_at"])
