"""Fields of the admin that suggest rows answer made-up text with a sentence."""

import pytest

from tests.factories.office import make_client
from tests.factories.projects import make_project


pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("typed", ["museum", "9" * 40, "-1", "\x00", "1\x00", "²", "1.5"])
def test_text_where_a_row_belongs_is_a_fault_of_the_form(region, typed):
    project = make_project()
    form = {"title": "Neu", "slug": "neu", "lead": typed, "topics": ["museum", "1"]}

    refused = make_client("redaktion").post(
        f"/verwaltung/projects/project/{project.pk}/change/", form
    )

    assert refused.status_code in (200, 422)
    assert {"lead", "topics"} <= refused.context["adminform"].form.errors.keys()


@pytest.mark.parametrize("term", ["\x00", "a\x00b", "'", "%", "x" * 5_000])
def test_any_text_may_be_searched_for(region, term):
    asked = {"app_label": "projects", "model_name": "project", "field_name": "lead", "term": term}

    answer = make_client("redaktion").get("/verwaltung/autocomplete/", asked)

    assert answer.json()["results"] == []
