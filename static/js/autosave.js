// Saves a step of the application while somebody types, to the same address its buttons use.
import { debounce, fetchPage, focusAfter, swap } from "./parts.js";

const form = document.querySelector("form[data-br-autosave]");
const status = document.querySelector("[data-br-saved]");
const parts = ["zeilen", "ergebnis"];
let busy = Promise.resolve();
let stopped = false;

function tell(text, link) {
  status.replaceChildren(text);
  if (!link) return;
  const anchor = document.createElement("a");
  anchor.href = link.href;
  anchor.textContent = link.text;
  status.append(" ", anchor);
}

async function save() {
  const data = new FormData(form);
  data.append("autosave", "1");
  const answer = await fetch(location.pathname, { method: "POST", body: data, credentials: "same-origin" });
  if (answer.redirected || !answer.headers.get("content-type").includes("json")) {
    stopped = true;
    tell(status.dataset.brSignedOut, { href: location.pathname, text: status.dataset.brSignIn });
    return;
  }
  const told = await answer.json();
  tell(told.text);
  stopped = answer.status === 409;
  if (!answer.ok) return;
  form.elements.stand.value = told.stand;
  if (document.querySelector("[data-br-part=ergebnis]")) {
    swap((await fetchPage(location.pathname)).page, ["ergebnis"]);
  }
}

function queue(task) {
  busy = busy.then(task).catch(() => tell(status.dataset.brOffline));
  return busy;
}

const later = debounce(() => stopped || queue(save), 900);
form?.addEventListener("input", later);
form?.addEventListener("submit", () => (stopped = true));
form?.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-br-row]");
  if (!button || stopped) return;
  event.preventDefault();
  queue(async () => {
    const { answer, page } = await fetchPage(location.pathname, { method: "POST", body: new FormData(form, button) });
    const fresh = page.querySelector("[name=stand]");
    if (!answer.ok || !fresh) return location.reload();
    swap(page, parts);
    form.elements.stand.value = fresh.value;
    focusAfter(button, button.value.split("-")[0]);
  });
});
