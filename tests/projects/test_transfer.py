"""Good practice travels: said, confirmed, begun anew, printed, asked for."""

import io
from datetime import date, timedelta

import pikepdf
import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from actors.models import Membership
from bildungsregion.base.errors import DomainError
from bildungsregion.base.models import OutgoingMail
from projects import actions
from projects.models import Adoption, Picture, Project, ProjectEnquiry, ProjectProposal
from tests.factories.actors import make_actor, make_topic
from tests.factories.funding import make_user
from tests.factories.office import BACKEND, make_client
from tests.factories.projects import make_practice, make_project, make_proposal


pytestmark = pytest.mark.django_db
SAID = {"name": "Grundschule Vögelsen", "text": "Zehn Paten lesen. Es klappt.",
        "email": "post@schule.example"}  # fmt: skip
ASKED = {"name": "A. Frage", "email": "frage@schule.example", "message": "Wie fängt man an?",
         "institution": "", "phone": ""}  # fmt: skip
ENTERED = {"title": "Lesen bei uns", "summary": "Wir lesen auch.", "status": "geplant",
           "steps": "Paten finden", "needs": ["ehrenamt"]}  # fmt: skip


@pytest.fixture
def project(region):
    lead = make_actor("Bücherei", email="buecherei@lead.example")
    return make_practice(title="Lesepaten", slug="lesepaten", lead=lead)


@pytest.fixture
def sending(client, clock):
    """Opens a public form, waits, sends it."""

    def send(path: str, typed: dict):
        form = client.get(path).context["form"]
        later = clock.moment.timestamp() + 60
        clock(clock.moment.fromtimestamp(later, tz=clock.moment.tzinfo))
        return client.post(path, typed | {"stamp": form["stamp"].value(), "homepage": ""})

    return send


def client_of(client, actor, *, trusted: bool = False):
    user = make_user()
    Membership.objects.create(
        user=user, actor=actor, confirmed_at=timezone.now(), confirmed_by=make_user()
    )
    client.force_login(user, backend=BACKEND)
    return client


def purposes() -> list[str]:
    return list(OutgoingMail.objects.order_by("pk").values_list("purpose", flat=True))


def test_stranger_says_we_do_it_too_and_the_lead_confirms(client, project, sending, mailoutbox):
    response = sending("/projekte/lesepaten/wir-auch/", SAID)

    row = Adoption.objects.get()
    assert (response.status_code, response["Location"]) == (302, "/projekte/lesepaten/")
    assert [mail.to for mail in mailoutbox] == [
        ["buecherei@lead.example"],
        ["bildungsregion@landkreis.example"],
    ]
    assert "Zehn Paten" not in client.get("/projekte/lesepaten/").content.decode()

    path = f"/mein-bereich/{project.lead.slug}/projekte/"
    client_of(client, project.lead).post(f"{path}uebernahmen/{row.pk}/", {"antwort": "ja"})

    page = client.get("/projekte/lesepaten/").content.decode()
    assert "Grundschule Vögelsen" in page
    assert "Zehn Paten lesen. Es klappt." in page
    assert mailoutbox[-1].to == ["post@schule.example"]


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"text": "Mehr auf https://werbung.example"}, "text"), ({"name": ""}, "name"),
     ({"email": "kein"}, "email"), ({"text": "x" * 501}, "text")],
)  # fmt: skip
def test_bad_words_come_back_with_a_sentence(project, sending, changed, field):
    response = sending("/projekte/lesepaten/wir-auch/", SAID | changed)

    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert not Adoption.objects.exists()


def test_the_same_institution_says_it_once(project, sending):
    sending("/projekte/lesepaten/wir-auch/", SAID)

    response = sending("/projekte/lesepaten/wir-auch/", SAID | {"name": "grundschule vögelsen"})

    assert response.status_code == 422
    assert response.context["form"].non_field_errors() == [
        "Das hat diese Einrichtung schon gesagt."
    ]


def test_member_says_it_for_the_own_institution_only(client, project):
    school, other = make_actor("Schule am Sande"), make_actor("Andere")
    member = client_of(client, school)
    path = "/projekte/lesepaten/wir-auch/"

    refused = member.post(path, {"actor": other.slug, "text": "Wir auch."})
    taken = member.post(path, {"actor": school.slug, "text": "Wir auch."})

    assert (refused.status_code, taken.status_code) == (422, 302)
    assert [row.actor for row in Adoption.objects.all()] == [school]


def test_stranger_neither_sees_nor_decides(client, project):
    row = project.adoptions.create(name="Schule", text="Wir auch.")
    path = f"/mein-bereich/{project.lead.slug}/projekte/"

    stranger = client_of(client, make_actor("Fremd"))

    assert stranger.get(path).status_code == 404
    assert stranger.post(f"{path}uebernahmen/{row.pk}/", {"antwort": "ja"}).status_code == 404
    with pytest.raises(DomainError, match="die Federführung oder das Büro"):
        actions.confirm_adoption(adoption=row, by=make_user())


def test_office_refuses_with_a_reason(project, mailoutbox):
    row = project.adoptions.create(name="Schule", text="Wir auch.", email="s@schule.example")
    office = make_client("redaktion")
    page = f"/verwaltung/projects/adoption/{row.pk}/change/"

    empty = office.post(page, {"nein": "1", "answer": ""})
    office.post(page, {"nein": "1", "answer": "Das ist ein anderes Projekt."})
    again = office.post(page, {"ja": "1"})

    row.refresh_from_db()
    assert (empty.status_code, again.status_code) == (422, 409)
    assert (row.state, row.answer) == ("refused", "Das ist ein anderes Projekt.")
    assert "Das ist ein anderes Projekt." in mailoutbox[0].body


def test_institution_begins_from_a_project_and_the_office_publishes(client, project, mailoutbox):
    school = make_actor("Schule am Sande", email="s@schule.example")
    topic = make_topic("Sprache")
    project.topics.add(topic)
    member = client_of(client, school)

    way = member.get("/projekte/lesepaten/beginnen/")
    form = member.get(way["Location"]).context["form"]
    member.post(way["Location"], ENTERED | {"topics": [topic.pk]})

    row = ProjectProposal.objects.get()
    assert way["Location"] == f"/mein-bereich/{school.slug}/projekte/neu/?von=lesepaten"
    assert form.initial["steps"] == "Paten finden\nTermine machen"
    assert form.initial["needs"] == ["ehrenamt"]
    assert form.initial["topics"] == [topic.pk]
    assert (row.project.origin, row.project.is_published) == (project, False)
    assert client.get(row.project.get_absolute_url()).status_code == 404
    assert [mail.to for mail in mailoutbox] == [["bildungsregion@landkreis.example"]]

    office = make_client("redaktion")
    office.post(f"/verwaltung/projects/projectproposal/{row.pk}/change/", {"ja": "1"})

    assert client.get("/projekte/lesen-bei-uns/").status_code == 200
    assert "Lesen bei uns" in client.get("/projekte/lesepaten/").content.decode()
    assert mailoutbox[-1].to == [row.proposed_by.email]


def test_waiting_project_is_changed_and_withdrawn_by_its_own_people_only(client, region):
    row = make_proposal(title="Alt", slug="alt")
    path = f"/mein-bereich/{row.actor.slug}/projekte/"
    member = client_of(client, row.actor)

    bad = member.post(f"{path}alt/", ENTERED | {"title": "", "summary": "Bleibt stehen."})
    member.post(f"{path}alt/", ENTERED)
    member.post(f"{path}alt/zurueckziehen/")

    row.refresh_from_db()
    assert bad.status_code == 422
    assert "Bleibt stehen." in bad.content.decode()
    assert (row.project.title, row.state) == ("Lesen bei uns", "withdrawn")
    assert member.get(f"{path}alt/").status_code == 404


def test_office_begins_a_copy_with_the_profile(project):
    office = make_client("redaktion")

    response = office.post(f"/verwaltung/projects/project/{project.pk}/beginnen/")

    copy = Project.objects.get(origin=project)
    assert response["Location"] == f"/verwaltung/projects/project/{copy.pk}/change/"
    assert (copy.is_published, copy.transfer.costs) == (False, "Bücher für 400 Euro.")
    assert list(copy.needs.values_list("kind", "note")) == [("ehrenamt", "zehn")]


def test_enquiry_goes_to_the_lead_with_a_copy(project, sending, mailoutbox):
    response = sending("/projekte/lesepaten/anfragen/", ASKED)

    assert response.status_code == 302
    assert [(mail.to, mail.reply_to) for mail in mailoutbox] == [
        (["buecherei@lead.example"], ["frage@schule.example"]),
        (["frage@schule.example"], []),
    ]
    assert "Wie fängt man an?" in mailoutbox[0].body


def test_enquirers_are_forgotten(project, sending):
    sending("/projekte/lesepaten/anfragen/", ASKED)
    today = timezone.localdate()

    actions.forget_enquirers(today=today + timedelta(days=3))

    assert ProjectEnquiry.objects.get().sender == ""


def test_profile_is_one_accessible_page(client, project):
    response = client.get("/projekte/lesepaten/steckbrief.pdf")

    content = b"".join(response.streaming_content)
    with pikepdf.open(io.BytesIO(content)) as pdf:
        pages, marked = len(pdf.pages), bool(pdf.Root.MarkInfo.Marked)
    assert response["Content-Disposition"] == 'inline; filename="Steckbrief-lesepaten.pdf"'
    assert (pages, marked) == (1, True)


def test_nobody_is_shown_without_consent(client, project):
    row = Picture(project=project, image="a.webp", alt="Kinder lesen", author="B", licence="cc0")
    row.save()

    hidden = client.get("/projekte/lesepaten/")
    file = client.get(f"/projekte/lesepaten/bilder/{row.pk}/")
    Picture.objects.update(consent_on=date(2026, 1, 1))
    shown = client.get("/projekte/lesepaten/")

    assert "Kinder lesen" not in hidden.content.decode()
    assert file.status_code == 404
    assert 'alt="Kinder lesen"' in shown.content.decode()


def test_what_must_hold_of_every_row(region):
    project = make_project()
    broken = [
        lambda: project.partnerships.create(),
        lambda: project.funders.create(name="A", logo="a.webp"),
        lambda: project.figures.create(figure="1", what="x", year=20),
        lambda: project.pictures.create(image="a.webp", alt="", author="B", licence="cc0"),
        lambda: project.adoptions.create(text="Wir auch."),
        lambda: project.adoptions.create(name="A", text="x", state="confirmed"),
        lambda: Project.objects.filter(pk=project.pk).update(origin=project.pk),
    ]
    for act in broken:
        with pytest.raises(IntegrityError), transaction.atomic():
            act()
