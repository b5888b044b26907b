"""The matrix of roles in the office, its files, and „Meine Rechte“."""

import io

import pytest
from openpyxl import load_workbook

from accounts import roles
from tests.factories.members import make_account, make_tie, sign_in
from tests.factories.office import SUPERUSER, make_client


pytestmark = pytest.mark.django_db
MATRIX = "/verwaltung/accounts/user/rollen/"


@pytest.mark.parametrize(
    ("role", "status"), [("koordination", 200), ("administration", 200), ("redaktion", 403)]
)
def test_matrix_is_for_those_who_keep_the_people(region, role, status):
    assert make_client(role).get(MATRIX).status_code == status


def test_matrix_says_what_each_role_does_and_who_holds_it(region, django_assert_max_num_queries):
    make_client("kasse")
    client = make_client("administration")
    client.get(MATRIX)

    with django_assert_max_num_queries(8):
        html = client.get(MATRIX).text

    assert [role.purpose for role in roles.ROLES.values() if role.purpose not in html] == []
    assert [
        task.does for subject in roles.SUBJECTS for task in subject.tasks if task.does not in html
    ] == []
    assert html.count("Diese Rolle hat niemand.") == len(roles.ROLES) - 2


def test_region_without_the_fund_has_no_roles_for_it(region):
    region.modules = []
    region.save()

    html = make_client("administration").get(MATRIX).text

    assert "Vorgeschlagene Entscheidungen zeichnen" not in html
    assert "Kreiskasse" not in html
    assert "Redaktion" in html


def test_matrix_can_be_taken_along(region):
    client = make_client("koordination")

    text = b"".join(client.get("/verwaltung/accounts/user/rollen.csv")).decode("utf-8-sig")
    book = load_workbook(io.BytesIO(b"".join(client.get("/verwaltung/accounts/user/rollen.xlsx"))))

    head, *lines = text.splitlines()
    assert head.split(";")[2:] == [role.name for role in roles.ROLES.values()]
    assert len(lines) == sum(len(subject.tasks) for subject in roles.SUBJECTS)
    assert "Zahlungen anordnen;Förderung;–;–;–;ja;–;–;–" in lines
    assert book.sheetnames == ["Rollen und Rechte", "Wer welche Rolle hat"]
    assert client.get("/verwaltung/accounts/user/rollen.pdf").status_code == 404


def test_person_of_the_office_reads_own_tasks(region):
    html = make_client("zeichnung").get("/konto/rechte/").text

    assert "Vorgeschlagene Entscheidungen zeichnen" in html
    assert "Entscheidungen vorschlagen" not in html
    assert "Sie dürfen alles" in make_client(SUPERUSER).get("/konto/rechte/").text


def test_person_of_an_institution_reads_what_membership_gives(region):
    tie = make_tie()
    waiting = sign_in(make_tie(make_account("neu@museum.example"), tie.actor, confirmed=False).user)

    assert "Menschen einladen" in sign_in(tie.user).get("/konto/rechte/").text
    html = waiting.get("/konto/rechte/").text
    assert "noch nicht bestätigt" in html
    assert "Menschen einladen" not in html


def test_rights_are_nobody_elses_business(client, region):
    assert client.get("/konto/rechte/")["Location"] == "/konto/anmelden/?next=/konto/rechte/"
