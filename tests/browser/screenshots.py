"""Takes the pictures of docs/screenshots/ from a portal made only for them (`make screenshots`)."""

import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.conftest import ARGUMENTS, CHROMIUM, DESK, PHONE
from tests.house import ROOT
from tests.with_postgres import free_port


PORTAL = {
    "start": "/",
    "akteure": "/akteure/",
    "karte": "/akteure/karte/",
    "lernorte": "/lernorte/",
    "veranstaltungen": "/veranstaltungen/",
    "rechner": "/foerderung/rechner/?angebot=salz-sieden-wie-frueher&kinder=24&erwachsene=2",
}
OFFICE = {"heute": "/verwaltung/", "antraege": "/verwaltung/funding/application/"}


@contextmanager
def portal() -> Iterator[tuple[str, str]]:
    """Address and office password of a portal with its demonstration data, in a folder that vanishes with it."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="bildungsregion-pictures-") as folder:
        environment = os.environ | {"DEBUG": "true", "VAR_DIR": folder, "PYTHONUNBUFFERED": "1"}
        command = [sys.executable, ROOT / "manage.py", "serve", "--port", str(port)]
        server = subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        try:
            told = ""
            while "Beenden mit" not in told:
                told += server.stdout.readline() or sys.exit("Das Portal ließ sich nicht starten.")
            yield f"http://127.0.0.1:{port}", re.search(r"Passwort (\S+):", told)[1]
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait()


def take(page: Page, name: str, address: str) -> None:
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.screenshot(path=ROOT / "docs" / "screenshots" / f"{name}.png")


def sign_in(page: Page, role: str, password: str) -> None:
    page.goto("/konto/anmelden/verwaltung/")
    page.get_by_label("E-Mail").fill(f"{role}@demo.example")
    page.get_by_label("Passwort", exact=False).first.fill(password)
    page.get_by_role("button", name="Anmelden").first.click()
    page.wait_for_load_state("networkidle")


def open_page(browser: Browser, site: str, size: dict, scheme: str = "light") -> Page:
    return browser.new_context(
        base_url=site, locale="de-DE", viewport=size, color_scheme=scheme
    ).new_page()


def main() -> None:
    (ROOT / "docs" / "screenshots").mkdir(parents=True, exist_ok=True)
    with portal() as (site, password), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        desk = open_page(browser, site, DESK)
        for name, address in PORTAL.items():
            take(desk, name, address)
        take(open_page(browser, site, PHONE), "start-telefon", "/")
        take(open_page(browser, site, DESK, "dark"), "start-dunkel", "/")
        office = open_page(browser, site, DESK)
        sign_in(office, "sachbearbeitung", password)
        for name, address in OFFICE.items():
            take(office, f"verwaltung-{name}", address)
        browser.close()


if __name__ == "__main__":
    main()
