"""The list of who comes, for organisers and the office; the terms in the office."""

import io

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import User
from actors.models import Membership
from events.actions import attending, copying, moving_up
from events.models import Question, Registration, RegistrationLook, RegistrationTerms
from tests.factories.actors import make_actor
from tests.factories.registration import make_open_event, register


pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _region(region):
    """Pages stand in a region."""


@pytest.fixture
def hosted():
    """An event with an organiser, and a client of one of its people."""
    actor = make_actor(name="Bücherei", is_published=True)
    event = make_open_event(capacity=3, event={"organiser": actor})
    user = User.objects.create_user("buecherei@haus.example", name="Team")
    Membership.objects.create(
        user=user, actor=actor, role="contact", confirmed_at=timezone.now(), confirmed_by=user
    )
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return event, client


PAGES = ("", "1/", "1/aufnehmen/", "1/schreiben/", "1/liste.pdf", "1/liste.xlsx")


def test_list_is_for_the_organiser_and_the_office_alone(
    client, school_client, office_client, hosted
):
    event, own = hosted
    register(event)
    paths = [f"/veranstaltungen/{event.slug}/anmeldungen/{page}" for page in PAGES]

    def answers(of: Client) -> set[int]:
        return {of.get(path).status_code for path in paths}

    assert answers(client) == answers(school_client) == {404}
    assert answers(own) == answers(office_client("redaktion")) == {200}
    assert {school_client.post(path).status_code for path in paths[:4]} <= {404, 405}


def test_who_looked_is_noted(hosted):
    event, own = hosted
    base = f"/veranstaltungen/{event.slug}/anmeldungen/1/"

    for page in ("", "liste.pdf", "liste.xlsx"):
        own.get(base + page)

    looks = RegistrationLook.objects.order_by("pk").values_list("how", "viewed_by__email")
    assert list(looks) == [(how, "buecherei@haus.example") for how in ("seite", "pdf", "xlsx")]


def test_files_hold_the_list(hosted):
    event, own = hosted
    register(
        event,
        2,
        name="=Familie",
        needs_interpreter=True,
        answers=[{"question": "Bus?", "answer": "ja"}],
    )
    base = f"/veranstaltungen/{event.slug}/anmeldungen/1/"

    book = load_workbook(io.BytesIO(own.get(f"{base}liste.xlsx").content))
    pdf = own.get(f"{base}liste.pdf")

    rows = list(book.active.iter_rows(values_only=True))
    assert rows[0][-1] == "Bus?"
    assert rows[1][:3] == ("'=Familie", "angemeldet", 2)
    assert rows[1][6:] == ("Dolmetschen", None, "ja")
    assert pdf.content.startswith(b"%PDF-1.7")


def test_organiser_raises_places_takes_calls_and_notes_who_came(hosted, clock):
    event, own = hosted
    first, waiting = register(event, 3), register(event, 2)
    base = f"/veranstaltungen/{event.slug}/anmeldungen/1/"

    own.post(base, {"tun": "plaetze", "capacity": "6"})
    waiting.refresh_from_db()
    own.post(f"{base}aufnehmen/", {"name": "Anruf", "persons": "1"})
    own.post(base, {"tun": "absagen", "wer": str(waiting.pk)})
    clock("2026-04-14 16:30")
    # The session of a month ago is over.
    user = User.objects.get(email="buecherei@haus.example")
    own.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    bad = own.post(base, {"tun": "gekommen", f"gekommen-{first.pk}": "drei"})
    own.post(base, {"tun": "gekommen", f"gekommen-{first.pk}": "2", "gekommen-x": "1"})
    first.refresh_from_db()

    assert waiting.state == "angeboten"
    assert Registration.objects.get(name="Anruf").state == "bestaetigt"
    assert bad.status_code == 409
    assert first.came == 2
    assert own.post(base, {"tun": "plaetze", "capacity": "-1"}).status_code == 422
    assert own.post(base, {"tun": "?"}).status_code == 404


def test_mail_to_all_is_seen_before_it_is_sent(hosted):
    event, own = hosted
    register(event, email="a@familie.example")
    path = f"/veranstaltungen/{event.slug}/anmeldungen/1/schreiben/"
    typed = {"subject": "Regen", "text": "Wir gehen in die Aula.", "token": "t"}
    mail.outbox.clear()

    preview = own.post(path, typed)
    sent_before = len(mail.outbox)
    own.post(path, typed | {"senden": ""})

    assert "Wir gehen in die Aula." in preview.content.decode()
    assert sent_before == 0
    assert [(message.to, message.subject) for message in mail.outbox] == [
        (["a@familie.example"], "Regen")
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_list_of_people_takes_the_same_queries_for_more_of_them(
    hosted, count, django_assert_max_num_queries
):
    event, own = hosted
    for _ in range(count):
        register(event)

    with django_assert_max_num_queries(12):
        own.get(f"/veranstaltungen/{event.slug}/anmeldungen/1/")


def test_more_places_typed_in_the_office_reach_who_waits(office_client):
    event = make_open_event(capacity=1)
    register(event)
    waiting = register(event)
    office = office_client("redaktion")
    path = f"/verwaltung/events/registrationterms/{event.registration_terms.pk}/change/"
    form = office.get(path).context["adminform"].form
    typed = {name: value for name, value in form.initial.items() if value not in (None, False)}
    questions = {"questions-TOTAL_FORMS": "0", "questions-INITIAL_FORMS": "0"}

    answer = office.post(path, typed | questions | {"capacity": "2"})

    waiting.refresh_from_db()
    assert answer.status_code == 302
    assert waiting.state == "angeboten"


def test_terms_stand_beside_the_event_and_stay_while_people_are_registered(office_client):
    event = make_open_event()
    path = f"/verwaltung/events/event/{event.pk}/change/"
    office = office_client("redaktion")

    before = office.get(path).content.decode()
    register(event)
    after = office.get(path).content.decode()

    assert f"/veranstaltungen/{event.slug}/anmeldungen/" in before
    assert "registration_terms-0-DELETE" in before
    assert "registration_terms-0-DELETE" not in after


def test_page_of_the_event_shows_the_way_to_the_list_to_its_people_alone(
    client, school_client, hosted
):
    event, own = hosted
    way = f'href="/veranstaltungen/{event.slug}/anmeldungen/"'

    shown = [
        way in of.get(event.get_absolute_url()).content.decode()
        for of in (client, school_client, own)
    ]

    assert shown == [False, False, True]


def test_copied_event_takes_registrations_on_the_same_terms_with_the_same_questions(office_client):
    event = make_open_event(capacity=12, opens_days_before=30, is_closed=True)
    Question.objects.create(terms=event.registration_terms, text="Bus?", kind="ja_nein")
    by = office_client("redaktion").user

    copy = copying.duplicate(event=event, days=364, by=by)

    terms = RegistrationTerms.objects.get(event=copy)
    assert (terms.capacity, terms.opens_days_before, terms.is_closed) == (12, 30, False)
    assert [question.text for question in terms.questions.all()] == ["Bus?"]
    assert Question.objects.count() == 2


def test_sums_of_a_date_stay_when_its_data_is_gone(clock, hosted):
    event, own = hosted
    row = register(event, 3)
    today = clock("2026-09-01 03:00")
    attending.mark_came(occurrence=event.occurrences.get(), came={row.pk: 2})

    gone = moving_up.forget(today=today)
    user = User.objects.get(email="buecherei@haus.example")
    own.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    page = own.get(f"/veranstaltungen/{event.slug}/anmeldungen/").content.decode()

    assert gone == 1
    assert "3 Personen angemeldet, 2 gekommen" in page
