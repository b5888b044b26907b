// Fields that Django and its lists with suggestions (Select2) leave without a name get the words of their label, of their
// column in a table of rows, or of the frame around a date and its time.
function columnOf(field) {
  const cell = field.closest("td, th");
  return cell && cell.closest("table")?.tHead?.rows[0]?.cells[cell.cellIndex];
}

function wordsFor(field) {
  const place = field.labels?.[0] ?? columnOf(field) ?? field.closest("fieldset")?.querySelector("legend");
  return (place?.textContent ?? "Auswahl").replace(/[:*?]\s*$/, "").trim();
}

function nameSuggestions() {
  for (const box of document.querySelectorAll(".select2-container")) {
    const select = box.previousElementSibling;
    if (!select?.matches("select")) continue;
    const words = wordsFor(select);
    for (const field of box.querySelectorAll("[role=combobox], [role=textbox], .select2-search__field")) {
      field.removeAttribute("aria-labelledby");
      field.setAttribute("aria-label", words);
    }
    // What is chosen, beside the cross that takes all away: no list of items only.
    for (const chosen of box.querySelectorAll("ul.select2-selection__rendered")) {
      chosen.setAttribute("role", "group");
      chosen.setAttribute("aria-label", words);
      chosen.querySelectorAll(":scope > li").forEach((item) => item.setAttribute("role", "none"));
    }
  }
  document.querySelectorAll(".select2-dropdown .select2-search__field").forEach((field) => {
    field.setAttribute("aria-label", "Vorschläge eingrenzen");
  });
}

function nameLone() {
  const lone = "#result_list :is(input, select, textarea), .form-row :is(.vDateField, .vTimeField)";
  for (const field of document.querySelectorAll(lone)) {
    if (field.type === "hidden" || field.hasAttribute("aria-label") || field.labels?.length) continue;
    const part = field.matches(".vDateField") ? ", Datum" : field.matches(".vTimeField") ? ", Uhrzeit" : "";
    field.setAttribute("aria-label", wordsFor(field) + part);
  }
}

// Radio buttons and boxes of one question, and what is wrong with a field that Django ties to nothing.
function tieGroups() {
  for (const group of document.querySelectorAll(".form-row :is(div, ul)[id]:has(> :is(div, li) > label > input)")) {
    group.setAttribute("role", "group");
    const label = group.closest(".flex-container")?.querySelector(":scope > :is(label, legend)");
    if (label) group.setAttribute("aria-label", label.textContent.replace(/[:*?]\s*$/, "").trim());
  }
  for (const field of document.querySelectorAll("[aria-invalid=true]:not([aria-describedby])")) {
    const told = field.closest("td, .form-row")?.querySelector(".errorlist");
    if (!told) continue;
    told.id ||= `${field.id}_error`;
    field.setAttribute("aria-describedby", told.id);
  }
}

function nameAll() {
  nameSuggestions();
  nameLone();
  tieGroups();
}

let waiting;
new MutationObserver(() => {
  cancelAnimationFrame(waiting);
  waiting = requestAnimationFrame(nameAll);
}).observe(document.body, { childList: true, subtree: true });
addEventListener("load", nameAll);
nameAll();
