// The receipts while somebody judges them: the server reckons, nothing is saved; an amount means a cut.
import { debounce, fetchPage, swap } from "./parts.js";

const form = document.querySelector("form[data-br-settling]");
let latest = 0;

const reckon = debounce(async () => {
  const turn = ++latest;
  const body = new FormData(form);
  body.set("nachrechnen", "1");
  try {
    const { answer, page } = await fetchPage(form.action || location.href, { method: "POST", body });
    if (turn === latest && answer.ok) swap(page, ["rechnung"]);
  } catch {
    // Without the network the page stays as it is; saving still says what is wrong.
  }
}, 400);

form?.addEventListener("input", (event) => {
  const receipt = event.target.closest("[data-br-receipt]");
  if (receipt && event.target.type === "text" && event.target.value.trim()) {
    receipt.querySelector('input[type="radio"][value="gekuerzt"]').checked = true;
  }
  reckon();
});
