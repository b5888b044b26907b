"""Takes the pictures of docs/screenshots/ from a portal made only for them (`make screenshots`)."""

import io
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
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
# What the handbooks show (bildungsregion/handbook/): role, address, name.
HANDBOOK = (
    ("sachbearbeitung", "/verwaltung/", "heute"),
    ("sachbearbeitung", "/verwaltung/funding/application/", "antraege"),
    ("administration", "/verwaltung/base/textversion/funding.receipt/", "texte"),
)
HANDBOOK_WIDTH = 960
OFFICE = {"heute": "/verwaltung/", "antraege": "/verwaltung/funding/application/"}


@contextmanager
def portal() -> Iterator[tuple[str, str, Path]]:
    """Address, office password and folder of a portal with its demonstration data; all of it vanishes with it."""
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
            password = re.search(r"Passwort (\S+):", told)[1]
            yield f"http://127.0.0.1:{port}", password, Path(folder)
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait()


def take(page: Page, name: str, address: str) -> None:
    page.goto(address)
    page.wait_for_load_state("networkidle")
    shoot(page, name)


def sign_in(page: Page, role: str, password: str) -> None:
    page.goto("/konto/anmelden/verwaltung/")
    page.get_by_label("E-Mail").fill(f"{role}@demo.example")
    page.get_by_label("Passwort", exact=False).first.fill(password)
    page.get_by_role("button", name="Anmelden").first.click()
    page.wait_for_load_state("networkidle")


def sign_in_by_code(page: Page, email: str, folder: Path) -> None:
    """As an institution signs in: the code stands in the mail, which a demonstration writes as a file."""
    page.goto("/konto/anmelden/")
    page.get_by_label("E-Mail").fill(email)
    page.locator("main").get_by_role("button").first.click()
    page.get_by_label("Code").fill(code_for(email, folder))
    page.locator("main").get_by_role("button").first.click()
    page.wait_for_load_state("networkidle")


def code_for(email: str, folder: Path) -> str:
    for _attempt in range(100):
        for file in folder.rglob("mails/*"):
            text = file.read_text("utf-8", errors="replace")
            if email in text and (code := re.search(r"(?m)^\s*(\d{8})\s*$", text)):
                return code[1]
        time.sleep(0.3)
    sys.exit(f"Für {email} kam kein Code an.")


def open_from(page: Page, address: str, link: str, place: int = 0) -> None:
    """From a list to one of the things on it."""
    page.goto(address)
    page.locator("main").get_by_role("link", name=re.compile(link)).nth(place).click()
    page.wait_for_load_state("networkidle")


def shoot(page: Page, name: str) -> None:
    page.screenshot(path=ROOT / "docs" / "screenshots" / f"{name}.png")


def shoot_for_handbook(page: Page, name: str) -> None:
    """Small, for it stands beside the text that explains it."""
    picture = Image.open(io.BytesIO(page.screenshot()))
    picture.thumbnail((HANDBOOK_WIDTH, HANDBOOK_WIDTH))
    picture.save(ROOT / "static" / "handbook" / f"{name}.webp", quality=70, method=6)


def take_for_handbook(browser: Browser, site: str, password: str) -> None:
    for role, address, name in HANDBOOK:
        page = open_page(browser, site, DESK)
        sign_in(page, role, password)
        page.goto(address)
        page.wait_for_load_state("networkidle")
        shoot_for_handbook(page, name)


def open_page(browser: Browser, site: str, size: dict, scheme: str = "light") -> Page:
    return browser.new_context(
        base_url=site, locale="de-DE", viewport=size, color_scheme=scheme
    ).new_page()


def main() -> None:
    (ROOT / "docs" / "screenshots").mkdir(parents=True, exist_ok=True)
    (ROOT / "static" / "handbook").mkdir(parents=True, exist_ok=True)
    with portal() as (site, password, folder), sync_playwright() as playwright:
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
        take_for_handbook(browser, site, password)
        take_the_way_to_the_money(browser, site, office, password, folder)
        browser.close()


def take_the_way_to_the_money(
    browser: Browser, site: str, office: Page, password: str, folder: Path
) -> None:
    """A proof on a phone, the settlement of one, and a list for the cashier."""
    phone = open_page(browser, site, PHONE)
    sign_in_by_code(phone, "grundschule@demo.example", folder)
    phone.goto("/mein-bereich/")
    phone.locator("li", has_text="Nachweis fällig").get_by_role("link").first.click()
    phone.locator("main").get_by_role("link", name=re.compile("Nachweis")).first.click()
    phone.locator(".br-cost").first.evaluate("row => row.scrollIntoView({behavior: 'instant'})")
    shoot(phone, "nachweis-telefon")
    open_from(office, "/verwaltung/funding/application/?stand=reported", r"^KB-")
    office.locator("main").get_by_role("link", name="Abrechnen", exact=True).first.click()
    office.get_by_role("button", name="Alles, was offen ist, anerkennen").click()
    office.wait_for_load_state("networkidle")
    shoot(office, "verwaltung-abrechnung")
    shoot_for_handbook(office, "abrechnung")
    cashier = open_page(browser, site, DESK)
    sign_in(cashier, "kasse", password)
    # The newest list has not left yet; the one before is with the cashier.
    open_from(cashier, "/verwaltung/funding/paymentrun/", r"^AL-", place=1)
    shoot(cashier, "verwaltung-auszahlung")
    shoot_for_handbook(cashier, "auszahlung")


if __name__ == "__main__":
    main()
