"""A real browser on a real server; a page that breaks a promise of the house fails its test."""

import os
from collections.abc import Callable, Iterator, Sequence

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    sync_playwright,
)

from tests.browser import loaded


# Playwright keeps an event loop in this thread; Django's ORM would refuse to work beside it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE, DESK = {"width": 375, "height": 812}, {"width": 1280, "height": 900}
EVERYWHERE = [(size, scheme) for size in (PHONE, DESK) for scheme in ("light", "dark")]
AXE = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"target-size": {"enabled": True}},
    # Otherwise axe fetches our style sheets anew and writes them into the page, which the policy blocks.
    "preload": False,
}
# What another set of colours can break on a page that is laid out the same.
AXE_OF_COLOURS = {
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
    "preload": False,
}


class Watch:
    """Collects what a browser says against a page: errors, blocked content, requests to other hosts."""

    def __init__(self, own_address: str):
        # Other hosts that a test plays itself are added here.
        self.own_addresses = (own_address, "data:", "blob:")
        self.faults: list[str] = []
        self.expected: set[int] = set()

    def on_console(self, message: ConsoleMessage) -> None:
        told = message.text
        if any(f"status of {status}" in told for status in self.expected):
            return
        if message.type == "error" or "Content Security" in told:
            self.faults.append(f"console: {told}")

    def on_request(self, request: Request) -> None:
        if not request.url.startswith(self.own_addresses):
            self.faults.append(f"foreign request: {request.url}")

    def follow(self, context: BrowserContext) -> None:
        context.on("console", self.on_console)
        context.on("weberror", lambda error: self.faults.append(f"script: {error.error}"))
        context.on("request", self.on_request)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def watch(live_server) -> Iterator[Watch]:
    """What was said against the pages of this test; anything left at its end fails it.

    ``watch.expected.add(404)`` before a page that shall answer so.
    """
    watch = Watch(live_server.url)
    yield watch
    assert watch.faults == []


@pytest.fixture
def context(chromium, live_server, watch) -> Iterator[BrowserContext]:
    context = chromium.new_context(base_url=live_server.url, locale="de-DE", viewport=DESK)
    context.set_default_timeout(10_000)
    watch.follow(context)
    yield context
    settle(context)


@pytest.fixture
def page(context) -> Page:
    return context.new_page()


@pytest.fixture
def new_page(chromium, live_server, watch) -> Iterator[Callable[[], Page]]:
    """``new_page()``: a page of somebody else, with cookies of its own."""
    contexts = []

    def open_one() -> Page:
        contexts.append(
            chromium.new_context(base_url=live_server.url, locale="de-DE", viewport=DESK)
        )
        watch.follow(contexts[-1])
        return contexts[-1].new_page()

    yield open_one
    for context in contexts:
        settle(context)


def settle(context: BrowserContext) -> None:
    """Close the browser window once it has told everything: messages arrive a little after their cause."""
    for page in context.pages:
        page.wait_for_timeout(100)
    context.close()


@pytest.fixture(scope="session")
def _loaded(tmp_path_factory):
    return tmp_path_factory.mktemp("loaded")


@pytest.fixture
def load(_loaded) -> Callable[[str], None]:
    """``load("lueneburg")``: the region with its real data."""
    return lambda slug: loaded.load(slug, _loaded)


@pytest.fixture
def page_ok() -> Callable[[Page], None]:
    """``page_ok(page)``: the page as it stands keeps the accessibility rules, on phone and desk, light and dark.

    Light on the phone and dark on the desk show each size and each set of colours; ``everywhere=True`` tries all four.
    """

    def check(page: Page, *, everywhere: bool = False) -> None:
        assert axe_findings(page, EVERYWHERE if everywhere else EVERYWHERE[::3]) == []
        page.set_viewport_size(DESK)
        page.emulate_media(color_scheme="light")

    return check


# As people meet a page: its scripts have had the frame they ask for.
PAINTED = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


def axe_findings(page: Page, looks: Sequence[tuple[dict, str]] = EVERYWHERE) -> list[str]:
    """Each broken rule once for each look of the page, with the first place that breaks it."""
    found, laid_out = [], []
    for size, scheme in looks:
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.evaluate(PAINTED)
        look = f"{page.url} {size['width']} px {scheme}"
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            found.append(f"{look}: wider than the screen")
        options = AXE_OF_COLOURS if size in laid_out else AXE
        laid_out.append(size)
        for fault in Axe().run(page, options=options).response["violations"]:
            place = fault["nodes"][0]
            found.append(f"{look}: {fault['id']} at {place['target']}: {place['html'][:120]}")
    return found
