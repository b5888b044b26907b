// Takes parts of a page, marked data-br-part, from a fresh answer of the server: one truth, drawn there.

export async function fetchPage(url, options = {}) {
  const answer = await fetch(url, { credentials: "same-origin", ...options });
  return { answer, page: new DOMParser().parseFromString(await answer.text(), "text/html") };
}

export function swap(page, names) {
  for (const name of names) {
    const [old, fresh] = [document, page].map((where) => where.querySelector(`[data-br-part="${name}"]`));
    if (old && fresh) old.replaceChildren(...fresh.childNodes);
  }
}

// After a row came or went: go on in the new row, or at the button that adds one.
export function focusAfter(button, groupId) {
  const group = document.getElementById(groupId) || document.querySelector("[data-br-part=zeilen]");
  const rows = group.querySelectorAll("[data-br-cost]");
  const adds = /-(neu|kopie)$/.test(button.name);
  const groups = document.querySelectorAll("[data-br-part=zeilen] > fieldset");
  const place = adds && button.name.startsWith("termin") ? groups[groups.length - 1] : adds ? rows[rows.length - 1] : group;
  place?.querySelector(adds ? "select, input:not([type=hidden])" : "[name=zeile-neu], [name=termin-neu]")?.focus();
}

export function debounce(call, wait) {
  let timer;
  return (...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => call(...values), wait);
  };
}
