"""Cases that belong to a project of the region: set by the office, told as sums only."""

import pytest

from funding import public_list
from tests.factories.funding import make_decided, make_draft, make_paid
from tests.factories.office import make_client
from tests.factories.projects import make_project


pytestmark = pytest.mark.django_db


def test_office_says_of_which_project_a_case_is_a_part(region):
    case, project = make_decided(), make_project(title="Lesepaten")
    page = f"/verwaltung/funding/application/{case.pk}/projekt/"
    office = make_client("sachbearbeitung")

    response = office.post(page, {"project": project.pk})

    case.refresh_from_db()
    assert (response.status_code, case.project) == (302, project)
    assert "Lesepaten" in office.get(response["Location"]).content.decode()


@pytest.mark.parametrize(("role", "status"), [("lesend", 403), ("redaktion", 403), ("schule", 302)])
def test_nobody_else_does(region, role, status):
    case, project = make_decided(), make_project()
    page = f"/verwaltung/funding/application/{case.pk}/projekt/"

    assert make_client(role).post(page, {"project": project.pk}).status_code == status
    case.refresh_from_db()
    assert case.project is None


def test_unknown_project_comes_back_with_a_sentence(region):
    case, hidden = make_decided(), make_project(is_published=False)
    page = f"/verwaltung/funding/application/{case.pk}/projekt/"

    assert make_client("sachbearbeitung").post(page, {"project": hidden.pk}).status_code == 422


def test_project_tells_sums_by_year_and_no_institution(client, region):
    project = make_project()
    case = make_paid(project=project)
    make_draft(project=project, institution=case.institution)

    page = client.get(project.get_absolute_url()).content.decode()
    years = public_list.years_of(project)

    assert [(row.year, row.cases) for row in years] == [(case.budget_year.year, 1)]
    assert years[0].cents == case.settled_cents
    assert "Zuschüsse aus dem Fonds" in page
    assert case.institution.name not in page


def test_region_without_the_fund_says_nothing_of_it(client, region):
    project = make_project()
    make_paid(project=project)
    region.modules = []
    region.save()

    assert "Zuschüsse" not in client.get(project.get_absolute_url()).content.decode()
