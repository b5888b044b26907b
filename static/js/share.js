// Copies the address of the page, or prints it; without this script the buttons stay hidden.
const copy = document.querySelector("[data-br-copy]");
const print = document.querySelector("[data-br-print]");

if (copy && navigator.clipboard) {
  copy.parentElement.hidden = false;
  copy.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(copy.dataset.brCopy);
    } catch {
      // Not allowed: the address can still be taken from the address bar.
      copy.parentElement.hidden = true;
      return;
    }
    copy.textContent = copy.dataset.brCopied;
    copy.closest(".br-share").querySelector("[role=status]").textContent = copy.dataset.brCopied;
  });
}
if (print) {
  print.parentElement.hidden = false;
  print.addEventListener("click", () => window.print());
}
