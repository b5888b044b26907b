import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from projects.models import Project
from tests.factories.office import press_bulk
from tests.factories.projects import make_full_project, make_project, make_proposal


pytestmark = pytest.mark.django_db


PARTS = ("partnerships", "funders", "figures", "milestones", "pictures", "transfer", "needs")


def form(**fields) -> dict:
    """A filled form; rows below it as ``funders=[{…}]``."""
    rows = {part: fields.pop(part, []) for part in PARTS}
    below = {}
    for part, given in rows.items():
        below |= {f"{part}-TOTAL_FORMS": len(given), f"{part}-INITIAL_FORMS": 0}
        for number, values in enumerate(given):
            below |= {f"{part}-{number}-{name}": value for name, value in values.items()}
    return below | {
        "title": "Lesepaten",
        "slug": "lesepaten",
        "status": "laufend",
        "starts_precision": "day",
        "ends_precision": "day",
        "is_published": "on",
        **fields,
    }


def test_project_is_kept(office_client):
    response = office_client("redaktion").post("/verwaltung/projects/project/add/", form())

    assert response.status_code == 302
    assert Project.objects.get().title == "Lesepaten"


def test_end_before_start_is_refused_with_a_sentence(office_client):
    response = office_client("redaktion").post(
        "/verwaltung/projects/project/add/", form(starts_on="02.03.2026", ends_on="01.03.2026")
    )

    assert "Das Ende liegt vor dem Beginn." in response.content.decode()
    assert not Project.objects.exists()


def test_project_can_be_taken_off_the_site(office_client):
    project = make_project()
    client = office_client("redaktion")

    press_bulk(client, reverse("admin:projects_project_changelist"), "hide", project)

    assert client.get(project.get_absolute_url()).status_code == 404


def test_form_of_a_full_project_needs_few_queries(office_client, django_assert_max_num_queries):
    project = make_full_project(3)
    client = office_client("redaktion")
    address = reverse("admin:projects_project_change", args=[project.pk])
    client.get(address)

    with django_assert_max_num_queries(25):
        client.get(address)


def test_what_is_no_picture_is_refused_with_a_sentence(office_client):
    file = SimpleUploadedFile("logo.png", b"<svg onload=alert(1)>", "image/png")
    funder = {"name": "Stiftung", "logo": file, "logo_alt": "Logo", "position": 0}

    response = office_client("redaktion").post(
        "/verwaltung/projects/project/add/", form(funders=[funder])
    )

    assert "Diese Datei lässt sich nicht öffnen." in response.content.decode()
    assert not Project.objects.exists()


def test_proposed_project_is_not_published_past_the_decision(office_client):
    row = make_proposal()

    page = reverse("admin:projects_project_changelist")
    press_bulk(office_client("redaktion"), page, "publish", row.project)

    row.project.refresh_from_db()
    assert not row.project.is_published


def test_list_and_form_open(office_client):
    project = make_project()
    client = office_client("redaktion")
    addresses = (
        reverse("admin:projects_project_changelist"),
        reverse("admin:projects_project_change", args=[project.pk]),
    )

    assert [client.get(address).status_code for address in addresses] == [200, 200]
