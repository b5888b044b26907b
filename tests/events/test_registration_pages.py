"""Registering on the web: the form, one's own link, the list of the organisers."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from events.models import Question, Registration
from tests.factories.events import make_occurrence
from tests.factories.registration import make_open_event, register


pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _region(region):
    """Pages stand in a region."""


def send(client: Client, clock, path: str, **fields):
    """Fill in the form of a page as a person does, ten seconds after it was opened."""
    page = client.get(path)
    stamp = re.search(r'name="stamp" value="([^"]+)"', page.content.decode())[1]
    clock(timezone.localtime(timezone.now()) + timedelta(seconds=10))
    known = {"name": "Familie Abel", "email": "abel@familie.example", "persons": "2"}
    return client.post(path, known | {"stamp": stamp} | fields)


def link_in_mail() -> str:
    return re.search(r"https?://[^/]+(/veranstaltungen/anmeldung/\S+)", mail.outbox[-1].body)[1]


def test_stranger_registers_confirms_changes_and_calls_off(client, clock):
    event = make_open_event(capacity=4)
    path = f"/veranstaltungen/{event.slug}/anmelden/"

    thanks = client.get(send(client, clock, path).url)
    own = link_in_mail()
    looked = client.get(own)
    client.post(own, {"tun": "bestaetigen"})
    client.post(own, {"tun": "aendern", "persons": "4"})
    full = client.get(path)
    client.post(own, {"tun": "absagen"})
    row = Registration.objects.get()

    assert "bis 3. März, 10 Uhr" in thanks.content.decode()
    assert "Ja, anmelden" in looked.content.decode()
    assert "Ausgebucht, Warteliste: 0 Personen" in full.content.decode()
    assert (row.state, row.persons, row.name) == ("abgesagt", 4, "")
    assert "Sie haben abgesagt" in client.get(own).content.decode()


def test_thanks_page_does_not_show_the_link_of_the_mail(client, clock):
    event = make_open_event()

    page = client.get(send(client, clock, f"/veranstaltungen/{event.slug}/anmelden/").url)

    assert Registration.objects.get().key not in page.content.decode()


def test_looking_at_the_link_changes_nothing(client):
    row = register(make_open_event(), is_proven=False)

    assert client.get(row.get_absolute_url()).status_code == 200
    row.refresh_from_db()
    assert row.state == "angefragt"


def test_signed_in_people_find_their_data_and_need_no_mail(school_client, clock):
    event = make_open_event(capacity=30, allows_groups=True)
    path = f"/veranstaltungen/{event.slug}/anmelden/"
    form = school_client.get(path).content.decode()

    answer = send(
        school_client, clock, path, name="Schulleitung", email="leitung@schule.example", who="group",
        institution="Grundschule Adendorf", group_label="3 b", persons="24",
    )  # fmt: skip

    row = Registration.objects.get()
    assert 'value="leitung@schule.example"' in form
    assert 'value="Grundschule Adendorf"' in form
    assert answer.url == row.get_absolute_url()
    assert (row.state, row.is_group, row.group_label) == ("bestaetigt", True, "3 b")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"persons": "99"}, "höchstens 5 Personen"),
        ({"persons": "0"}, "größer oder gleich 1"),
        ({"persons": "viele"}, "ganze Zahl"),
        ({"persons": "9" * 30}, "höchstens 5 Personen"),
        ({"email": "kein"}, "gültige E-Mail"),
        ({"name": "http://werbung.example"}, "ohne Internet-Adressen"),
        ({"name": "a\x00b"}, "Nullzeichen"),
        ({"homepage": "x"}, "dieses Feld leer"),
        ({"who": "group", "persons": "20"}, "Bitte nennen Sie Ihre Schule"),
    ],
)
def test_bad_input_comes_back_with_a_sentence_and_what_was_typed(client, clock, fields, words):
    event = make_open_event(allows_groups=True)
    typed = {"who": "person", "institution": "", "needs_note": "Rampe"} | fields

    answer = send(client, clock, f"/veranstaltungen/{event.slug}/anmelden/", **typed)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert 'value="Rampe"' in answer.content.decode()
    assert not Registration.objects.exists()


def test_questions_are_asked_and_their_answers_kept_with_the_words_of_the_question(client, clock):
    event = make_open_event()
    terms = event.registration_terms
    bus = Question.objects.create(
        terms=terms, text="Mit dem Bus?", kind="ja_nein", is_required=True
    )
    meal = Question.objects.create(terms=terms, text="Essen", kind="auswahl", choices="Suppe\nBrot")
    path = f"/veranstaltungen/{event.slug}/anmelden/"

    missing = send(client, clock, path)
    send(client, clock, path, **{f"frage_{bus.pk}": "ja", f"frage_{meal.pk}": "Brot"})

    assert missing.status_code == 422
    assert Registration.objects.get().answers == [
        {"question": "Mit dem Bus?", "answer": "ja"},
        {"question": "Essen", "answer": "Brot"},
    ]


def test_event_with_several_dates_lets_choose_between_them(client):
    event = make_open_event(capacity=2)
    make_occurrence(event, "2026-05-14 16:00")
    register(event, 2)
    path = f"/veranstaltungen/{event.slug}/anmelden/"

    page = client.get(path).content.decode()

    assert "ausgebucht, Warteliste: 0 Personen" in page
    assert "noch 2 Plätze" in page
    assert client.get(f"{path}?termin=2").status_code == 200
    assert [client.get(f"{path}?termin={wrong}").status_code for wrong in ("9", "x", "-1")] == [
        404
    ] * 3
    assert client.post(path).status_code == 404


def test_second_answer_to_a_full_date_without_waiting_list_is_a_conflict(client, clock):
    event = make_open_event(capacity=2, has_waiting_list=False)
    register(event, 1)

    answer = send(client, clock, f"/veranstaltungen/{event.slug}/anmelden/")

    assert answer.status_code == 409
    assert "Es ist nur noch 1 Platz frei." in answer.content.decode()


def test_double_click_lands_on_the_same_page(client, clock):
    event = make_open_event()
    path = f"/veranstaltungen/{event.slug}/anmelden/"
    page = client.get(path)
    stamp = re.search(r'name="stamp" value="([^"]+)"', page.content.decode())[1]
    clock("2026-03-02 10:01")
    fields = {"name": "A", "email": "a@familie.example", "persons": "1", "stamp": stamp}

    answers = [client.post(path, fields).status_code for _ in range(2)]

    assert answers == [302, 302]
    assert (Registration.objects.count(), len(mail.outbox)) == (1, 1)


def test_event_without_terms_and_hidden_events_have_no_form(client):
    hidden = make_open_event()
    type(hidden).objects.filter(pk=hidden.pk).update(is_published=False)
    plain = make_open_event()
    plain.registration_terms.delete()

    paths = [f"/veranstaltungen/{event.slug}/anmelden/" for event in (hidden, plain)]

    assert [client.get(path).status_code for path in paths] == [404, 404]


def test_link_ends_with_the_date(client, clock):
    row = register(make_open_event())
    clock("2026-04-14 18:01")

    answers = [
        client.get(row.get_absolute_url()),
        client.post(row.get_absolute_url(), {"tun": "absagen"}),
    ]

    assert [answer.status_code for answer in answers] == [410, 410]
    assert client.get("/veranstaltungen/anmeldung/geraten/").status_code == 404


@pytest.mark.parametrize(
    ("post", "status"),
    [({"tun": "aendern", "persons": "x"}, 422), ({"tun": "aendern", "persons": "9"}, 409),
     ({"tun": "unsinn"}, 404), ({}, 404)],
)  # fmt: skip
def test_wrong_buttons_of_the_own_page_are_told_in_words(client, post, status):
    row = register(make_open_event(), 2)

    assert client.post(row.get_absolute_url(), post).status_code == status
    row.refresh_from_db()
    assert (row.state, row.persons) == ("bestaetigt", 2)


@pytest.mark.parametrize("number", [1, 3])
def test_page_of_the_event_leads_to_the_form_and_counts_in_its_own_queries(
    client, django_assert_max_num_queries, number
):
    event = make_open_event(capacity=7, opens_days_before=90, closes_hours_before=24)
    for _ in range(number):
        register(event, 1)

    with django_assert_max_num_queries(8):
        page = client.get(event.get_absolute_url()).content.decode()

    assert f'href="/veranstaltungen/{event.slug}/anmelden/"' in page
    assert f"Noch {7 - number} Plätze</strong>. Anmeldung bis 13. April, 16 Uhr." in page
    assert '"maximumAttendeeCapacity": 7' in page
    assert f'"remainingAttendeeCapacity": {7 - number}' in page


def test_full_date_is_marked_in_lists_and_told_to_search_engines(client):
    event = make_open_event(capacity=1)
    register(event)

    listed = client.get("/veranstaltungen/").content.decode()
    page = client.get(event.get_absolute_url()).content.decode()

    assert "ausgebucht" in listed
    assert "https://schema.org/SoldOut" in page


@pytest.mark.parametrize(
    ("terms", "taken", "button"),
    [
        ({"capacity": 2}, 1, "Anmelden"),
        ({"capacity": 1}, 1, "Auf die Warteliste"),
        ({"capacity": 1, "has_waiting_list": False}, 1, None),
        ({"capacity": 2, "opens_days_before": 3}, 0, None),
        ({"capacity": 2, "is_closed": True}, 0, None),
    ],
)
def test_button_says_what_it_leads_to(client, terms, taken, button):
    event = make_open_event(**terms)
    for _ in range(taken):
        register(event)

    page = client.get(event.get_absolute_url()).content.decode()

    link = rf'href="/veranstaltungen/{event.slug}/anmelden/"><span class="kern-label">([^<]+)'
    found = re.search(link, page)
    assert (found and found[1]) == button
