"""make walk: every page of the portal in Chromium, as strangers, institutions and the office meet it.

    python -m tests.walk [--region ludwigsburg] [--als superuser] [--unter /verwaltung/] [--blick zwang] [--sprache ar]

Exit 1 when something does not hold. docs/accessibility.md says what is looked at.
"""

import argparse
import os
import subprocess
import sys
from collections import defaultdict
from datetime import UTC, datetime

import django
from playwright.sync_api import Browser, Error, Page, sync_playwright


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from tests.browser.conftest import (  # noqa: E402 - Django must be set up before
    ARGUMENTS,
    CHROMIUM,
    DESK,
    Watch,
    settle,
)
from tests.house import ROOT  # noqa: E402
from tests.walk.looks import looks  # noqa: E402
from tests.walk.portal import Portal, portal  # noqa: E402
from tests.walk.tour import WALKERS, Stop, Tour, cookie_of, plan  # noqa: E402


LOOKS = tuple(looks())


def wanted() -> argparse.Namespace:
    ask = argparse.ArgumentParser(prog="make walk ARGS=…", description=__doc__.split("\n")[0])
    ask.add_argument("--region", default="lueneburg", help="Ordner unter regions/")
    ask.add_argument(
        "--als", action="append", choices=WALKERS, help="nur als diese; alles, was sie sehen"
    )
    ask.add_argument("--unter", action="append", help="nur Adressen, die so beginnen")
    ask.add_argument("--blick", action="append", choices=LOOKS, help="nur diese Blicke")
    ask.add_argument(
        "--sprache",
        default="",
        help="öffentliche Seiten in dieser Sprache: en, uk, ar, de-x-leicht",
    )
    ask.add_argument(
        "--ohne-vorfuehrung", action="store_true", help="ohne Beispielfälle, schneller bereit"
    )
    ask.add_argument("--seiten", action="store_true", help="nur zeigen, welche Seiten es wären")
    return ask.parse_args()  # fmt: skip


class Walk:
    """One run over the stops of a tour."""

    def __init__(self, site: Portal, names: list[str]):
        self.site = site
        self.looks = {name: look for name, look in looks().items() if name in names}
        # What was found → pages.
        self.found: dict[str, list[str]] = defaultdict(list)

    def through(self, browser: Browser, stops: list[Stop]) -> None:
        for kind in dict.fromkeys(stop.kind for stop in stops):
            own = [stop for stop in stops if stop.kind == kind]
            print(f"Als {kind}: {len(own)} Seiten", file=sys.stderr, flush=True)
            watch = Watch(self.site.url)
            context = browser.new_context(
                base_url=self.site.url, locale="de-DE", viewport=DESK, accept_downloads=False
            )
            context.set_default_timeout(15_000)
            context.add_cookies(cookie_of(self.site.world.people[kind], self.site.url))
            watch.follow(context)
            page = context.new_page()
            for stop in own:
                self.visit(page, stop, watch)
            settle(context)
            self.note(watch, own[-1])

    def visit(self, page: Page, stop: Stop, watch: Watch) -> None:
        try:
            self.look(page, stop)
        except Error as fault:
            # One page that cannot be looked at does not end the walk; it is a finding.
            self.say(stop, f"nicht zu Ende angesehen: {fault.message.splitlines()[0]}")
        self.note(watch, stop)

    def look(self, page: Page, stop: Stop) -> None:
        """Raises playwright's Error where the page cannot be loaded or looked at."""
        answer = page.goto(stop.address)
        if answer.status != 200:
            self.say(stop, f"Antwort {answer.status} statt einer Seite")
            return
        for name, look in self.looks.items():
            if name == "tasten":
                # After other looks the Tab key would go on from where they were.
                page.goto(stop.address)
            for said in dict.fromkeys(look(page)):
                self.say(stop, f"{name}: {said}")

    def unseen(self) -> list[str]:
        """What no look in forced colours could make a picture of."""
        forced = getattr(self.looks.get("zwang"), "__self__", None)
        return forced.unseen() if forced else []

    def note(self, watch: Watch, stop: Stop) -> None:
        for said in watch.faults:
            self.say(stop, said)
        watch.faults.clear()

    def say(self, stop: Stop, said: str) -> None:
        print(f"  {stop.address} ({stop.kind}): {said}", file=sys.stderr, flush=True)
        self.found[said].append(stop.address)


def report(tour: Tour, found: dict[str, list[str]], names: list[str], region: str) -> str:
    """What was walked, and each finding with its pages."""
    version = (
        subprocess.run(
            ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True
        ).stdout.strip()
        or "unbekannt"
    )
    kinds = dict.fromkeys(stop.kind for stop in tour.stops)
    counted = [f"{kind} {sum(stop.kind == kind for stop in tour.stops)}" for kind in kinds]
    lines = [
        f"Gang durch das Portal, {region}, Stand {version}, {datetime.now(UTC):%d.%m.%Y}",
        f"{len(tour.stops)} Seiten ({', '.join(counted)}); Blicke: {', '.join(names)}",
        f"{len(tour.without)} Adressen zeigen hier keine Seite (Dateien, Weiterleitungen, Knöpfe).",
        f"Befunde: {len(found)}",
    ]
    for said, pages in sorted(found.items()):
        more = f" und {len(pages) - 3} weitere" if len(pages) > 3 else ""
        lines.append(f"- {said}\n    {', '.join(pages[:3])}{more}")
    return "\n".join(lines)


def main() -> int:
    asked = wanted()
    names = asked.blick or list(LOOKS)
    prefix = f"/{asked.sprache}" if asked.sprache else ""
    with portal(asked.region, with_demo=not asked.ohne_vorfuehrung) as site:
        tour = plan(
            site.world, asked.als or WALKERS, under=tuple(asked.unter or ["/"]), prefix=prefix
        )
        if asked.seiten:
            print(*(f"{stop.kind} {stop.address}" for stop in tour.stops), sep="\n")
            print(*(f"keine Seite: {name} ({met})" for name, met in tour.without.items()), sep="\n")
            return 0
        walk = Walk(site, names)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
            walk.through(browser, tour.stops)
            browser.close()
    print(report(tour, walk.found, names, asked.region))
    if unseen := walk.unseen():
        print(f"Ohne Bild, also nicht angesehen: {len(unseen)}", *unseen, sep="\n- ")
    return 1 if walk.found or not tour.stops else 0


if __name__ == "__main__":
    sys.exit(main())
