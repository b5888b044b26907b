"""After a funded visit: two sentences for the learning place and the office."""

import pytest
from django.urls import reverse

from actors.models import VisitFeedback
from tests.factories.actors import make_actor, make_offer
from tests.factories.funding import let_pass, make_decided, make_member, make_school


pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
TEXT = "Alle haben Salz gesotten. Die Wartezeit war etwas lang."


@pytest.fixture
def school(region):
    return make_school()


@pytest.fixture
def member(school):
    return make_member(school)


@pytest.fixture
def visit(school, member):
    museum = make_actor("Salzmuseum", kind="museum", email="info@museum.example")
    offer = make_offer("Salz sieden", actor=museum)
    case = make_decided(institution=school, by=member, offer=offer, provider=museum)
    return let_pass(case)


@pytest.fixture
def at_school(client, member):
    client.force_login(member, backend=BACKEND)
    return client


def address(case) -> str:
    return reverse("funding:application_feedback", args=[case.key])


def test_class_tells_how_it_was(at_school, visit, mailoutbox, member):
    mailoutbox.clear()

    response = at_school.post(address(visit), {"text": TEXT})

    assert (response.status_code, response["Location"]) == (302, visit.get_absolute_url())
    feedback = VisitFeedback.objects.get()
    assert (feedback.text, feedback.reference, feedback.offer, feedback.written_by) == (
        TEXT,
        visit.number,
        visit.offer,
        member,
    )
    assert [mail.to for mail in mailoutbox] == [
        ["info@museum.example"],
        ["bildungsregion@landkreis.example"],
    ]
    assert all(TEXT in mail.body and "Salz sieden" in mail.body for mail in mailoutbox)


def test_case_page_leads_there_once(at_school, visit):
    before = at_school.get(visit.get_absolute_url()).content.decode()
    at_school.post(address(visit), {"text": TEXT})
    after = at_school.get(visit.get_absolute_url()).content.decode()

    assert (address(visit) in before, address(visit) in after) == (True, False)
    assert at_school.get(address(visit)).status_code == 302


def test_visit_is_told_once(at_school, visit):
    at_school.post(address(visit), {"text": TEXT})

    response = at_school.post(address(visit), {"text": "Noch einmal."})

    assert response.status_code == 409
    assert "Zu diesem Besuch gibt es schon eine Rückmeldung." in response.content.decode()
    assert VisitFeedback.objects.get().text == TEXT


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Bitte füllen Sie dieses Feld aus."),
        ("x" * 501, "aus höchstens 500 Zeichen"),
        ("Mehr auf https://x.example", "Bitte schreiben Sie ohne Internet-Adressen"),
    ],
)
def test_bad_feedback_is_said_in_a_sentence(at_school, visit, text, sentence):
    response = at_school.post(address(visit), {"text": text})

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not VisitFeedback.objects.exists()


def test_before_the_visit_there_is_nothing_to_tell(at_school, school, member):
    case = make_decided(institution=school, by=member, provider=make_actor(kind="museum"))

    assert address(case) not in at_school.get(case.get_absolute_url()).content.decode()
    assert at_school.get(address(case)).status_code == 302
    assert at_school.post(address(case), {"text": TEXT}).status_code == 409
    assert not VisitFeedback.objects.exists()


def test_strangers_do_not_see_it(client, visit):
    client.force_login(make_member(make_school(name="Andere Schule")), backend=BACKEND)

    assert client.get(address(visit)).status_code == 404
    assert client.post(address(visit), {"text": TEXT}).status_code == 404


def test_anonymous_people_sign_in_first(client, visit):
    assert client.get(address(visit))["Location"].startswith("/konto/")
