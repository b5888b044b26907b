// Arrow keys move between the days of a month: one of them is in the order of Tab at a time, all stay links.
const DAY = "[data-br-day]";
const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

const days = () => [...document.querySelectorAll(`[data-br-month] ${DAY}`)];

function enter(day) {
  for (const other of days()) other.tabIndex = other === day ? 0 : -1;
}

function arrange() {
  enter(document.querySelector(`[data-br-month] [aria-current] ${DAY}`) ?? days()[0]);
}

function wanted(all, place, key) {
  if (key in STEPS) return all[place + STEPS[key]];
  const week = all[place].closest("tr").querySelectorAll(DAY);
  if (key === "Home") return week[0];
  return key === "End" ? week[week.length - 1] : undefined;
}

document.addEventListener("keydown", (event) => {
  const day = event.target.closest?.(`[data-br-month] ${DAY}`);
  if (!day || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (event.key === "PageUp" || event.key === "PageDown") {
    const turn = document.querySelector(`.br-turn [rel=${event.key === "PageUp" ? "prev" : "next"}]`);
    if (!turn) return;
    event.preventDefault();
    turn.click();
    return;
  }
  const all = days();
  const next = wanted(all, all.indexOf(day), event.key);
  if (!next) return;
  event.preventDefault();
  enter(next);
  next.focus();
});

// A changed filter brings a fresh grid.
const results = document.querySelector("[data-br-results]");
if (results) new MutationObserver(arrange).observe(results, { childList: true });
arrange();
