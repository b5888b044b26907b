// Keys for who works in the office all day: "/" searches, "j", "k" and Enter walk a list, "?" shows them all.
// They can be switched off (WCAG 2.1.4) and are silent while somebody types; every page is whole without them.
const STORE = "br-keys";
const dialog = document.querySelector("#of-keys");
const rows = [...document.querySelectorAll("#result_list tbody tr")];
const ways = rows.map((row) => row.querySelector("th a, td a"));
let place = -1;

function areOn() {
  try {
    return localStorage.getItem(STORE) !== "off";
  } catch {
    return true;
  }
}

function switchKeys(on) {
  try {
    localStorage.setItem(STORE, on ? "on" : "off");
  } catch {
    // A browser that keeps nothing keeps the keys.
  }
  showState();
}

function showState() {
  document.querySelectorAll("[data-br-keys-on]").forEach((box) => {
    box.checked = areOn();
  });
}

function walk(step) {
  const next = Math.min(Math.max(place + step, 0), rows.length - 1);
  ways[next]?.focus();
  rows[next]?.scrollIntoView({ block: "nearest" });
  place = next;
}

const DOES = {
  "/": () => document.querySelector("[data-br-search]")?.focus(),
  "?": () => dialog?.showModal(),
  g: () => document.querySelector("#site-name a")?.click(),
  j: () => rows.length && walk(1),
  k: () => rows.length && walk(-1),
};

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input, textarea, select, [contenteditable], dialog[open]");
  if (typing || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const act = areOn() && DOES[event.key];
  if (act) {
    event.preventDefault();
    act();
  }
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-br-keys-on]")) switchKeys(event.target.checked);
});

document.querySelectorAll("[data-br-keys-open]").forEach((link) => {
  link.addEventListener("click", (event) => {
    if (!dialog?.showModal) return;
    event.preventDefault();
    dialog.showModal();
  });
});

showState();
