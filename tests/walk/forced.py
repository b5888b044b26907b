"""What is left of a page when the system puts its own few colours over it (forced colours, contrast themes).

A script is not told which colours are painted then, so what matters is looked at as pixels: each kind of
thing once in a walk, as a part of the page looks alike wherever it stands.
"""

import io
from collections.abc import Iterable

from PIL import Image, ImageChops
from playwright.sync_api import Error, Page


SEEN = """const seen = (it) => it.checkVisibility({ checkVisibilityCSS: true, opacityProperty: true })
    && it.getBoundingClientRect().width > 3 && it.getBoundingClientRect().height > 3;
  const line = (style) => ["Top", "Right", "Bottom", "Left"].some((side) =>
    style[`border${side}Style`] !== "none" && parseFloat(style[`border${side}Width`]) > 0)
    || (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0);
  const called = (it) => `${it.tagName.toLowerCase()} „${(it.getAttribute("aria-label") || it.textContent.trim()
    || it.labels?.[0]?.textContent.trim() || it.name || it.getAttribute("class") || "").slice(0, 40)}“`;
  const sort = (it) => [it.tagName, it.type, it.getAttribute("class"), it.parentElement?.getAttribute("class")].join();
"""
# Fields and buttons keep an edge; a button may be a sign or an underlined word instead. Links have a colour of theirs.
EDGES = f"""() => {{ {SEEN}
  const found = [];
  const all = document.querySelectorAll("input:not([type=hidden], [type=file], [type=range], [type=image]), select,"
    + "textarea, button, [role=button]");
  for (const it of all) {{
    if (!seen(it) || getComputedStyle(it).clipPath !== "none") continue;
    const style = getComputedStyle(it);
    if (line(style) || (style.appearance !== "none" && /^(checkbox|radio)$/.test(it.type))) continue;
    // The box of a choice with many marks has the edge around them all.
    const box = it.closest(".select2-selection");
    if (box && line(getComputedStyle(box))) continue;
    if ([it.parentElement, it.parentElement?.parentElement].some((box) => box && line(getComputedStyle(box))
      && box.getBoundingClientRect().height < it.getBoundingClientRect().height * 2)) continue;
    if (["::before", "::after"].some((part) => line(getComputedStyle(it, part)))) continue;
    if (!/INPUT|SELECT|TEXTAREA/.test(it.tagName) && (style.textDecorationLine.includes("underline")
      || it.querySelector("svg, img, [class*=icon]"))) continue;
    found.push(`ohne Rand: ${{called(it)}}`);
  }}
  return found;
}}"""
# What is chosen differs from its neighbours by more than a colour.
CHOSEN = f"""() => {{ {SEEN}
  const state = "[aria-current]:not([aria-current=false]), [aria-selected=true], [aria-pressed=true]";
  const parts = ["borderTopWidth", "borderRightWidth", "borderBottomWidth", "borderLeftWidth", "borderTopStyle",
    "borderBottomStyle", "borderLeftStyle", "outlineStyle", "outlineWidth", "textDecorationLine", "fontWeight",
    "content", "display", "forcedColorAdjust", "backgroundImage", "fontStyle",
    "textDecorationThickness", "stroke", "strokeWidth"];
  const around = (it) => [it, it.parentElement, it.firstElementChild ?? it];
  const look = (it) => around(it).flatMap((one) => [null, "::before", "::after"].map((part) => {{
    const style = getComputedStyle(one, part); return parts.map((name) => style[name]).join(); }}))
    .join() + it.querySelectorAll("svg, img").length;
  const found = [];
  for (const it of document.querySelectorAll(state)) {{
    if (!seen(it)) continue;
    const group = it.closest("ul, ol, tr, tbody, [role=tablist], [role=group], nav") ?? it.parentElement;
    const other = [...group.querySelectorAll(it.tagName)].find((one) => !one.matches(state) && seen(one)
      && one.getAttribute("class") === it.getAttribute("class"));
    if (other && look(other) === look(it)) found.push(`Auswahl nur farbig: ${{called(it)}}`);
  }}
  return found;
}}"""
# Marks areas that are nothing but a colour, before the colours are taken away …
MARK = f"""() => {{ {SEEN}
  const paint = (it) => getComputedStyle(it).backgroundColor;
  for (const it of document.body.querySelectorAll("*")) {{
    if (it.children.length || it.textContent.trim() || it.closest("svg, select") || /INPUT|TEXTAREA|IMG|VIDEO|HR/
      .test(it.tagName) || !seen(it)) continue;
    let below = it.parentElement;
    while (below && paint(below).endsWith(", 0)")) below = below.parentElement;
    if (!paint(it).endsWith(", 0)") && (!below || paint(below) !== paint(it))) it.setAttribute("data-walk-area", "");
  }}
}}"""
# … and the kinds of things whose pixels are looked at: areas, signs, what has the focus, what can be ticked.
SORTS = f"""() => {{ {SEEN}
  const kinds = {{ area: "[data-walk-area]", sign: "svg, [class*=icon]",
    focus: "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']",
    tick: "input[type=checkbox]:not(:disabled), input[type=radio]:not(:disabled)" }};
  let number = 0;
  return Object.entries(kinds).flatMap(([what, where]) => [...document.querySelectorAll(where)]
    .filter((it) => seen(it) && !it.disabled && !it.closest("details:not([open]) > :not(summary)"))
    .map((it) => {{
      const at = `walk-${{number++}}`;
      it.dataset.walk = `${{it.dataset.walk ?? ""}} ${{at}}`;
      const shape = what === "sign" ? `${{it.innerHTML.slice(0, 80)}} ${{getComputedStyle(it).color}}` : "";
      return [what, `${{what}} ${{sort(it)}} ${{shape}}`, at, called(it)];
    }}));
}}"""
AROUND = 5
# A card shows the focus of its link, as whatever its link lies upon does, and a label the tick of its box.
WHOLE = """(it) => {
  const upon = getComputedStyle(it, "::after");
  const lies = upon.content !== "none" && upon.position === "absolute" && getComputedStyle(it).position === "static";
  const shows = it.closest(".br-card, .br-tile, .select2-selection, label") ?? (lies ? it.offsetParent : it);
  const at = shows.getBoundingClientRect();
  return { x: at.left, y: at.top, width: at.width, height: at.height };
}"""


# A kind of thing that is out of reach is tried on so many pages; the report names it then.
TRIES = 3


class Forced:
    """Looks at pages in forced colours; what a picture was made of once is not looked at again."""

    def __init__(self):
        self.known: set[str] = set()
        # Kind → how often no picture of it could be made, and what it was the last time.
        self.missed: dict[str, tuple[int, str]] = {}

    def problems(self, page: Page) -> list[str]:
        page.evaluate(MARK)
        page.emulate_media(forced_colors="active", reduced_motion="reduce")
        found = page.evaluate(EDGES) + page.evaluate(CHOSEN)
        page.keyboard.press("Tab")
        found += self.new(page, page.evaluate(SORTS))
        page.emulate_media(forced_colors="none", reduced_motion="no-preference")
        return found

    def new(self, page: Page, sorts: Iterable[tuple[str, str, str, str]]) -> list[str]:
        """What is wrong with the kinds that were not seen before."""
        found = []
        for what, sort, at, name in sorts:
            times, _name = self.missed.get(sort, (0, ""))
            if sort in self.known or times >= TRIES:
                continue
            said = LOOKS[what](page, f"[data-walk~={at}]")
            if said is None:
                self.missed[sort] = (times + 1, name)
                continue
            self.known.add(sort)
            self.missed.pop(sort, None)
            found += [f"{said}: {name}"] if said else []
        return found

    def unseen(self) -> list[str]:
        """Of which no picture could be made: nobody knows whether they can be seen."""
        return sorted({f"{sort.split()[0]} {name}" for sort, (_n, name) in self.missed.items()})


def picture(page: Page, where: str) -> Image.Image | None:
    """The thing and a little around it, as it is painted; None where it is out of reach."""
    it = page.locator(where).first
    try:
        it.scroll_into_view_if_needed(timeout=1000)
        box = it.evaluate(WHOLE)
    except Error:
        return None
    size = page.viewport_size
    left, top = max(box["x"] - AROUND, 0), max(box["y"] - AROUND, 0)
    width = min(box["x"] + box["width"] + AROUND, size["width"]) - left
    height = min(box["y"] + box["height"] + AROUND, size["height"]) - top
    if width < 2 or height < 2:
        return None
    clip = {"x": left, "y": top, "width": width, "height": height}
    return Image.open(io.BytesIO(page.screenshot(clip=clip, animations="disabled"))).convert("RGB")


def told(one: Image.Image | None, other: Image.Image | None, what: str) -> str | None:
    """``what``, where both look alike; None where a picture is missing."""
    if one is None or other is None:
        return None
    alike = one.size == other.size and ImageChops.difference(one, other).getbbox() is None
    return what if alike else ""


def paints_nothing(page: Page, where: str) -> str | None:
    """A sign or an area of one colour with what is around it cannot be seen."""
    shown = picture(page, where)
    if shown is None:
        return None
    return "nicht zu sehen" if len(shown.getcolors(1 << 20)) == 1 else ""


def focus_is_unseen(page: Page, where: str) -> str | None:
    page.evaluate("document.activeElement?.blur()")
    before = picture(page, where)
    page.locator(where).first.evaluate("it => it.focus({ preventScroll: true })")
    after = picture(page, where)
    page.evaluate("document.activeElement?.blur()")
    if before is None and after is not None:
        # Some links come into the picture with their focus only.
        return ""
    return told(before, after, "Fokus nicht zu sehen")


def tick_is_unseen(page: Page, where: str) -> str | None:
    turn = "it => { it.checked = !it.checked }"
    box = page.locator(where).first
    before = picture(page, where)
    box.evaluate(turn)
    after = picture(page, where)
    box.evaluate(turn)
    return told(before, after, "Haken nicht zu sehen")


LOOKS = {
    "area": paints_nothing,
    "sign": paints_nothing,
    "focus": focus_is_unseen,
    "tick": tick_is_unseen,
}
