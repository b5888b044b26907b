"""Anybody proposes an event in three minutes; the mail is confirmed, the office decides and tells."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events import actions, nightly
from events.models import Event, Submission
from funding import person_data
from tests.factories.actors import make_actor, make_municipality, make_topic
from tests.factories.events import make_event
from tests.factories.members import make_account, sign_in


pytestmark = pytest.mark.django_db
PROPOSE, QUEUE = "/veranstaltungen/einreichen/", "/verwaltung/events/submission/"
EVENT = {
    "title": "Lesenacht", "organiser_name": "Museum", "summary": "Vorlesen bis in die Nacht.",
    "first_on": "2026-03-20", "starts": "19:00", "ends": "22:00", "again": "einmal",
    "attendance": "praesenz", "place_name": "Bibliothek", "city": "Adendorf", "cost": "frei",
    "access": "offen", "email": "verein@x.example", "message": "Wir freuen uns.",
}  # fmt: skip


@pytest.fixture
def send(region, clock):
    """Opens the form, waits a minute, sends it."""

    def post(by=None, **typed):
        by = by or Client()
        stamp = by.get(PROPOSE).context["form"]["stamp"].value()
        clock(timezone.now() + timedelta(minutes=1))
        return by.post(PROPOSE, {"stamp": stamp, "homepage": ""} | EVENT | typed)

    return post


@pytest.fixture
def editor(office_client):
    return office_client("redaktion")


@pytest.fixture
def waiting(send) -> Submission:
    send()
    return actions.confirm(submission=Submission.objects.get())


def decide(client, row, tat, **typed):
    row = Submission.objects.select_related("event").get(pk=row.pk)
    version = max(row.updated_at, row.event.updated_at).isoformat()
    return client.post(f"{QUEUE}{row.pk}/change/", {"version": version, "tat": tat} | typed)


def whens() -> list[str]:
    return [row.when for row in Event.objects.get().occurrences.all()]


def test_proposal_without_account_is_confirmed_by_its_mail(client, send, mailoutbox):
    museum = make_actor("Museum", slug="museum")
    place = make_municipality("Adendorf")
    topic = make_topic("Kulturelle Bildung")

    response = send(topics=[topic.slug])

    assert response["Location"] == "/veranstaltungen/einreichen/danke/"
    event = Event.objects.get()
    assert (event.is_published, event.organiser, event.municipality, event.is_free) == (
        False, museum, place, True,
    )  # fmt: skip
    assert list(event.topics.all()) == [topic]
    assert whens() == ["Fr, 20. März 2026, 19–22 Uhr"]
    [mail] = mailoutbox
    assert mail.to == ["verein@x.example"]
    link = re.search(r"https?://[^/]+(/veranstaltungen/einreichen/\S+)", mail.body)[1]

    page = client.get(link).content.decode()
    assert "Ja, einreichen" in page
    assert "verein@x.example" not in page
    assert Submission.objects.get().state == "unconfirmed"

    client.post(link, {"tun": "ja"})
    row = Submission.objects.get()
    assert (row.state, row.confirmed_on) == ("open", timezone.localdate())
    client.post(link, {"tun": "ja"})
    assert Submission.objects.get().state == "open"


def test_proposal_of_an_account_needs_no_mail(send, mailoutbox):
    person = make_account()

    response = send(sign_in(person), email="")

    assert response.status_code == 302
    row = Submission.objects.get()
    assert (row.state, row.submitted_by, row.email) == ("open", person, person.email)
    assert mailoutbox == []


@pytest.mark.parametrize(
    ("typed", "dates"),
    [
        ({"starts": "", "ends": "", "last_on": "2026-03-22"}, ["Fr, 20. bis So, 22. März 2026"]),
        ({"ends": ""}, ["Fr, 20. März 2026, 19 Uhr"]),
        ({"ends": "01:00"}, ["Fr, 20. März 2026, 19 Uhr bis Sa, 21. März 2026, 1 Uhr"]),
        ({"again": "tage", "more_days": "27.3., 3.4.2026"},
         ["Fr, 20. März 2026, 19–22 Uhr", "Fr, 27. März 2026, 19–22 Uhr", "Fr, 3. April 2026, 19–22 Uhr"]),
        ({"again": "zweiwoechentlich", "until": "2026-04-05"},
         ["Fr, 20. März 2026, 19–22 Uhr", "Fr, 3. April 2026, 19–22 Uhr"]),
        ({"again": "monatlich_wochentag", "until": "2026-05-31"},
         ["Fr, 20. März 2026, 19–22 Uhr", "Fr, 17. April 2026, 19–22 Uhr", "Fr, 15. Mai 2026, 19–22 Uhr"]),
    ],
)  # fmt: skip
def test_dates_are_typed_as_people_mean_them(send, typed, dates):
    assert send(**typed).status_code == 302

    assert whens() == dates


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"title": ""}, "Bitte füllen Sie dieses Feld aus."),
        ({"first_on": "2026-03-01"}, "Dieser Tag ist schon vorbei."),
        ({"first_on": "2062-03-01"}, "Stimmt das Jahr?"),
        ({"first_on": "9999-12-31"}, "Bitte ein Jahr von 1900 bis 2199 angeben."),
        ({"last_on": "2026-03-19"}, "Das liegt vor dem ersten Tag."),
        ({"starts": ""}, "Bitte auch den Beginn angeben."),
        ({"ends": "18:00"}, "Das Ende liegt vor dem Beginn."),
        ({"ends": "19:00"}, "Das Ende liegt vor dem Beginn."),
        ({"again": "tage"}, "Bitte nennen Sie die anderen Tage."),
        ({"again": "tage", "more_days": "31.2."}, "„31.2.“ ist kein Tag nach dem ersten."),
        ({"again": "woechentlich"}, "Bitte nennen Sie den letzten Tag der Wiederholung."),
        ({"again": "woechentlich", "until": "2099-01-01"}, "höchstens zwei Jahre später"),
        ({"place_name": ""}, "Bitte nennen Sie den Ort."),
        ({"cost": "kostet"}, "Bitte nennen Sie den Preis."),
        ({"postcode": "213"}, "Eine Postleitzahl hat fünf Ziffern."),
        ({"summary": "Billig: https://kredit.example"}, "Bitte schreiben Sie ohne Internet-Adressen"),
        ({"homepage": "x"}, "Bitte lassen Sie dieses Feld leer."),
        ({"access_url": "javascript:alert(1)"}, "gültige Adresse"),
    ],
)  # fmt: skip
def test_wrong_proposal_comes_back_with_everything_typed(send, typed, sentence):
    response = send(**typed)

    assert response.status_code == 422
    page = response.content.decode()
    assert sentence in page
    assert "Wir freuen uns." in page
    assert not Event.objects.exists()


def test_one_address_proposes_six_times_a_day(send):
    for _ in range(actions.MOST_A_DAY):
        assert send().status_code == 302

    response = send(email="VEREIN@x.example")

    assert response.status_code == 422
    assert "kam heute schon viel" in response.content.decode()
    assert Event.objects.count() == actions.MOST_A_DAY
    assert Event.objects.filter(slug="lesenacht-2").exists()


def test_proposal_is_withdrawn_by_its_link(client, waiting):
    link = f"{PROPOSE}{waiting.key}/"

    client.post(link, {"tun": "zurueck"})

    waiting.refresh_from_db()
    assert waiting.state == "withdrawn"
    client.post(link, {"tun": "ja"})
    waiting.refresh_from_db()
    assert waiting.state == "withdrawn"
    assert client.post(link, {"tun": "x"}).status_code == 404
    assert client.get(f"{PROPOSE}unbekannt/").status_code == 404


def test_office_sees_the_mail_before_it_publishes(editor, waiting, mailoutbox, client):
    mailoutbox.clear()
    page = decide(editor, waiting, "ja", **{"ja-answer": "Schön!"}).content.decode()

    assert "Ihre Veranstaltung „Lesenacht“ steht jetzt im Kalender" in page
    assert "Schön!" in page
    assert mailoutbox == []
    assert not Event.objects.get().is_published

    response = decide(editor, waiting, "ja", sicher="1", **{"ja-answer": "Schön!"})

    assert response["Location"] == QUEUE
    waiting.refresh_from_db()
    assert (waiting.state, waiting.decided_by) == ("accepted", editor.user)
    assert Event.objects.get().is_published
    [mail] = mailoutbox
    assert (mail.to, "Schön!" in mail.body) == (["verein@x.example"], True)
    assert "Lesenacht" in client.get("/veranstaltungen/").content.decode()


def test_office_refuses_with_a_reason(editor, waiting, mailoutbox):
    mailoutbox.clear()
    assert decide(editor, waiting, "nein").status_code == 422
    typed = {"nein-reason": "not_ours", "nein-answer": "Ein Vereinsabend."}
    shown = decide(editor, waiting, "nein", **typed).content.decode()
    assert "gehört nicht in den Bildungskalender" in shown

    decide(editor, waiting, "nein", sicher="1", **typed)

    waiting.refresh_from_db()
    assert (waiting.state, waiting.reason) == ("refused", "not_ours")
    assert not Event.objects.get().is_published
    [mail] = mailoutbox
    assert "Ein Vereinsabend." in mail.body


def test_event_that_changed_meanwhile_is_looked_at_again(editor, waiting, clock):
    old = editor.get(f"{QUEUE}{waiting.pk}/change/").context["version"].isoformat()
    clock(timezone.now() + timedelta(minutes=5))
    Event.objects.get().save()

    response = editor.post(
        f"{QUEUE}{waiting.pk}/change/",
        {"version": old, "tat": "ja", "sicher": "1", "ja-answer": ""},
    )

    assert response.status_code == 409
    assert "inzwischen geändert" in response.content.decode()
    assert not Event.objects.get().is_published


def test_second_decision_is_refused(editor, waiting):
    decide(editor, waiting, "ja", sicher="1")

    response = decide(editor, waiting, "nein", sicher="1", **{"nein-reason": "duplicate"})

    assert response.status_code == 409
    assert Event.objects.get().is_published


def test_likely_duplicates_stand_beside_the_proposal(editor, waiting):
    same = (("2026-03-20 18:00", None),)
    make_event(title="Die Lesenacht", dates=same)
    make_event(title="Lesefest der Nacht", place_name="Bibliothek", dates=same)
    make_event(title="Lesenacht", dates=(("2026-03-21 18:00", None),))
    make_event(title="Töpfern", dates=same)

    page = editor.get(f"{QUEUE}{waiting.pk}/change/")

    assert [match.event.title for match in page.context["alike"]] == [
        "Die Lesenacht", "Lesefest der Nacht",
    ]  # fmt: skip
    assert "Vielleicht schon im Kalender" in page.content.decode()


def test_preview_is_the_page_as_the_public_will_see_it(editor, waiting, client):
    page = editor.get(f"{QUEUE}{waiting.pk}/vorschau/").content.decode()

    assert "Vorschau: So wird die Seite aussehen." in page
    assert "Fr, 20. März 2026, 19–22 Uhr" in page
    assert client.get("/veranstaltungen/lesenacht/").status_code == 404
    assert client.get(f"{QUEUE}{waiting.pk}/vorschau/").status_code == 302


def test_edit_leads_back_to_the_decision_and_does_not_publish(editor, waiting):
    url = f"/verwaltung/events/event/{waiting.event_id}/change/"
    page = editor.get(url)
    form = page.context["adminform"].form
    assert "is_published" not in form.fields
    values = {name: form[name].value() for name in form.fields if name != "image"}
    sent = {name: value for name, value in values.items() if value}
    formsets = page.context["inline_admin_formsets"]
    for inline in formsets:
        prefix = inline.formset.prefix
        sent |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}

    response = editor.post(url, sent | {"title": "Lesenacht für alle", "is_free": "true"})

    assert response["Location"] == f"{QUEUE}{waiting.pk}/change/"
    event = Event.objects.get()
    assert (event.title, event.is_published) == ("Lesenacht für alle", False)


@pytest.mark.parametrize("role", ["lesend", "kasse"])
def test_others_of_the_office_see_no_submission(office_client, waiting, role):
    client = office_client(role)

    assert client.get(f"{QUEUE}{waiting.pk}/change/").status_code == 404
    assert "Eingereichte Veranstaltungen" not in client.get("/verwaltung/").content.decode()


def test_start_page_shows_what_waits(editor, send, waiting, django_assert_max_num_queries):
    send(title="Noch nicht bestätigt")

    with django_assert_max_num_queries(25):
        page = editor.get("/verwaltung/").content.decode()

    assert f"{QUEUE}{waiting.pk}/change/" in page
    assert "Noch nicht bestätigt" not in page


def test_queue_needs_as_many_queries_for_three_as_for_one(editor, send, waiting):
    with CaptureQueriesContext(connection) as one:
        editor.get(QUEUE)
    for number in range(2):
        send(title=f"Fest {number}")
    for row in Submission.objects.filter(state="unconfirmed"):
        actions.confirm(submission=row)

    with CaptureQueriesContext(connection) as three:
        editor.get(QUEUE)

    assert len(three) == len(one)


def test_night_deletes_what_nobody_confirmed(send, waiting, clock):
    send(title="Nie bestätigt")
    day = clock("2026-03-11")

    assert nightly.submissions(day) == "1 unbestätigte oder alte Einreichungen gelöscht."

    assert [event.title for event in Event.objects.all()] == ["Lesenacht"]


def test_night_forgets_addresses_and_old_refusals(editor, send, waiting, clock):
    decide(editor, waiting, "nein", sicher="1", **{"nein-reason": "duplicate"})
    day = clock("2026-04-05")
    assert actions.forget_submissions(today=day) == 0
    assert Submission.objects.get().email == ""

    assert actions.forget_submissions(today=date(2026, 11, 1)) == 1
    assert not Event.objects.exists()


def test_people_are_told_what_they_sent_in(waiting):
    [row] = person_data.collect_address("Verein@x.example")["submitted_events"]

    assert (row["event__title"], row["message"]) == ("Lesenacht", "Wir freuen uns.")
