// Shows entries that the one being typed may be, while its name and address are typed.
import { debounce } from "./parts.js";

const place = document.querySelector("[data-br-alike]");
const fields = ["name", "street", "postcode", "city"].map((name) => document.querySelector(`[name="${name}"]`));
let last = 0;

async function look() {
  const turn = ++last;
  const typed = new URLSearchParams(fields.filter(Boolean).map((field) => [field.name, field.value]));
  const answer = await fetch(`${place.dataset.brAlike}?${typed}`, { credentials: "same-origin" });
  if (!answer.ok || turn !== last) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  place.replaceChildren(...page.body.childNodes);
}

const later = debounce(() => look().catch(() => {}), 500);
if (place) for (const field of fields) field?.addEventListener("input", later);
