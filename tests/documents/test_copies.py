from datetime import date, timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from documents import actions
from documents.models import CopyRequest
from tests.factories.documents import make_document


pytestmark = pytest.mark.django_db
LATER = timedelta(seconds=30)


@pytest.fixture
def document(region):
    return make_document(title="Elternheft")


@pytest.fixture
def asked(client, clock, document):
    """``asked(email=…)``: the form opened and sent half a minute later."""

    def send(**fields):
        address = f"/dokumente/{document.slug}/barrierefrei/"
        stamp = client.get(address).context["form"].initial["stamp"]
        clock(clock.moment + LATER)
        sent = {"need": "grossdruck", "email": "eltern@familie.example", "stamp": stamp}
        return client.post(address, sent | fields)

    return send


def test_request_goes_to_the_office_and_is_confirmed(asked, document, region):
    response = asked(message="Bitte nur Seite 3")

    row = CopyRequest.objects.get()
    assert response["Location"] == document.get_absolute_url()
    assert (row.document, row.need, row.due_on) == (document, "grossdruck", date(2026, 3, 16))
    assert [message.to for message in mail.outbox] == [
        [region.office_email],
        ["eltern@familie.example"],
    ]
    assert "Bitte nur Seite 3" in mail.outbox[0].body
    assert reverse("admin:documents_copyrequest_change", args=[row.pk]) in mail.outbox[0].body
    assert "bis zum 16. März 2026" in mail.outbox[1].body


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"email": ""}, "email"),
        ({"email": "a@b"}, "email"),
        ({"need": "x"}, "need"),
        ({"need": "anders"}, "message"),
        ({"message": "https://kaufen.example"}, "message"),
        ({"name": "www.kaufen.example"}, "name"),
        ({"message": "x" * 2001}, "message"),
        ({"homepage": "x"}, "homepage"),
        ({"stamp": "x"}, "__all__"),
    ],
)
def test_bad_request_is_refused_and_nothing_sent(asked, fields, fault):
    response = asked(**fields)

    assert (response.status_code, list(response.context["form"].errors)) == (422, [fault])
    assert not CopyRequest.objects.exists()
    assert mail.outbox == []


def test_the_same_address_is_heard_eight_times_a_day(asked):
    answers = [asked().status_code for _ in range(9)]

    assert answers == [302] * 8 + [422]


def test_office_that_has_no_address_is_not_asked(client, document, region):
    region.office_email = ""
    region.save()

    assert client.get(f"/dokumente/{document.slug}/barrierefrei/").status_code == 404


def test_office_sees_who_waits_and_answers(asked, office_client, document):
    asked(name="Familie Beispiel")
    mail.outbox.clear()
    row = CopyRequest.objects.get()
    client = office_client("redaktion")
    address = reverse("admin:documents_copyrequest_answer", args=[row.pk])

    start = client.get("/verwaltung/").content.decode()
    client.post(address, {"answer": "Hier ist es: in großer Schrift."})
    again = client.post(address, {"answer": "Noch einmal"}, follow=True)

    row.refresh_from_db()
    assert "Barrierefreie Fassungen gesucht" in start
    assert "Elternheft" in start
    assert (row.answer, row.answered_by) == ("Hier ist es: in großer Schrift.", client.user)
    assert [message.to for message in mail.outbox] == [["eltern@familie.example"]]
    assert "in großer Schrift." in mail.outbox[0].body
    assert "schon beantwortet" in again.content.decode()


def test_pages_of_requests_open_for_the_office_alone(asked, office_client):
    asked()
    row = CopyRequest.objects.get()
    pages = [
        reverse("admin:documents_copyrequest_changelist") + "?stand=offen",
        reverse("admin:documents_copyrequest_change", args=[row.pk]),
        reverse("admin:documents_copyrequest_answer", args=[row.pk]),
    ]

    office, stranger = office_client("redaktion"), office_client("lesend")

    assert [office.get(page).status_code for page in pages] == [200, 200, 200]
    assert [stranger.get(page).status_code for page in pages] == [403, 403, 403]


def test_who_asked_is_forgotten_ninety_days_after_the_answer(asked, today, django_user_model):
    asked(name="Familie Beispiel", message="Bitte")
    row = CopyRequest.objects.get()
    actions.answer_copy_request(
        row=row, answer="Gern", by=django_user_model.objects.create_user("buero@landkreis.example")
    )

    assert actions.forget_copy_requests(today=today + timedelta(days=90)) == 0
    assert actions.forget_copy_requests(today=today + timedelta(days=91)) == 1
    row.refresh_from_db()
    assert (row.name, row.email, row.message, row.need) == ("", "", "", "grossdruck")
    assert actions.forget_copy_requests(today=today + timedelta(days=92)) == 0


def test_answer_without_its_day_is_refused_by_the_database(document):
    facts = {"document": document, "need": "leicht", "due_on": timezone.localdate()}

    with pytest.raises(IntegrityError), transaction.atomic():
        CopyRequest.objects.create(**facts, answer="Ja")
    with pytest.raises(IntegrityError), transaction.atomic():
        CopyRequest.objects.create(**facts, answered_at=timezone.now(), answer="Ja")
