// The calculator while somebody types: the address follows, the server reckons, the result is put in place.
import { debounce, fetchPage, focusAfter, swap } from "./parts.js";

const form = document.querySelector("form[data-br-live]");
let latest = 0;

function address(button) {
  const data = new FormData(form, button);
  const kept = [...data].filter(([name, text]) => text.trim() || /-(art|kinder)$/.test(name));
  const query = new URLSearchParams(kept).toString();
  return query ? `${form.action}?${query}` : form.action;
}

async function load(url, names) {
  const turn = ++latest;
  const { answer, page } = await fetchPage(url);
  if (turn !== latest || !answer.ok) return false;
  swap(page, names);
  history.replaceState(null, "", answer.url);
  return true;
}

const reckon = debounce(() => load(address(), ["ergebnis"]).catch(() => {}), 400);

form?.addEventListener("input", reckon);
form?.addEventListener("click", async (event) => {
  const button = event.target.closest("button[data-br-row]");
  if (!button) return;
  event.preventDefault();
  const group = button.value.split("-")[0];
  try {
    if (await load(address(button), ["zeilen", "ergebnis"])) focusAfter(button, group);
  } catch {
    form.requestSubmit(button);
  }
});
