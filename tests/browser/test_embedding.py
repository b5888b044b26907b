"""Dates on the page of a school: a frame on another host, and what that host may not frame."""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from tests.factories.base import make_region
from tests.factories.events import make_event


pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def school(page, watch):
    """``school(code)`` opens a page on another host that shows this code."""
    pages = []

    class Page(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(pages[0].encode())

        def log_message(self, *_arguments):
            """No log: what matters is what the browser says."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}/"
    watch.own_addresses += (address,)

    def show(code: str) -> None:
        head = "<!doctype html><html lang='de'><title>Schule</title><link rel=icon href='data:,'>"
        pages.append(head + code)
        page.goto(address)

    yield show
    server.shutdown()
    server.server_close()


@pytest.fixture
def fair(db):
    make_region()
    return make_event(title="Bildungsmesse", dates=[("2199-03-03 16:00", None)])


def test_copied_code_shows_the_dates_on_another_site(page, school, fair):
    page.goto("/veranstaltungen/einbetten/")
    page.get_by_label("Zahl der Termine").select_option("3")
    page.get_by_role("button", name="Vorschau und Code zeigen").click()
    code = page.get_by_label("Code für den Rahmen").input_value()

    school(code)
    frame = page.frame_locator("iframe[title='Veranstaltungen: Bildungsregion Lüneburg']")
    with page.context.expect_page() as opened:
        frame.get_by_role("link", name="Bildungsmesse").click()

    assert opened.value.url.endswith(fair.get_absolute_url())
    assert opened.value.evaluate("window.opener") is None
    assert page.context.cookies() == []


def test_no_other_page_is_shown_on_another_site(page, school, fair, watch, live_server):
    school(f'<iframe title="Portal" src="{live_server.url}/veranstaltungen/"></iframe>')
    page.wait_for_timeout(300)

    refused = [fault for fault in watch.faults if "frame-ancestors" in fault]
    shown = page.frame_locator("iframe").get_by_role("heading", name="Veranstaltungen").count()
    assert (len(refused), shown) == (1, 0)
    watch.faults.clear()


def test_pages_for_taking_along_keep_the_promises_of_the_house(page, page_ok, fair):
    for address in (
        "kalender/",
        "einbetten/",
        "einbetten/rahmen/",
        "einbetten/rahmen/?farben=hell",
    ):
        page.goto(f"/veranstaltungen/{address}")
        page_ok(page)
