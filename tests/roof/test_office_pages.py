"""Every page of the admin: it opens, and asks for no more where there are more rows."""

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from tests.factories.office import make_client
from tests.factories.rows import make_new


pytestmark = pytest.mark.django_db
FEW, MANY, MOST_QUERIES = 3, 12, 40
# There is one region; the others are written by actions only, whose own tests look at their lists.
BY_ACTIONS = {
    "base.Region", "accounts.Deputyship", "actors.ChangeProposal", "funding.LedgerEntry", "funding.Decision",
    "funding.PaymentOrder",
}  # fmt: skip
MODELS = [model for model in admin.site._registry if model._meta.label not in BY_ACTIONS]


def address(model, name: str, *args) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}", args=args)


def opened(client, url: str) -> int:
    """The queries of a page; 0 where the address only leads on."""
    with CaptureQueriesContext(connection) as queries:
        status = client.get(url).status_code
    assert status in (200, 302)
    return len(queries) if status == 200 else 0


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_list_and_forms_stay_cheap_with_many_rows(region, model):
    client = make_client("superuser")
    page = admin.site._registry[model]
    rows = [make_new(model) for _number in range(FEW)]
    listed = address(model, "changelist")
    few = opened(client, listed)
    rows += [make_new(model) for _number in range(MANY - FEW)]

    counts = {"list": opened(client, listed)}
    try:
        counts["change"] = opened(client, address(model, "change", rows[0].pk))
        if page.has_add_permission(client.get(listed).wsgi_request):
            counts["add"] = opened(client, address(model, "add"))
    except NoReverseMatch:
        assert "change" not in counts

    assert counts["list"] <= few
    assert max(counts.values()) <= MOST_QUERIES
