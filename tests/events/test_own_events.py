"""People of an institution enter and change its events: trusted ones at once, others by way of the office."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actors.models import ChangeProposal
from bildungsregion.base.errors import DomainError
from events import actions
from events.models import Event, Submission
from tests.factories.actors import make_actor, make_topic
from tests.factories.events import make_event
from tests.factories.members import make_account, make_tie, sign_in


pytestmark = pytest.mark.django_db
OWN = "/mein-bereich/museum/veranstaltungen/"
EVENT = {
    "title": "Lesenacht", "summary": "Vorlesen.", "first_on": "2026-03-20", "starts": "19:00",
    "ends": "22:00", "again": "einmal", "attendance": "praesenz", "place_name": "Museum",
    "cost": "frei", "access": "offen",
}  # fmt: skip
DATE = {"first_on": "2026-03-03", "starts": "16:00", "ends": "18:00"}


@pytest.fixture
def museum(region):
    region.office_email = "buero@region.example"
    region.save()
    return make_actor("Museum", slug="museum", kind="museum")


@pytest.fixture
def new(museum):
    """Somebody of the museum whom the office does not know yet."""
    return sign_in(make_tie(actor=museum).user)


@pytest.fixture
def trusted(museum):
    return sign_in(make_tie(actor=museum, trusted=True).user)


@pytest.fixture
def event(museum) -> Event:
    return make_event(title="Führung", slug="fuehrung", organiser=museum)


def facts_of(client, **typed) -> dict:
    """The form of the event as a browser sends it back, with some fields typed anew."""
    page = client.get(f"{OWN}fuehrung/")
    forms = page.context["forms"]
    sent = {name: forms.form[name].value() for name in forms.form.fields}
    sent = {name: "" if value is None else value for name, value in sent.items()}
    return sent | {"seen": forms.seen_text, "is_free": "unknown"} | typed


def test_event_by_somebody_new_waits_for_the_office(new, museum, office_client):
    response = new.post(f"{OWN}neu/", EVENT | {"message": "Bitte bald."})

    assert response["Location"] == OWN
    row = Submission.objects.get()
    assert (row.state, row.submitted_by, row.event.organiser) == ("open", new.user, museum)
    assert not row.event.is_published
    page = new.get(OWN).content.decode()
    assert "Wartet auf das Büro" in page
    queue = office_client("redaktion").get("/verwaltung/events/submission/").content.decode()
    assert "Lesenacht" in queue


def test_event_by_somebody_trusted_is_there_at_once(trusted, client, mailoutbox):
    trusted.post(f"{OWN}neu/", EVENT)

    row = Submission.objects.get()
    assert (row.state, row.decided_by, row.event.is_published) == ("accepted", trusted.user, True)
    assert "Lesenacht" in client.get("/veranstaltungen/").content.decode()
    assert mailoutbox == []


def test_wrong_event_comes_back_with_everything_typed(new):
    response = new.post(f"{OWN}neu/", EVENT | {"cost": "kostet"})

    assert response.status_code == 422
    page = response.content.decode()
    assert "Bitte nennen Sie den Preis." in page
    assert "Lesenacht" in page


def test_own_waiting_event_is_withdrawn(new, museum):
    new.post(f"{OWN}neu/", EVENT)
    other = sign_in(make_tie(make_account(), museum).user)
    other.post(f"{OWN}lesenacht/zurueckziehen/")
    assert Submission.objects.get().state == "open"

    new.post(f"{OWN}lesenacht/zurueckziehen/")

    assert Submission.objects.get().state == "withdrawn"
    assert "zurückgezogen" in new.get(OWN).content.decode()


def test_change_by_somebody_new_is_a_proposal_field_by_field(new, event, office_client):
    topic = make_topic("Kultur")
    response = new.post(
        f"{OWN}fuehrung/", facts_of(new, title="Große Führung", topics=[topic.slug])
    )

    assert response["Location"] == OWN
    event.refresh_from_db()
    assert event.title == "Führung"
    proposal = ChangeProposal.objects.get()
    assert proposal.wanted == {"title": "Große Führung", "topics": [topic.slug]}

    office = office_client("redaktion")
    page = f"/verwaltung/actors/changeproposal/{proposal.pk}/change/"
    assert "Große Führung" in office.get(page).content.decode()
    assert f"/verwaltung/events/event/{event.pk}/change/" in office.get(page).content.decode()
    assert "Führung" in office.get("/verwaltung/").content.decode()
    office.post(page, {"tat": "alles", "version": proposal.updated_at.isoformat()})

    event.refresh_from_db()
    assert (event.title, event.sequence, list(event.topics.all())) == ("Große Führung", 1, [topic])


def test_office_edits_a_proposed_change_before_it_takes_it(new, event, office_client):
    new.post(f"{OWN}fuehrung/", facts_of(new, title="Grosse Führung"))
    proposal = ChangeProposal.objects.get()
    page = f"/verwaltung/actors/changeproposal/{proposal.pk}/bearbeiten/"
    office = office_client("redaktion")
    assert office.get(page).status_code == 200

    office.post(page, {"title": "Große Führung", "version": proposal.updated_at.isoformat()})

    event.refresh_from_db()
    assert event.title == "Große Führung"


def test_change_by_somebody_trusted_is_there_at_once(trusted, event):
    trusted.post(f"{OWN}fuehrung/", facts_of(trusted, summary="Für alle.", status="ausgebucht"))

    event.refresh_from_db()
    assert (event.summary, event.status, event.sequence) == ("Für alle.", "ausgebucht", 1)


def test_price_alone_leaves_the_sequence(trusted, event):
    trusted.post(f"{OWN}fuehrung/", facts_of(trusted, price="6 €"))

    event.refresh_from_db()
    assert (event.price, event.sequence) == ("6 €", 0)


def test_two_people_do_not_write_over_each_other(trusted, event):
    sent = facts_of(trusted, title="Meine Führung")
    Event.objects.update(title="Deine Führung")

    response = trusted.post(f"{OWN}fuehrung/", sent)

    assert response.status_code == 409
    assert "Deine Führung" in response.content.decode()
    assert Event.objects.get().title == "Deine Führung"


def test_date_is_called_off_at_once_and_the_office_reads_it(new, event, mailoutbox, client):
    new.post(f"{OWN}fuehrung/termine/1/", DATE | {"is_cancelled": "on", "note": "Sturm"})

    [date] = event.occurrences.all()
    assert (date.is_cancelled, date.note) == (True, "Sturm")
    [mail] = mailoutbox
    assert (mail.to, mail.subject) == (["buero@region.example"], "Fällt aus: Führung")
    assert "Vorher: Di, 3. März 2026, 16–18 Uhr" in mail.body
    assert "Dieser Termin fällt aus." in client.get("/veranstaltungen/fuehrung/").content.decode()


def test_date_moved_by_somebody_trusted_needs_no_mail(trusted, event, mailoutbox):
    trusted.post(f"{OWN}fuehrung/termine/1/", DATE | {"first_on": "2026-03-05"})

    assert event.occurrences.get().when == "Do, 5. März 2026, 16–18 Uhr"
    assert mailoutbox == []


def test_wrong_date_comes_back(new, event):
    response = new.post(f"{OWN}fuehrung/termine/1/", DATE | {"last_on": "2026-03-01"})

    assert response.status_code == 422
    assert "Das liegt vor dem ersten Tag." in response.content.decode()


def test_whole_event_is_called_off_at_once(new, event, mailoutbox):
    new.post(f"{OWN}fuehrung/absagen/")
    new.post(f"{OWN}fuehrung/absagen/")

    event.refresh_from_db()
    assert (event.status, event.sequence) == ("abgesagt", 1)
    assert [mail.subject for mail in mailoutbox] == ["Abgesagt: Führung"]


def test_trusted_people_add_dates_and_rules_and_new_ones_do_not(new, trusted, event):
    rule = DATE | {"rhythm": "woechentlich", "every": "1", "count": "3"}

    assert new.get(f"{OWN}fuehrung/termine/neu/").status_code == 404
    assert new.post(f"{OWN}fuehrung/wiederholung/", rule).status_code == 404
    trusted.post(f"{OWN}fuehrung/termine/neu/", DATE | {"first_on": "2026-04-01"})
    trusted.post(f"{OWN}fuehrung/wiederholung/", rule)

    assert event.occurrences.count() == 5
    assert "Jeden Dienstag, 3-mal" in new.get(f"{OWN}fuehrung/termine/").content.decode()


@pytest.mark.parametrize(
    ("who", "state", "shown"), [("new", "open", False), ("trusted", "accepted", True)]
)
def test_event_is_entered_once_more(request, event, who, state, shown):
    client = request.getfixturevalue(who)

    client.post(f"{OWN}fuehrung/kopieren/", {"weeks": "4"})

    copy = Event.objects.exclude(pk=event.pk).get()
    assert (copy.submission.state, copy.is_published) == (state, shown)
    assert copy.occurrences.get().when == "Di, 31. März 2026, 16–18 Uhr"


def test_copy_into_the_past_is_refused(new, event):
    response = new.post(f"{OWN}fuehrung/kopieren/", {"weeks": "-4"})

    assert response.status_code == 422
    assert "Alle Termine der Kopie wären schon vorbei." in response.content.decode()
    assert Event.objects.count() == 1


@pytest.mark.parametrize(
    "path",
    ["", "neu/", "fuehrung/", "fuehrung/kopieren/", "fuehrung/termine/", "fuehrung/termine/1/"],
)
def test_pages_are_for_people_of_the_institution(client, new, event, path):
    stranger = sign_in(make_tie(actor=make_actor("Andere", slug="andere")).user)

    assert new.get(OWN + path).status_code == 200
    assert stranger.get(OWN + path).status_code == 404
    assert client.get(OWN + path).status_code == 302
    assert stranger.post(f"{OWN}fuehrung/absagen/").status_code == 404


def test_event_of_another_institution_is_404_here(new, event):
    make_event(title="Fremd", slug="fremd", organiser=make_actor("Andere"))

    for path in ("fremd/", "fremd/termine/", "fremd/kopieren/"):
        assert new.get(OWN + path).status_code == 404


def test_unconfirmed_people_may_nothing(museum, event):
    tie = make_tie(make_account(), museum, confirmed=False)

    with pytest.raises(DomainError, match="nicht bestätigt"):
        actions.call_off(event=event, by=tie.user)
    assert sign_in(tie.user).get(OWN).status_code == 404


def test_list_needs_as_many_queries_for_three_as_for_one(new, museum, event):
    with CaptureQueriesContext(connection) as one:
        new.get(OWN)
    for _ in range(2):
        make_event(organiser=museum, dates=[("2026-03-11 10:00", None)])

    with CaptureQueriesContext(connection) as three:
        new.get(OWN)

    assert len(three) == len(one)
