"""The ways of looking at a page, by the name that `make walk` knows them by."""

from collections.abc import Callable

from playwright.sync_api import Page

from tests.browser import seeing
from tests.browser.conftest import DESK, EVERYWHERE, axe_findings
from tests.walk.forced import Forced


# Nobody tabs further than this; the longest form of the office has fewer fields.
TABS = 400
# Day, month, year, hour, minute and the picker of a date are steps within one field.
PARTS = 8
# Where less motion is wanted nothing runs by itself, slides or scrolls smoothly; colours may fade.
MOVING = """() => {
  const ways = /^(all|transform|translate|scale|rotate|top|left|right|bottom|(m..-)?(width|height)|margin.*|inset.*)$/;
  const moves = (names) => names.split(",").some((name) => ways.test(name.trim()));
  const named = (it) => `${it.tagName.toLowerCase()}.${it.getAttribute("class") ?? ""}`;
  const long = (text) => text.split(",").some((one) => parseFloat(one) * (one.trim().endsWith("ms") ? 1 : 1000) > 20);
  const runs = (it) => it.playState === "running" && moves(it.transitionProperty ?? "all")
    && it.effect.getComputedTiming().duration > 20;
  const found = document.getAnimations().filter(runs).map((it) => `bewegt sich: ${named(it.effect.target)}`);
  for (const it of document.querySelectorAll("*")) {
    const style = getComputedStyle(it);
    if (style.scrollBehavior === "smooth") found.push(`rollt weich: ${named(it)}`);
    if (moves(style.transitionProperty) && long(style.transitionDuration)) found.push(`gleitet: ${named(it)}`);
  }
  return [...new Set(found)];
}"""
# The Tab key goes on from what had the focus last, as a field that takes it by itself.
TOP = """() => {
  document.body.tabIndex = -1;
  document.body.focus({ preventScroll: true });
  document.body.removeAttribute("tabindex");
  scrollTo(0, 0);
}"""
# Where the Tab key has led: its place among all elements (-1: out of the page), whether it can be seen.
WHERE = """() => {
  const it = document.activeElement;
  if (!it || it === document.body || it === document.documentElement) return [-1, true, ""];
  const spots = [it, ...(it.labels ?? []), it.closest("label") ?? it].flatMap((one) => [...one.getClientRects()]);
  const inside = spots.some((at) => at.bottom > 0 && at.top < innerHeight && at.right > 0 && at.left < innerWidth);
  const name = `${it.tagName} ${(it.textContent.trim() || it.getAttribute("aria-label") || it.name
    || it.getAttribute("class") || "").slice(0, 40)}`;
  return [[...document.querySelectorAll("*")].indexOf(it), inside, name];
}"""
# Things the Tab key should come to; of radio buttons it comes to one of each group.
GOALS = """() => [...document.querySelectorAll("a[href], button, input:not([type=hidden], [type=radio]), select,"
  + "textarea, summary, [tabindex='0']")].filter((it) => !it.disabled && it.tabIndex >= 0 && !it.closest("[inert]")
  && it.checkVisibility({ checkVisibilityCSS: true })).length"""


def calm(page: Page) -> list[str]:
    """What moves although somebody asked for less motion."""
    page.emulate_media(reduced_motion="reduce")
    found = page.evaluate(MOVING)
    page.emulate_media(reduced_motion="no-preference")
    return found


def keys(page: Page) -> list[str]:
    """From the top to the end with the Tab key alone: it neither sticks nor turns back, nor leaves the screen."""
    page.set_viewport_size(DESK)
    page.emulate_media(reduced_motion="reduce")
    page.evaluate(TOP)
    found, been, last, stays = [], [], None, 0
    goals = page.evaluate(GOALS)
    for _press in range(TABS + goals):
        page.keyboard.press("Tab")
        place, is_inside, name = page.evaluate(WHERE)
        if place == -1:
            break
        stays = stays + 1 if place == last else 0
        if 0 < stays < PARTS:
            continue
        if been and place == been[0] != last:
            # A browser without a frame of its own goes round from the end to the beginning.
            break
        last = place
        if place in been:
            found.append(f"Tabulator kehrt um: {name}")
            break
        been.append(place)
        if not is_inside:
            found.append(f"Fokus außerhalb des Bildes: {name}")
    else:
        found.append(f"nach {TABS + goals} Tabulatoren kein Ende")
    if len(been) * 2 < goals:
        found.append(f"Tabulator kommt nur zu {len(been)} von {goals} Zielen")
    page.emulate_media(reduced_motion="no-preference")
    return found


def axe(page: Page) -> list[str]:
    """Light on the phone, dark on the desk; without the address, which the report names."""
    found = axe_findings(page, EVERYWHERE[::3])
    page.set_viewport_size(DESK)
    page.emulate_media(color_scheme="light", reduced_motion="no-preference")
    return [said.removeprefix(f"{page.url} ") for said in found]


def magnified(page: Page) -> list[str]:
    found = seeing.problems(page)
    page.set_viewport_size(DESK)
    page.emulate_media(reduced_motion="no-preference")
    return found


def looks() -> dict[str, Callable[[Page], list[str]]]:
    """A fresh set for one walk; ``tasten`` wants the page as it was loaded, with nothing focused before."""
    return {
        "axe": axe,
        "klein": magnified,
        "zwang": Forced().problems,
        "ruhe": calm,
        "tasten": keys,
    }
