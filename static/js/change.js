// A wish for a change while somebody types: the server reckons and draws the rows, nothing is sent in yet.
import { debounce, fetchPage, focusAfter, swap } from "./parts.js";

const form = document.querySelector("form[data-br-change]");
let latest = 0;

async function ask(button, names) {
  const turn = ++latest;
  const body = new FormData(form, button);
  if (!button) body.append("rechnen", "1");
  const { answer, page } = await fetchPage(form.getAttribute("action"), { method: "POST", body });
  if (turn !== latest || !answer.ok || !page.querySelector("form[data-br-change]")) return false;
  swap(page, names);
  return true;
}

const reckon = debounce(() => ask(undefined, ["ergebnis"]).catch(() => {}), 500);

form?.addEventListener("input", reckon);
form?.addEventListener("click", async (event) => {
  const button = event.target.closest("button[data-br-row]");
  if (!button) return;
  event.preventDefault();
  const group = button.value.split("-")[0];
  try {
    if (await ask(button, ["zeilen", "ergebnis"])) return focusAfter(button, group);
  } catch {
    // No connection: the button's own way tells that.
  }
  form.requestSubmit(button);
});
