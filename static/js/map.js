// Moves the map without leaving the page: buttons, keys, dragging, pinching, the wheel with Ctrl. The window
// changes at once; then the page is fetched for it, with its marks and its list. Every step is a link of the
// page too, so nothing is lost without this module.
import { address, look, middle } from "./map-window.js";

const STEPS = { ArrowLeft: "west", ArrowRight: "east", ArrowUp: "north", ArrowDown: "south", "+": "in", "-": "out", 0: "whole" };
const results = document.querySelector("[data-br-results]");
const fingers = new Map();
let pending, settled, dragged;

const prepare = () => results.querySelector("[data-br-drawing]")?.setAttribute("tabindex", "0");
async function show(url, focus) {
  pending?.abort();
  pending = new AbortController();
  try {
    const answer = await fetch(url, { signal: pending.signal, headers: { Accept: "text/html" } });
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-br-results]").childNodes;
    results.replaceChildren(...[...fresh].map((node) => document.importNode(node, true)));
    history.replaceState(null, "", url);
    prepare();
    if (focus) (results.querySelector(focus) ?? results.querySelector("[data-br-drawing]")).focus({ preventScroll: true });
    document.querySelector("[data-br-status]").textContent = ["#treffer", "#orte"].map((id) => results.querySelector(id)?.textContent).join(", ");
  } catch (error) {
    if (error.name !== "AbortError") location.assign(url);
  }
}

function move(svg, ...how) {
  pending?.abort();
  clearTimeout(settled);
  look(svg, ...how);
  settled = setTimeout(() => show(address(svg), results.contains(document.activeElement) && "[data-br-drawing]"), 350);
}

results?.addEventListener("click", (event) => {
  const link = event.target.closest("[data-br-view]");
  if (dragged && event.target.closest("[data-br-drawing]")) event.preventDefault();
  else if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    const name = link.dataset.brView;
    show(link.getAttribute("href"), name ? `[data-br-view="${name}"]` : "#beschreibung");
  }
});
results?.addEventListener("keydown", (event) => {
  const step = STEPS[event.key];
  if (!step || !event.target.matches("[data-br-drawing]") || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  const link = results.querySelector(`[data-br-view="${step}"]`);
  if (link) show(link.getAttribute("href"), "[data-br-drawing]");
});
results?.addEventListener("wheel", (event) => {
  const svg = event.target.closest("[data-br-drawing]");
  if (!svg || !event.ctrlKey) return;
  event.preventDefault();
  move(svg, 2 ** (-event.deltaY / 300), { x: event.clientX, y: event.clientY });
}, { passive: false });
results?.addEventListener("dragstart", (event) => event.target.closest?.("[data-br-drawing]") && event.preventDefault());
results?.addEventListener("pointerdown", (event) => {
  if (!event.target.closest("[data-br-drawing]") || event.button) return;
  fingers.set(event.pointerId, event);
  dragged = fingers.size > 1;
});
addEventListener("pointermove", (event) => {
  const before = fingers.get(event.pointerId);
  const svg = results?.querySelector("[data-br-drawing]");
  if (!before || !svg) return;
  const [across, down] = [event.clientX - before.clientX, event.clientY - before.clientY];
  if (!dragged && Math.hypot(across, down) < 5) return;
  dragged = true;
  const other = [...fingers.values()].find((finger) => finger.pointerId !== event.pointerId);
  fingers.set(event.pointerId, event);
  const gap = (finger) => Math.hypot(finger.clientX - other.clientX, finger.clientY - other.clientY) || 1;
  if (other) move(svg, gap(event) / gap(before), { x: (event.clientX + other.clientX) / 2, y: (event.clientY + other.clientY) / 2 }, across / 2, down / 2);
  else move(svg, 1, middle(svg), across, down);
});
for (const end of ["pointerup", "pointercancel"]) addEventListener(end, (event) => fingers.delete(event.pointerId));
prepare();
