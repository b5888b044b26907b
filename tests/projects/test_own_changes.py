"""People of the lead change a published project: trusted ones at once, of others the office sees it first."""

import pytest

from actors.models import ChangeProposal
from projects import actions
from tests.factories.actors import make_actor, make_topic
from tests.factories.base import make_region
from tests.factories.members import make_tie, sign_in
from tests.factories.office import make_client
from tests.factories.projects import make_practice, make_project
from tests.funding.racing import at_once


pytestmark = pytest.mark.django_db
LIST = "/mein-bereich/museum/projekte/"
EDIT = f"{LIST}lesepaten/aendern/"


@pytest.fixture
def project(region):
    lead = make_actor("Museum", slug="museum")
    return make_practice(title="Lesepaten", slug="lesepaten", summary="Wir lesen.", lead=lead)


@pytest.fixture
def person(project):
    return sign_in(make_tie(actor=project.lead).user)


def typed(client, **changed) -> dict:
    """What the form would send, with these values changed."""
    forms = client.get(EDIT).context["forms"]
    values = {bound.name: bound.value() for bound in forms.form}
    sent = {name: value for name, value in values.items() if value not in (None, "")}
    return sent | {"seen": forms.seen_text} | changed


def decide_url(proposal) -> str:
    return f"/verwaltung/actors/changeproposal/{proposal.pk}/change/"


def test_change_waits_until_the_office_takes_it_over(person, project, mailoutbox):
    topic = make_topic("Lesen")
    sent = typed(person, summary="Wir lesen vor.", steps="Paten finden", needs=["raum", "ehrenamt"],
                 topics=[topic.slug], ends_on="2030-07-31")  # fmt: skip

    told = person.post(EDIT, sent, follow=True).content.decode()
    proposal = ChangeProposal.objects.get()
    project.refresh_from_db()

    assert (proposal.state, project.summary) == ("open", "Wir lesen.")
    assert proposal.before["summary"] == "Wir lesen."
    assert "Das Büro sieht die Änderung an" in told
    assert "Ihre Änderungen warten auf das Büro" in told

    office = make_client("redaktion")
    page = office.get(decide_url(proposal)).content.decode()
    assert ["Wir lesen vor." in page, "Wir lesen." in page, "Was es braucht" in page] == [True] * 3
    office.post(decide_url(proposal), {"tat": "alles", "version": proposal.updated_at.isoformat()})
    project = type(project).objects.get()

    assert (project.summary, project.transfer.steps) == ("Wir lesen vor.", "Paten finden")
    assert project.transfer.duration == "Ein Schuljahr"
    assert list(project.needs.order_by("kind").values_list("kind", "note")) == [
        ("ehrenamt", "zehn"), ("raum", ""),
    ]  # fmt: skip
    assert (list(project.topics.all()), project.period[-13:]) == ([topic], "31. Juli 2030")
    assert mailoutbox[-1].to == [proposal.proposed_by.email]


def test_change_of_a_trusted_person_is_public_at_once(project, client):
    trusted = sign_in(make_tie(actor=project.lead, trusted=True).user)

    trusted.post(EDIT, typed(trusted, title="Lesepaten für alle"))

    assert "Lesepaten für alle" in client.get("/projekte/lesepaten/").content.decode()
    assert ChangeProposal.objects.get().state == "accepted"


def test_office_edits_what_it_takes_over_also_of_the_profile(person, project):
    person.post(EDIT, typed(person, summary="Wir lesn.", advice="Das Büro"))
    proposal = ChangeProposal.objects.get()
    address = f"/verwaltung/actors/changeproposal/{proposal.pk}/bearbeiten/"
    office = make_client("redaktion")

    page = office.get(address)
    office.post(address, {"summary": "Wir lesen!", "advice": "Das Museum",
                          "version": proposal.updated_at.isoformat()})  # fmt: skip
    project.refresh_from_db()

    assert page.status_code == 200
    assert (project.summary, project.transfer.advice) == ("Wir lesen!", "Das Museum")


def test_office_returns_a_change_with_its_reason(person, project, mailoutbox):
    person.post(EDIT, typed(person, summary="Kommt alle!"))
    proposal = ChangeProposal.objects.get()

    make_client("redaktion").post(
        decide_url(proposal),
        {
            "tat": "zurueck",
            "zurueck-reason": "Bitte sachlich.",
            "version": proposal.updated_at.isoformat(),
        },
    )
    proposal.refresh_from_db()
    project.refresh_from_db()

    assert (proposal.state, project.summary) == ("returned", "Wir lesen.")
    assert "Bitte sachlich." in mailoutbox[-1].body


def test_who_was_slower_keeps_what_was_typed(person, project):
    sent = typed(person, summary="Meins.")
    project.summary = "Vom Büro."
    project.save()

    refused = person.post(EDIT, sent)
    html = refused.content.decode()

    assert refused.status_code == 409
    assert ("Meins." in html, "Vom Büro." in html) == (True, True)


def test_bad_input_comes_back_with_a_sentence(person):
    refused = person.post(EDIT, typed(person, title="", website="kein Link", summary="Meins."))

    assert refused.status_code == 422
    assert "Meins." in refused.content.decode()
    assert ChangeProposal.objects.count() == 0


def test_project_is_kept_by_its_lead_alone(project):
    partner = make_actor("Schule", slug="schule")
    project.partnerships.create(actor=partner)
    make_project(slug="anderes", lead=project.lead, is_published=False)
    of_partner, of_lead = (sign_in(make_tie(actor=actor).user) for actor in (partner, project.lead))

    assert of_partner.get(EDIT).status_code == 404
    assert of_partner.get("/mein-bereich/schule/projekte/lesepaten/aendern/").status_code == 404
    assert of_lead.get(f"{LIST}anderes/aendern/").status_code == 404
    assert EDIT in of_lead.get(LIST).content.decode()


@pytest.mark.django_db(transaction=True)
def test_two_projects_of_one_title_entered_at_once_get_two_addresses():
    make_region()
    ties = [make_tie(actor=make_actor(name)) for name in ("Museum", "Schule")]
    values = {
        "title": "Lesen",
        "summary": "",
        "topics": [],
        "target_groups": [],
        "profile": {},
        "needs": [],
    }

    def enter(tie):
        return lambda: (
            actions.enter(
                actor=tie.actor, values=values, origin=None, message="", by=tie.user
            ).project.slug
        )

    assert sorted(at_once(*map(enter, ties))) == ["lesen", "lesen-2"]
