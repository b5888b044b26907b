"""What somebody meets who magnifies the page, spaces its letters or has only a keyboard.

``problems(page)`` looks at the page as it stands, at 320 px (1,280 px at 400 %), and says what does not hold.
"""

from playwright.sync_api import Page


MAGNIFIED = {"width": 320, "height": 640}
OFFICE = {"width": 1024, "height": 700}
# The least that WCAG 1.4.12 asks a page to bear.
SPACED = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("* { line-height: 1.5 !important; letter-spacing: 0.12em !important }"
    + "* { word-spacing: 0.16em !important } p { margin-bottom: 2em !important }");
  document.adoptedStyleSheets = [sheet];
}"""
UNSPACED = "() => { document.adoptedStyleSheets = [] }"
# 1.4.10: nothing is wider than the screen; what scrolls in itself (tables, maps) may be.
WIDE = """() => document.documentElement.scrollWidth > innerWidth
  ? [`wider than the screen: ${document.documentElement.scrollWidth} px`] : []"""
# 1.4.12: no line of text reaches out of a box that cuts it off. What only a screen reader reads is 1 px wide.
CLIPPED = """() => {
  const cuts = (value) => value === "hidden" || value === "clip";
  const found = [];
  for (const box of document.body.querySelectorAll("*")) {
    const style = getComputedStyle(box);
    if (!(cuts(style.overflowX) || cuts(style.overflowY)) || box.clientWidth < 3 || box.closest("svg")
      || style.clipPath !== "none") continue;
    const edge = box.getBoundingClientRect();
    const texts = document.createTreeWalker(box, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const holder = texts.currentNode.parentElement;
      if (!texts.currentNode.data.trim() || !holder.checkVisibility({ checkVisibilityCSS: true })) continue;
      let scrolls = false;
      for (let up = holder; up !== box; up = up.parentElement) {
        const size = up.getBoundingClientRect();
        scrolls ||= getComputedStyle(up).overflowX === "auto" || size.width < 3 || size.height < 3;
      }
      const range = document.createRange();
      range.selectNodeContents(texts.currentNode);
      const line = [...range.getClientRects()].find((at) => at.width > 2 && (
        (cuts(style.overflowX) && (at.right > edge.right + 2 || at.left < edge.left - 2))
        || (cuts(style.overflowY) && (at.bottom > edge.bottom + 3 || at.top < edge.top - 3))));
      if (line && !scrolls) found.push(`cut off: ${texts.currentNode.data.trim().slice(0, 40)}`);
    }
  }
  return found;
}"""
# 2.4.7 and 2.4.11: what has the focus shows it, and nothing lies upon all of it.
FOCUS = """() => {
  const marks = (it, part) => { const of = getComputedStyle(it, part);
    return [of.outlineStyle === "none" ? "" : of.outline, of.boxShadow, of.borderColor,
    of.backgroundColor, of.stroke, of.strokeWidth, of.fill].join(); };
  const around = (it) => [it, it.closest("label"), it.parentElement, it.parentElement?.parentElement,
    it.closest(".select2-selection, .br-card"), ...(it.labels ?? []), ...it.querySelectorAll("path, circle"),
  ].filter(Boolean);
  const looks = (it) => [...around(it).map((one) => marks(one)), marks(it, "::after")].join();
  const found = [];
  const all = document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]");
  for (const it of all) {
    if (it.tabIndex < 0 || it.disabled || !it.checkVisibility({ checkVisibilityCSS: true })) continue;
    const name = `${it.tagName} ${(it.textContent.trim() || it.getAttribute("aria-label") || it.name
      || it.getAttribute("class") || "").slice(0, 40)}`;
    document.activeElement?.blur();
    const before = looks(it);
    it.focus();
    if (document.activeElement !== it) continue;
    if (before === looks(it)) found.push(`focus not seen: ${name}`);
    it.scrollIntoView({ block: "nearest", behavior: "instant" });
    const spots = [...it.getClientRects(), ...[...(it.labels ?? [])].flatMap((of) => [...of.getClientRects()])];
    const points = spots.flatMap((at) => [0.1, 0.5, 0.9].flatMap((x) => [0.2, 0.5, 0.8].map((y) =>
      [at.left + at.width * x, at.top + at.height * y])))
      .filter(([x, y]) => x >= 0 && y >= 0 && x < innerWidth && y < innerHeight);
    const shows = ([x, y]) => { const top = document.elementFromPoint(x, y);
      return !top || top === it || it.contains(top) || top.contains(it) || around(it).includes(top)
        || top.closest("label")?.control === it || it.closest("svg"); };
    if (points.length && !points.some(shows)) found.push(`focus hidden: ${name}`);
  }
  document.activeElement?.blur();
  return found;
}"""
# One heading of the first level, every id once, and every name and description that is pointed at is there.
TIES = """() => {
  const ids = [...document.querySelectorAll("[id]")].map((it) => it.id);
  const twice = ids.filter((id, at) => ids.indexOf(id) !== at);
  const lost = ["aria-describedby", "aria-labelledby", "for"].flatMap((by) =>
    [...document.querySelectorAll(`[${by}]`)].flatMap((it) => it.getAttribute(by).split(" "))
      .filter((id) => id && !ids.includes(id)));
  const heads = document.querySelectorAll("h1").length;
  return [...twice.map((id) => `id twice: ${id}`), ...lost.map((id) => `leads nowhere: ${id}`),
    ...(heads === 1 ? [] : [`${heads} headings of the first level`])];
}"""


def problems(page: Page) -> list[str]:
    """Everything that does not hold on the page as it stands."""
    page.emulate_media(reduced_motion="reduce")
    page.set_viewport_size(MAGNIFIED)
    found = page.evaluate(TIES) + page.evaluate(WIDE)
    page.keyboard.press("Tab")
    # Select2 takes a moment to see that it has lost the focus.
    page.evaluate(
        "() => { document.activeElement.blur(); return new Promise((done) => setTimeout(done, 20)) }"
    )
    found += page.evaluate(FOCUS)
    page.evaluate(SPACED)
    found += page.evaluate(WIDE) + page.evaluate(CLIPPED)
    page.set_viewport_size(OFFICE)
    found += page.evaluate(WIDE)
    page.evaluate(UNSPACED)
    return found
