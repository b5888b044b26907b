"""The browser tests can fail: each promise is broken once on a page made for it."""

import pytest
from django.http import HttpResponse
from django.test import override_settings
from django.urls import path

from tests.browser.conftest import axe_findings


PAGES = {
    "inline": '<p style="color: red">Rot</p>',
    "script": "<script>document.title = 'x'</script>",
    "foreign": '<img alt="" src="http://foreign.example/x.png">',
    "missing": '<img alt="" src="/static/missing.png">',
    "wide": "<p>Breit</p><pre>" + 400 * "x" + "</pre>",
    "picture": '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">',
}


HEAD = """<!DOCTYPE html><html lang="de"><meta name="viewport" content="width=device-width">
<link rel="icon" href="data:,"><title>Probe</title>"""


def planted(request, name):
    return HttpResponse(f"{HEAD}<main><h1>Probe</h1>{PAGES[name]}</main></html>")


urlpatterns = [path("probe/<name>/", planted)]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _planted_pages():
    with override_settings(ROOT_URLCONF=__name__):
        yield


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("inline", "Content Security"),
        ("script", "Content Security"),
        ("foreign", "foreign request: http://foreign.example/x.png"),
        ("missing", "Failed to load resource"),
    ],
)
def test_broken_promise_is_noticed(page, watch, name, fault):
    page.goto(f"/probe/{name}/", wait_until="networkidle")

    assert any(fault in told for told in watch.faults)
    watch.faults.clear()


@pytest.mark.parametrize(
    ("name", "fault"), [("wide", "wider than the screen"), ("picture", "image-alt")]
)
def test_inaccessible_page_is_noticed(page, name, fault):
    page.goto(f"/probe/{name}/")

    assert any(fault in finding for finding in axe_findings(page))
