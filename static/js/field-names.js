// Select2 puts a field of its own before each list with suggestions and forgets to name it: it gets the words of the
// label that the list has, or of its column in a table of rows.
function wordsFor(select) {
  const label = select.labels?.[0]?.textContent;
  const column = select.closest("td") && select.closest("table")?.tHead?.rows[0]?.cells[select.closest("td").cellIndex];
  return (label ?? column?.textContent ?? "Auswahl").replace(/[:*]\s*$/, "").trim();
}

function nameAll() {
  for (const box of document.querySelectorAll(".select2-container")) {
    const select = box.previousElementSibling?.matches("select") ? box.previousElementSibling : null;
    if (!select) continue;
    const words = wordsFor(select);
    for (const field of box.querySelectorAll("[role=combobox], .select2-search__field, ul.select2-selection__rendered")) {
      if (field.matches("[role=combobox]")) field.removeAttribute("aria-labelledby");
      field.setAttribute("aria-label", words);
    }
  }
  document.querySelectorAll(".select2-dropdown .select2-search__field").forEach((field) => {
    field.setAttribute("aria-label", "Vorschläge eingrenzen");
  });
}

let waiting;
new MutationObserver(() => {
  cancelAnimationFrame(waiting);
  waiting = requestAnimationFrame(nameAll);
}).observe(document.body, { childList: true, subtree: true });
addEventListener("load", nameAll);
