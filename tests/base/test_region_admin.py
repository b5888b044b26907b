"""The region's page in the office: one row, nothing to add or to delete."""

import pytest

from bildungsregion.base.models import Region
from tests.factories.office import make_client


pytestmark = pytest.mark.django_db
LIST = "/verwaltung/base/region/"


@pytest.fixture
def page(region):
    return f"{LIST}{region.pk}/change/"


def sent(client, page, **changed) -> dict:
    form = client.get(page).context["adminform"].form
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in values.items() if value is not None} | changed


def test_office_changes_what_every_page_says(client, region, page):
    office = make_client("koordination")

    saved = office.post(page, sent(office, page, office_phone="04131 26-0", languages=["en"]))
    html = client.get("/bildungsregion/").content.decode()

    assert saved.status_code == 302, saved.context["errors"]
    assert "04131 26-0" in html
    assert 'hreflang="en"' in html
    assert 'hreflang="uk"' not in html
    assert Region.objects.get().modules == ["funding"]


def test_page_is_german_and_leads_straight_to_the_row(region, page):
    office = make_client("koordination")

    html = office.get(page).content.decode()

    assert office.get(LIST)["Location"] == page
    shown = (
        "Die Region",
        "Briefkopf und Bescheide",
        "mit Förderung",
        "Steht oben in jedem Bescheid.",
    )
    assert [words in html for words in shown] == [True] * 4


def test_what_is_wrong_comes_back(region, page):
    office = make_client("koordination")

    refused = office.post(page, sent(office, page, office_email="kein Postfach", name=""))

    assert {"office_email", "name"} <= refused.context["adminform"].form.errors.keys()
    assert "kein Postfach" in refused.content.decode()


def test_nothing_is_added_or_deleted(region, page):
    office = make_client("koordination")

    assert office.get(f"{LIST}add/").status_code == 403
    assert office.get(f"{LIST}{region.pk}/delete/").status_code == 403
    assert make_client("kasse").get(page).status_code == 403
